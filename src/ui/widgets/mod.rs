//! The parts every view is built from (style/widgets.css).

mod classes;
mod icon;
mod menu;
mod words;

pub use classes::{TENANCY_CLASSES, class_of_severity, class_of_tenancy, icon_of_tenancy, tenancy_words};
pub use icon::Icon;
pub use menu::{Menu, MenuEntry};
pub use words::{counted, grouped};
