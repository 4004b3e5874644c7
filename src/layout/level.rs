//! Which level of detail a view gets, and which cards are in it.
//!
//! A thousand cards stay fluid because only what is in view is drawn, and the less room a card has, the less of it.

use super::geometry::Rect;

/// From this zoom on, cards are shown in full.
pub const FULL_ZOOM: f64 = 0.6;
/// From this zoom on, cards show at least their header.
pub const HEADER_ZOOM: f64 = 0.3;
/// Most rows in view that are shown in full.
pub const FULL_ROWS: usize = 320;
/// Most cards in view that are elements of the page.
pub const HEADER_CARDS: usize = 400;

/// How much of each card is drawn. One view has one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// One canvas layer of plain blocks.
    Block,
    /// Header tint, glyph and name; the body plain with ticks for findings.
    Header,
    /// Everything.
    Full,
}

/// The level for a view at `zoom` with `rows` rows on `cards` cards in it.
pub fn level(zoom: f64, rows: usize, cards: usize) -> Level {
    if zoom < HEADER_ZOOM || cards > HEADER_CARDS {
        Level::Block
    } else if zoom >= FULL_ZOOM && rows <= FULL_ROWS {
        Level::Full
    } else {
        Level::Header
    }
}

/// Indices of the `rects` that show in `view`, in order. A plain scan: a few thousand comparisons take microseconds.
pub fn visible(rects: &[Rect], view: &Rect) -> Vec<usize> {
    rects
        .iter()
        .enumerate()
        .filter(|(_, rect)| rect.intersects(view))
        .map(|(index, _)| index)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn level_follows_zoom_rows_and_cards() {
        assert_eq!(level(1.0, 320, 20), Level::Full);
        assert_eq!(level(1.0, 321, 20), Level::Header);
        assert_eq!(level(0.6, 10, 2), Level::Full);
        assert_eq!(level(0.59, 10, 2), Level::Header);
        assert_eq!(level(0.3, 4_000, 400), Level::Header);
        assert_eq!(level(0.3, 4_000, 401), Level::Block);
        assert_eq!(level(0.29, 10, 2), Level::Block);
    }

    #[test]
    fn visible_keeps_order_and_leaves_out_the_rest() {
        let rects: Vec<Rect> = (0..5)
            .map(|i| Rect::new(f64::from(i) * 100.0, 0.0, 80.0, 50.0))
            .collect();
        let view = Rect::new(150.0, 10.0, 200.0, 10.0);
        assert_eq!(visible(&rects, &view), vec![1, 2, 3]);
    }
}
