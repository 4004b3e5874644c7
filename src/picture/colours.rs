//! The colours of pictures: those of `style/tokens.css`, as sRGB, which every reader of SVG and PDF knows.

use crate::model::{TenancyClass, Tint};

/// Red, green and blue in three bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u32);

impl Colour {
    /// `#rrggbb`.
    pub fn hex(self) -> String {
        format!("#{:06x}", self.0)
    }

    /// Red, green and blue from 0 to 1.
    pub fn parts(self) -> [f64; 3] {
        [16, 8, 0].map(|shift| f64::from((self.0 >> shift) & 0xff) / 255.0)
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    #[default]
    Light,
    /// Light on dark.
    Dark,
}

/// The colours of a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colours {
    theme: Theme,
    /// The canvas.
    pub ground: Colour,
    /// A card.
    pub raised: Colour,
    /// Names.
    pub ink: Colour,
    /// Titles of areas.
    pub soft: Colour,
    /// Types.
    pub muted: Colour,
    /// Between rows.
    pub line: Colour,
    /// Around cards.
    pub border: Colour,
    /// Relationships.
    pub edge: Colour,
    /// Around areas.
    pub area: Colour,
    /// Notes.
    pub note: Colour,
    /// Around notes.
    pub note_line: Colour,
    /// In notes.
    pub note_ink: Colour,
}

impl Colours {
    /// The colours of a theme.
    pub fn of(theme: Theme) -> Self {
        let one = |light: u32, dark: u32| match theme {
            Theme::Light => Colour(light),
            Theme::Dark => Colour(dark),
        };
        Colours {
            theme,
            ground: one(0xf3f4f7, 0x0e1014),
            raised: one(0xffffff, 0x1c1f24),
            ink: one(0x1a1e27, 0xeaebef),
            soft: one(0x444851, 0xc0c2c8),
            muted: one(0x5c606a, 0x9da1a9),
            line: one(0xe1e3e7, 0x292c32),
            border: one(0xc9ccd2, 0x3d4048),
            edge: one(0x7b808b, 0x797d88),
            area: one(0xbabec6, 0x444850),
            note: one(0xfcf5d7, 0x332d1c),
            note_line: one(0xe4d8ab, 0x4f472e),
            note_ink: one(0x42361f, 0xe4dec8),
        }
    }

    /// The colours of notes and areas of a tint, those of `style/canvas.css`.
    pub fn tinted(self, tint: Tint) -> Colours {
        let (light, dark) = match tint {
            Tint::Plain => return self,
            Tint::Blue => (
                [0xe4eefb, 0xb6cdec, 0x1b3050, 0x6f98d0],
                [0x1c2b40, 0x3a5378, 0xd6e4f8, 0x55799f],
            ),
            Tint::Green => (
                [0xe3f3e8, 0xaed6ba, 0x163a24, 0x6fae85],
                [0x1a3024, 0x3a6049, 0xd2eedb, 0x517f62],
            ),
            Tint::Rose => (
                [0xfbe6ea, 0xe8b9c3, 0x551b29, 0xcd8494],
                [0x3b1f26, 0x6f414c, 0xf6d7dd, 0x94596a],
            ),
            Tint::Violet => (
                [0xece7fa, 0xc6b9ea, 0x31235c, 0x9c89cf],
                [0x2a2340, 0x51467a, 0xe0d8f7, 0x6f609f],
            ),
        };
        let [note, note_line, note_ink, area] = match self.theme {
            Theme::Light => light,
            Theme::Dark => dark,
        };
        Colours {
            note: Colour(note),
            note_line: Colour(note_line),
            note_ink: Colour(note_ink),
            area: Colour(area),
            ..self
        }
    }

    /// The strong and the soft colour of a tenancy class.
    pub fn class(&self, class: TenancyClass) -> (Colour, Colour) {
        let (light, dark) = match class {
            TenancyClass::Root => ((0x7137a8, 0xf4ecfd), (0xc9a1f3, 0x322442)),
            TenancyClass::TenantScoped => ((0x026d71, 0xe4f5f6), (0x75cdd0, 0x132f32)),
            TenancyClass::Bridge => ((0xa1376e, 0xfdecf2), (0xed9dc0, 0x3e212f)),
            TenancyClass::Reference => ((0x5c6728, 0xf0f5e0), (0xb8c77c, 0x292d17)),
            TenancyClass::Global => ((0x4f5662, 0xeceef3), (0xb0b6c2, 0x2b2f36)),
            TenancyClass::Unclassified => ((0x5c606a, 0xf1f2f5), (0x9da1a9, 0x22242a)),
        };
        let (strong, soft) = match self.theme {
            Theme::Light => light,
            Theme::Dark => dark,
        };
        (Colour(strong), Colour(soft))
    }
}
