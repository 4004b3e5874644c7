//! Card sizes, edge routes and automatic arrangement: pure geometry.
//!
//! Everything here is arithmetic on world coordinates, which are CSS pixels at zoom 1. Nothing is measured from a page
//! and nothing depends on the model, so the same input gives the same bytes in the browser, in a worker and natively.

pub mod align;
pub mod arrange;
pub mod card;
pub mod ends;
pub mod geometry;
pub mod guides;
pub mod hit;
pub mod level;
pub mod minimap;
pub mod path;
pub mod route;
pub mod viewport;

pub use geometry::{Point, Rect, Size};
