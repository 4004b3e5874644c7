//! The size of a table's card, computed from its text alone.
//!
//! Names are set in a monospaced face, so a card's width is arithmetic and a thousand cards are sized without asking the
//! page once.

use unicode_width::UnicodeWidthChar;

use super::geometry::Size;

/// Height of a card's header.
pub const HEADER_HEIGHT: f64 = 32.0;
/// Height of one row.
pub const ROW_HEIGHT: f64 = 24.0;
/// Width of one character of a name: 12 px mono.
pub const NAME_CHARACTER: f64 = 7.2;
/// Width of one character of a type: 11 px mono.
pub const TYPE_CHARACTER: f64 = 6.6;
/// What a row takes beside name and type: padding, key, gaps and the marks at its right end.
pub const ROW_FIXED: f64 = 94.0;
/// What a header takes beside the table's name.
pub const HEADER_FIXED: f64 = 90.0;
/// What a folded-edge chip takes in its row.
pub const CHIP_WIDTH: f64 = 22.0;
/// No card is narrower.
pub const MIN_WIDTH: f64 = 200.0;
/// No card is wider; longer names are cut.
pub const MAX_WIDTH: f64 = 360.0;
/// Longest type that is shown whole, in characters.
pub const TYPE_LENGTH: usize = 18;

/// How much of a table its card shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CardMode {
    /// Header and every row.
    #[default]
    Full,
    /// Header and the rows that belong to a key.
    KeysOnly,
    /// The header alone.
    HeaderOnly,
}

/// What a row says, as far as its size depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowContent<'a> {
    /// The column's name.
    pub name: &'a str,
    /// The column's type, not yet shortened.
    pub data_type: &'a str,
    /// Whether the row carries a folded-edge chip after its name.
    pub has_chip: bool,
    /// Whether the column belongs to a primary or foreign key, so that it stays in [`CardMode::KeysOnly`].
    pub is_key: bool,
}

/// What a card says, as far as its size depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardContent<'a> {
    /// The table's name as the header shows it.
    pub table: &'a str,
    /// All columns in order, also those that the mode hides.
    pub rows: Vec<RowContent<'a>>,
    /// What is shown.
    pub mode: CardMode,
}

impl CardContent<'_> {
    /// Number of rows shown.
    pub fn shown_rows(&self) -> usize {
        match self.mode {
            CardMode::Full => self.rows.len(),
            CardMode::KeysOnly => self.rows.iter().filter(|row| row.is_key).count(),
            CardMode::HeaderOnly => 0,
        }
    }

    /// The port of column `index` of [`CardContent::rows`], as an offset from the card's top. A column that is not
    /// shown, and one that does not exist, has its port at the middle of the header.
    pub fn port_y(&self, index: usize) -> f64 {
        let row = match self.mode {
            CardMode::Full => (index < self.rows.len()).then_some(index),
            CardMode::KeysOnly => self.rows.get(index).filter(|row| row.is_key).map(|_| {
                self.rows
                    .iter()
                    .take(index)
                    .filter(|row| row.is_key)
                    .count()
            }),
            CardMode::HeaderOnly => None,
        };
        row.map_or(HEADER_HEIGHT / 2.0, row_port_y)
    }
}

/// Columns a text takes in a monospaced face: a wide character (East Asian, emoji) counts 2, a combining mark 0.
pub fn display_width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// A type as a row shows it: whole up to [`TYPE_LENGTH`] characters, else cut in the middle, so that both the type's
/// name and its modifier stay readable.
pub fn short_type(data_type: &str) -> String {
    if display_width(data_type) <= TYPE_LENGTH {
        return data_type.to_owned();
    }
    let tail_room = (TYPE_LENGTH - 1) / 2;
    let head = take_width(data_type.chars(), TYPE_LENGTH - 1 - tail_room);
    let tail: Vec<char> = take_width(data_type.chars().rev(), tail_room);
    head.into_iter()
        .chain(std::iter::once('…'))
        .chain(tail.into_iter().rev())
        .collect()
}

/// A name cut at its end with an ellipsis so that it takes at most `columns` columns.
pub fn short_name(name: &str, columns: usize) -> String {
    if display_width(name) <= columns {
        return name.to_owned();
    }
    take_width(name.chars(), columns.saturating_sub(1))
        .into_iter()
        .chain(std::iter::once('…'))
        .collect()
}

/// Columns that a table's name may take in the header of a card of `width`.
pub fn header_name_columns(width: f64) -> usize {
    whole((width - HEADER_FIXED) / NAME_CHARACTER)
}

/// Columns that a row's name may take in a card of `width`, beside its type and chip.
pub fn row_name_columns(width: f64, row: &RowContent<'_>) -> usize {
    let chip = if row.has_chip { CHIP_WIDTH } else { 0.0 };
    whole((width - ROW_FIXED - chip - type_width(row.data_type)) / NAME_CHARACTER)
}

/// Height of a card that shows `rows` rows.
pub fn card_height(rows: usize) -> f64 {
    HEADER_HEIGHT + ROW_HEIGHT * rows as f64
}

/// The port of the shown row `row`, as an offset from the card's top; the same on either side.
pub fn row_port_y(row: usize) -> f64 {
    HEADER_HEIGHT + ROW_HEIGHT * row as f64 + ROW_HEIGHT / 2.0
}

/// The shown row at `offset` pixels below the card's top; none for the header and below the last of `rows`.
pub fn row_at(offset: f64, rows: usize) -> Option<usize> {
    if offset < HEADER_HEIGHT {
        return None;
    }
    let row = whole((offset - HEADER_HEIGHT) / ROW_HEIGHT);
    (row < rows).then_some(row)
}

/// The size of a card. The width looks at every row, also hidden ones, so that changing the mode moves no right edge.
pub fn card_size(content: &CardContent<'_>) -> Size {
    let header = HEADER_FIXED + name_width(content.table);
    let widest = content.rows.iter().map(row_width).fold(header, f64::max);
    Size::new(
        ((widest / 4.0).ceil() * 4.0).clamp(MIN_WIDTH, MAX_WIDTH),
        card_height(content.shown_rows()),
    )
}

fn row_width(row: &RowContent<'_>) -> f64 {
    let chip = if row.has_chip { CHIP_WIDTH } else { 0.0 };
    ROW_FIXED + name_width(row.name) + type_width(row.data_type) + chip
}

fn name_width(name: &str) -> f64 {
    (NAME_CHARACTER * display_width(name) as f64).ceil()
}

fn type_width(data_type: &str) -> f64 {
    let columns = display_width(data_type).min(TYPE_LENGTH);
    (TYPE_CHARACTER * columns as f64).ceil()
}

/// The first characters that fit in `columns`.
fn take_width(characters: impl Iterator<Item = char>, columns: usize) -> Vec<char> {
    let mut used = 0;
    characters
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= columns
        })
        .collect()
}

/// A length in whole units; nothing below zero.
fn whole(value: f64) -> usize {
    value.max(0.0).floor() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row<'a>(name: &'a str, data_type: &'a str, has_chip: bool, is_key: bool) -> RowContent<'a> {
        RowContent {
            name,
            data_type,
            has_chip,
            is_key,
        }
    }

    fn invoices(mode: CardMode) -> CardContent<'static> {
        CardContent {
            table: "invoices",
            rows: vec![
                row("id", "uuid", false, true),
                row("billing_period_started_at", "timestamptz", false, false),
                row("tenant_id", "uuid", true, true),
            ],
            mode,
        }
    }

    #[test]
    fn width_follows_the_widest_row() {
        // 94 + ceil(7.2 * 25) + ceil(6.6 * 11) = 94 + 180 + 73 = 347, to the next 4.
        assert_eq!(
            card_size(&invoices(CardMode::Full)),
            Size::new(348.0, 32.0 + 72.0)
        );
    }

    #[test]
    fn modes_keep_the_width() {
        assert_eq!(
            card_size(&invoices(CardMode::KeysOnly)),
            Size::new(348.0, 80.0)
        );
        assert_eq!(
            card_size(&invoices(CardMode::HeaderOnly)),
            Size::new(348.0, 32.0)
        );
    }

    #[test]
    fn width_is_clamped() {
        let empty = CardContent {
            table: "t",
            rows: Vec::new(),
            mode: CardMode::Full,
        };
        assert_eq!(card_size(&empty), Size::new(200.0, 32.0));
        let name = "n".repeat(63);
        let long = CardContent {
            table: &name,
            rows: Vec::new(),
            mode: CardMode::Full,
        };
        assert_eq!(card_size(&long).width, 360.0);
    }

    #[test]
    fn hidden_rows_have_their_port_at_the_header() {
        let keys = invoices(CardMode::KeysOnly);
        assert_eq!(keys.port_y(0), 44.0);
        assert_eq!(keys.port_y(1), 16.0);
        assert_eq!(keys.port_y(2), 68.0);
        assert_eq!(invoices(CardMode::Full).port_y(2), 92.0);
        assert_eq!(invoices(CardMode::HeaderOnly).port_y(0), 16.0);
        assert_eq!(invoices(CardMode::Full).port_y(9), 16.0);
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(display_width("会議"), 4);
        assert_eq!(display_width("🙂"), 2);
        assert_eq!(display_width("e\u{301}"), 1);
    }

    #[test]
    fn types_are_cut_in_the_middle() {
        assert_eq!(short_type("timestamptz"), "timestamptz");
        assert_eq!(short_type("exactly_18_letters"), "exactly_18_letters");
        let cut = short_type("double precision_and_more[]");
        assert_eq!(cut, "double pr…d_more[]");
        assert!(display_width(&cut) <= TYPE_LENGTH);
        assert_eq!(display_width(&short_type(&"会".repeat(30))), 17);
    }

    #[test]
    fn names_are_cut_at_the_end() {
        assert_eq!(short_name("organizations", 8), "organiz…");
        assert_eq!(short_name("plans", 8), "plans");
        assert_eq!(short_name("plans", 0), "…");
        assert_eq!(header_name_columns(200.0), 15);
        assert_eq!(row_name_columns(200.0, &row("x", "uuid", true, false)), 7);
    }

    #[test]
    fn rows_are_found_by_offset() {
        assert_eq!(row_at(31.0, 3), None);
        assert_eq!(row_at(32.0, 3), Some(0));
        assert_eq!(row_at(103.0, 3), Some(2));
        assert_eq!(row_at(104.0, 3), None);
    }
}
