//! The minimap's transform: the whole world and the current view in a small frame.

use super::geometry::{Point, Rect, Size};

/// How the world is drawn into the minimap: `map = (world - (x, y)) * scale`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Minimap {
    /// World x at the left edge of the frame.
    pub x: f64,
    /// World y at the top edge of the frame.
    pub y: f64,
    /// Frame pixels a world pixel.
    pub scale: f64,
}

impl Minimap {
    /// The transform that shows `world` whole and centred in a frame of `frame` pixels with `padding` free on each side.
    pub fn new(world: &Rect, frame: Size, padding: f64) -> Self {
        let scale = ((frame.width - 2.0 * padding).max(1.0) / world.width.max(1.0))
            .min((frame.height - 2.0 * padding).max(1.0) / world.height.max(1.0));
        let center = world.center();
        Self {
            x: center.x - frame.width / scale / 2.0,
            y: center.y - frame.height / scale / 2.0,
            scale,
        }
    }

    /// Where a world rectangle shows in the frame.
    pub fn to_map(&self, world: &Rect) -> Rect {
        Rect::new(
            (world.x - self.x) * self.scale,
            (world.y - self.y) * self.scale,
            world.width * self.scale,
            world.height * self.scale,
        )
    }

    /// The world point under a point of the frame; the view is centred there on a press.
    pub fn to_world(&self, map: Point) -> Point {
        Point::new(self.x + map.x / self.scale, self.y + map.y / self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn world_is_centred_whole_and_inverse() {
        let world = Rect::new(-500.0, 100.0, 4000.0, 1000.0);
        let map = Minimap::new(&world, Size::new(152.0, 124.0), 6.0);
        let shown = map.to_map(&world);
        assert!((shown.x - 6.0).abs() < 1e-9);
        assert!((shown.width - 140.0).abs() < 1e-9);
        assert!((shown.y - (124.0 - shown.height) / 2.0).abs() < 1e-9);
        let back = map.to_world(shown.center());
        assert!(back.distance(world.center()) < 1e-9);
    }

    #[test]
    fn an_empty_world_has_a_finite_scale() {
        let map = Minimap::new(&Rect::default(), Size::new(152.0, 124.0), 6.0);
        assert!(map.scale.is_finite() && map.scale > 0.0);
    }
}
