//! The Leptos application: views of the session, and nothing that the core could do.
