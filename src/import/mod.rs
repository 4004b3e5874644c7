//! Text in, schema and statement report out: PostgreSQL's SQL here, MySQL's and SQLite's in `foreign/`.
//!
//! Reading never fails on bad SQL: every statement ends as understood, kept word for word, skipped or not readable, and
//! the report says which, where and why. Statements apply in order, so ALTER and DROP have their effect.

mod alter_function;
mod alter_index;
mod alter_object;
mod alter_table;
mod alter_view;
mod build_table;
mod builder;
mod columns;
mod comment;
mod constraints;
mod create_table;
mod cursor;
mod default_privilege;
mod definition;
mod dependents;
mod dialect;
mod dispatch;
mod domain;
mod drop;
mod follow;
mod follow_column;
mod foreign;
mod function;
mod grant_all;
mod guard;
mod guard_count;
mod headline;
mod index;
mod keep;
mod lexer;
mod names;
mod namespace;
mod not_null;
mod partition;
mod policy;
mod privilege;
mod read;
mod recognise;
mod regrant;
mod remove;
mod remove_part;
mod rename;
mod report;
mod resolve;
mod role;
mod script;
mod sequence;
mod sniff;
mod sources;
mod split;
mod statistics;
mod table_actions;
mod text;
mod trigger;
mod type_name;
mod user_type;
mod view;

pub use read::{Cancelled, Import, Options, Progress, Source, read};
pub use report::{Counts, Outcome, Rename, Report, StatementReport};
pub use script::{Script, read_script};
pub use sniff::{MAXIMUM_BYTES, ReadError, sniff};
pub use sources::{Pair, order_sources, pair_sources};
