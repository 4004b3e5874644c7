//! The editor: document, history, selection, viewport and tools; no DOM, no IO.
pub mod drawing;
