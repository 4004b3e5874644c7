//! Cadastre: draw, validate and export multi-tenant PostgreSQL schemas.
//!
//! The rooms and which may call which are told in `ARCHITECTURE.md`.

pub mod debate;
pub mod diff;
pub mod editor;
pub mod export;
pub mod import;
pub mod isolation;
pub mod layout;
pub mod lint;
pub mod migration;
pub mod model;
pub mod picture;
#[cfg(feature = "web")]
pub mod platform;
pub mod proof;
pub mod query;
pub mod repository;
pub mod review;
pub mod rules;
pub mod sql;
#[cfg(feature = "web")]
pub mod ui;
