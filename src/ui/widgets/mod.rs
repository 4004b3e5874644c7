//! The parts every view is built from (style/widgets.css).

mod icon;
mod menu;
mod words;

pub use icon::Icon;
pub use menu::{Menu, MenuEntry};
pub use words::{counted, grouped};
