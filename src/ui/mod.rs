//! The Leptos application: views of the session, and nothing that the core could do.

mod app;
mod canvas;
mod chunks;
mod commands;
mod dialogs;
mod explorer;
mod findings;
mod frame;
mod import;
mod inspector;
mod interface;
mod keys;
mod looks;
mod menus;
mod migration;
mod objects;
mod palette;
mod picture;
mod queries;
mod review;
mod security;
mod session;
mod slices;
mod sql_pane;
mod tables;
mod widgets;

pub use app::App;
pub use interface::{Dialog, Interface, Panel, Toast, View};
pub use session::{Session, answer};
