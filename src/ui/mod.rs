//! The Leptos application: views of the session, and nothing that the core could do.

mod app;
mod canvas;
mod frame;
mod interface;
mod session;
mod widgets;

pub use app::App;
pub use interface::{Dialog, Interface, Panel, Toast, View};
pub use session::{Session, answer};
