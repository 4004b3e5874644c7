//! The part of the world that the screen shows.

use serde::{Deserialize, Serialize};

use super::geometry::{Point, Rect, Size};

/// Furthest out.
pub const MIN_ZOOM: f64 = 0.02;
/// Nearest.
pub const MAX_ZOOM: f64 = 4.0;

/// Where the screen's top left corner lies in the world and how large the world is drawn:
/// `screen = (world - (x, y)) * zoom`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Viewport {
    /// World x at the left edge of the screen.
    pub x: f64,
    /// World y at the top edge of the screen.
    pub y: f64,
    /// Screen pixels a world pixel, [`MIN_ZOOM`] to [`MAX_ZOOM`].
    pub zoom: f64,
}

impl Default for Viewport {
    fn default() -> Self {
        Self {
            x: 0.0,
            y: 0.0,
            zoom: 1.0,
        }
    }
}

impl Viewport {
    /// A viewport whose zoom is brought into its bounds.
    pub fn new(x: f64, y: f64, zoom: f64) -> Self {
        Self {
            x,
            y,
            zoom: clamp_zoom(zoom),
        }
    }

    /// The world point under a point of the screen.
    pub fn to_world(&self, screen: Point) -> Point {
        Point::new(self.x + screen.x / self.zoom, self.y + screen.y / self.zoom)
    }

    /// Where a world point shows on the screen.
    pub fn to_screen(&self, world: Point) -> Point {
        Point::new(
            (world.x - self.x) * self.zoom,
            (world.y - self.y) * self.zoom,
        )
    }

    /// Where a world rectangle shows on the screen.
    pub fn rect_to_screen(&self, world: &Rect) -> Rect {
        let origin = self.to_screen(world.origin());
        Rect::new(
            origin.x,
            origin.y,
            world.width * self.zoom,
            world.height * self.zoom,
        )
    }

    /// The part of the world a screen of `screen` pixels shows.
    pub fn view(&self, screen: Size) -> Rect {
        Rect::new(
            self.x,
            self.y,
            screen.width / self.zoom,
            screen.height / self.zoom,
        )
    }

    /// The viewport after a drag of the ground by `dx`, `dy` screen pixels.
    #[must_use]
    pub fn pan(&self, dx: f64, dy: f64) -> Self {
        Self {
            x: self.x - dx / self.zoom,
            y: self.y - dy / self.zoom,
            zoom: self.zoom,
        }
    }

    /// The viewport at `zoom` (brought into bounds) with the same world point under `pointer`, a point of the screen.
    #[must_use]
    pub fn zoom_at(&self, pointer: Point, zoom: f64) -> Self {
        let zoom = clamp_zoom(zoom);
        let world = self.to_world(pointer);
        Self {
            x: world.x - pointer.x / zoom,
            y: world.y - pointer.y / zoom,
            zoom,
        }
    }

    /// The viewport that shows `rect` whole and centred on a screen of `screen` pixels, `padding` screen pixels free on
    /// each side, and never larger than life.
    pub fn fit(rect: &Rect, screen: Size, padding: f64) -> Self {
        let room = |length: f64| (length - 2.0 * padding).max(1.0);
        let zoom = (room(screen.width) / rect.width.max(1.0))
            .min(room(screen.height) / rect.height.max(1.0))
            .min(1.0);
        Self::centred(rect.center(), screen, zoom)
    }

    /// The viewport at `zoom` with `point` of the world in the middle of the screen.
    pub fn centred(point: Point, screen: Size, zoom: f64) -> Self {
        let zoom = clamp_zoom(zoom);
        Self {
            x: point.x - screen.width / zoom / 2.0,
            y: point.y - screen.height / zoom / 2.0,
            zoom,
        }
    }
}

/// `zoom` within [`MIN_ZOOM`] and [`MAX_ZOOM`]; 1 for what is no number.
fn clamp_zoom(zoom: f64) -> f64 {
    if zoom.is_nan() {
        1.0
    } else {
        zoom.clamp(MIN_ZOOM, MAX_ZOOM)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: Point, b: Point) -> bool {
        a.distance(b) < 1e-9
    }

    #[test]
    fn screen_and_world_are_inverse() {
        let viewport = Viewport::new(-30.0, 12.0, 0.37);
        let point = Point::new(411.0, -7.0);
        assert!(near(viewport.to_world(viewport.to_screen(point)), point));
    }

    #[test]
    fn zoom_keeps_the_world_under_the_pointer() {
        let viewport = Viewport::new(100.0, 50.0, 1.0);
        let pointer = Point::new(333.0, 222.0);
        let zoomed = viewport.zoom_at(pointer, 2.5);
        assert!(near(zoomed.to_world(pointer), viewport.to_world(pointer)));
        assert_eq!(viewport.zoom_at(pointer, 99.0).zoom, MAX_ZOOM);
        assert_eq!(viewport.zoom_at(pointer, 0.0).zoom, MIN_ZOOM);
        assert_eq!(viewport.zoom_at(pointer, f64::NAN).zoom, 1.0);
    }

    #[test]
    fn fit_centres_and_never_enlarges() {
        let screen = Size::new(1000.0, 600.0);
        let wide = Viewport::fit(&Rect::new(0.0, 0.0, 1920.0, 100.0), screen, 20.0);
        assert_eq!(wide.zoom, 0.5);
        assert!(near(
            wide.to_screen(Point::new(960.0, 50.0)),
            Point::new(500.0, 300.0)
        ));
        let small = Viewport::fit(&Rect::new(0.0, 0.0, 10.0, 10.0), screen, 20.0);
        assert_eq!(small.zoom, 1.0);
        assert!(wide.view(screen).contains(Point::new(1919.0, 99.0)));
    }

    #[test]
    fn pan_moves_the_ground_with_the_pointer() {
        let viewport = Viewport::new(0.0, 0.0, 2.0).pan(10.0, -20.0);
        assert_eq!((viewport.x, viewport.y), (-5.0, 10.0));
    }
}
