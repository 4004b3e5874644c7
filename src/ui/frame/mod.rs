//! The frame around every view: top bar, status bar, toasts.

mod document_menu;
mod proposal_menu;
mod status_bar;
mod toasts;
mod top_bar;

pub use status_bar::StatusBar;
pub use toasts::Toasts;
pub use top_bar::TopBar;
