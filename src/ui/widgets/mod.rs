//! The parts every view is built from (style/widgets.css).

mod classes;
mod code;
mod field;
mod filter;
mod grid_keys;
mod icon;
mod menu;
mod modal;
mod rows;
mod sentence;
mod windowed;

pub use crate::editor::shown::lines::Lines;
pub use crate::editor::shown::numbers::{counted, grouped, lasted, sized};
pub use classes::{
    TENANCY_CLASSES, class_of_severity, class_of_tenancy, glyph_of_tenancy, icon_of_tenancy,
};
pub use code::{CodeBlock, CodeView, coloured};
pub use field::{CheckField, ChoiceField, Keep, TextArea, TextField, choices};
pub use filter::FilterField;
pub use grid_keys::{is_of_grid, walked};
pub use icon::Icon;
pub use menu::{Menu, MenuEntry};
pub use modal::Modal;
pub use rows::Rows;
pub use sentence::{sentence, sentence_about};
pub use windowed::Windowed;
