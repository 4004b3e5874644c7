//! A card in a picture.

use crate::editor::drawing::{Card, CardRow, IndexMark, KeyMark};
use crate::layout::card::{
    CHIP_WIDTH, HEADER_HEIGHT, NAME_CHARACTER, ROW_HEIGHT, RowContent, display_width,
    header_name_columns, row_name_columns, short_name,
};
use crate::layout::path::Step;
use crate::layout::{Point, Rect};
use crate::model::TenancyClass;
use crate::model::tenancy::Tenancy;

use super::{Face, Pen, Shape};

impl Pen {
    pub(super) fn card(&mut self, card: &Card, tenancy: &Tenancy) {
        let class = tenancy.class(card.table);
        let (_, soft) = self.colours.class(class);
        let rect = card.rect;
        self.shapes.push(Shape::Open(card.title.clone()));
        self.rect(rect, 6.0, Some(self.colours.raised), None);
        self.rect(
            Rect::new(rect.x, rect.y, rect.width, HEADER_HEIGHT.min(rect.height)),
            6.0,
            Some(soft),
            None,
        );
        if card.shown_rows() > 0 {
            // The head is round above only.
            let square = Rect::new(rect.x, rect.y + HEADER_HEIGHT - 6.0, rect.width, 6.0);
            self.rect(square, 0.0, Some(soft), None);
        }
        self.band(
            class,
            Rect::new(rect.x + 3.0, rect.y, rect.width - 6.0, 4.0),
        );
        self.rect(rect, 6.0, None, Some(self.colours.border));
        self.glyph(class, Rect::new(rect.x + 10.0, rect.y + 10.0, 12.0, 12.0));
        let name = short_name(&card.title, header_name_columns(rect.width));
        let at = Point::new(rect.x + 32.0, rect.y + 20.5);
        self.words(at, &name, 12.0, Face::Mono, self.colours.ink, (true, false));
        for (number, row) in card.shown().enumerate() {
            let top = rect.y + HEADER_HEIGHT + ROW_HEIGHT * number as f64;
            let place = Rect::new(rect.x, top, rect.width, ROW_HEIGHT);
            self.row(row, &place, tenancy);
        }
        self.shapes.push(Shape::Close);
    }

    fn row(&mut self, row: &CardRow, place: &Rect, tenancy: &Tenancy) {
        let middle = place.y + place.height / 2.0;
        self.key(row.key, Point::new(place.x + 16.0, middle));
        let content = RowContent {
            name: &row.name,
            data_type: &row.data_type,
            has_chip: !row.folded.is_empty(),
            is_key: row.key != KeyMark::None,
        };
        let name = short_name(&row.name, row_name_columns(place.width, &content));
        let left = place.x + 32.0;
        self.text(
            Point::new(left, middle + 4.0),
            &name,
            12.0,
            Face::Mono,
            self.colours.ink,
        );
        if let Some(parent) = row.folded.first() {
            let x = left + NAME_CHARACTER * display_width(&name) as f64 + (CHIP_WIDTH - 16.0);
            self.glyph(
                tenancy.class(*parent),
                Rect::new(x, middle - 5.0, 10.0, 10.0),
            );
        }
        let right = place.right();
        let at = Point::new(right - 42.0, middle + 4.0);
        self.words(
            at,
            &row.data_type,
            11.0,
            Face::Mono,
            self.colours.muted,
            (false, true),
        );
        self.index(row.index, Point::new(right - 29.0, middle));
        self.shapes.push(Shape::Ring {
            center: Point::new(right - 13.0, middle),
            radius: 2.5,
            fill: row.not_null.then_some(self.colours.muted),
            line: Some(self.colours.muted),
        });
    }

    /// A key: a bow with a bit, filled for the primary key.
    fn key(&mut self, key: KeyMark, at: Point) {
        if key == KeyMark::None {
            return;
        }
        let colour = self.colours.soft;
        let primary = key != KeyMark::Foreign;
        self.shapes.push(Shape::Ring {
            center: at.moved(-3.0, 0.0),
            radius: 3.0,
            fill: primary.then_some(colour),
            line: Some(colour),
        });
        let bit = vec![
            Step::Move(at),
            Step::Line(at.moved(6.0, 0.0)),
            Step::Line(at.moved(6.0, 3.0)),
        ];
        self.lines(vec![bit], 1.25, colour);
        if key == KeyMark::Both {
            let under = vec![
                Step::Move(at.moved(-6.0, 6.0)),
                Step::Line(at.moved(6.0, 6.0)),
            ];
            self.lines(vec![under], 1.0, colour);
        }
    }

    fn index(&mut self, index: IndexMark, at: Point) {
        let colour = self.colours.soft;
        match index {
            IndexMark::None => {}
            IndexMark::Index => {
                let bars = [(-3.0, 8.0), (0.0, 6.0), (3.0, 4.0)];
                let ways = bars.map(|(down, long)| {
                    vec![
                        Step::Move(at.moved(-4.0, down)),
                        Step::Line(at.moved(-4.0 + long, down)),
                    ]
                });
                self.lines(ways.to_vec(), 1.25, colour);
            }
            IndexMark::Unique => {
                self.rect(
                    Rect::new(at.x - 5.0, at.y - 5.0, 10.0, 10.0),
                    2.0,
                    None,
                    Some(colour),
                );
                self.text(at.moved(-2.4, 3.0), "1", 8.0, Face::Mono, colour);
            }
        }
    }

    fn lines(&mut self, ways: Vec<Vec<Step>>, width: f64, colour: super::Colour) {
        self.shapes.push(Shape::Lines {
            ways,
            colour,
            width,
        });
    }

    /// The pattern at the top of a card, so that its class is not told by colour alone.
    fn band(&mut self, class: TenancyClass, band: Rect) {
        let (strong, _) = self.colours.class(class);
        let mut dashes = |step: f64, long: f64, high: f64| {
            let mut x = band.x;
            while x < band.right() {
                let width = long.min(band.right() - x);
                self.rect(Rect::new(x, band.y, width, high), 0.0, Some(strong), None);
                x += step;
            }
        };
        match class {
            TenancyClass::Root => dashes(band.width, band.width, 4.0),
            TenancyClass::TenantScoped => dashes(band.width, band.width, 2.0),
            TenancyClass::Reference => dashes(6.0, 3.0, 4.0),
            TenancyClass::Global => dashes(16.0, 12.0, 2.0),
            TenancyClass::Bridge => {
                let mut ways = Vec::new();
                let mut x = band.x;
                while x + 4.0 <= band.right() {
                    ways.push(vec![
                        Step::Move(Point::new(x, band.bottom())),
                        Step::Line(Point::new(x + 4.0, band.y)),
                    ]);
                    x += 5.66;
                }
                self.lines(ways, 2.0, strong);
            }
            TenancyClass::Unclassified => {}
        }
    }

    /// The sign of a class, in a square.
    pub(super) fn glyph(&mut self, class: TenancyClass, place: Rect) {
        let (strong, _) = self.colours.class(class);
        let unit = place.width / 12.0;
        let part = |x: f64, y: f64, width: f64, height: f64| {
            Rect::new(
                place.x + x * unit,
                place.y + y * unit,
                width * unit,
                height * unit,
            )
        };
        let whole = part(0.5, 0.5, 11.0, 11.0);
        match class {
            TenancyClass::Root => {
                self.rect(whole, 1.5, None, Some(strong));
                self.rect(part(3.5, 3.5, 5.0, 5.0), 0.5, Some(strong), None);
            }
            TenancyClass::TenantScoped => {
                self.rect(whole, 1.5, None, Some(strong));
                self.rect(part(0.5, 0.5, 5.5, 11.0), 1.0, Some(strong), None);
            }
            TenancyClass::Bridge => {
                self.rect(part(0.5, 0.5, 7.0, 7.0), 1.0, None, Some(strong));
                self.rect(part(4.5, 4.5, 7.0, 7.0), 1.0, None, Some(strong));
            }
            TenancyClass::Reference => {
                self.rect(whole, 1.5, None, Some(strong));
                for down in [3.5, 6.0, 8.5] {
                    self.rect(part(3.0, down - 0.5, 6.0, 1.0), 0.0, Some(strong), None);
                }
            }
            TenancyClass::Global => {
                self.shapes.push(Shape::Ring {
                    center: place.center(),
                    radius: 5.5 * unit,
                    fill: None,
                    line: Some(strong),
                });
                self.rect(part(0.5, 5.5, 11.0, 1.0), 0.0, Some(strong), None);
                self.rect(part(5.5, 0.5, 1.0, 11.0), 0.0, Some(strong), None);
            }
            TenancyClass::Unclassified => self.shapes.push(Shape::Rect {
                rect: whole,
                radius: 1.5,
                fill: None,
                border: Some((strong, true)),
            }),
        }
    }
}
