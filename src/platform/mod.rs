//! Browser services: storage, files, clipboard, clock, theme, worker. The only room beside `ui` that knows the browser.

pub mod address;
pub mod clipboard;
pub mod clock;
pub mod code_editor;
pub mod files;
pub mod folder;
pub mod person;
pub mod storage;
pub mod tabs;
pub mod theme;
pub mod worker;
