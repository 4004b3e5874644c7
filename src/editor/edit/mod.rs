//! What a user can do to a document: each function plans one intent on a [`Draft`](super::Draft).
//!
//! They refuse what PostgreSQL would refuse, take along what depends on the thing changed, and name the step. Functions
//! that remove things return a [`Dropped`], so that the page can say what went along.

mod column;
mod column_type;
mod copies;
mod drawing;
mod drop_column;
mod drop_items;
mod drop_table;
mod duplicate;
mod family;
mod foreign_key;
mod index;
mod key;
mod mention;
mod object;
mod program;
mod relate;
mod rename;
mod table;
mod tenancy;
mod user_type;

pub use column::{
    add_column, move_column, set_column_comment, set_default, set_generated, set_identity,
    set_not_null,
};
pub use column_type::set_type;
pub use drawing::{
    add_area, add_note, arrange, change_area, change_note, drop_area, drop_note, move_items,
    move_tables, set_collapsed, set_pinned, set_title,
};
pub use drop_column::drop_columns;
pub use drop_items::drop_items;
pub use drop_table::drop_tables;
pub use duplicate::duplicate_tables;
pub use foreign_key::add_foreign_key;
pub use index::{add_index, change_index, drop_index, rename_index};
pub(super) use key::add as add_constraint;
pub use key::{
    add_check, add_unique, change_constraint, drop_constraint, rename_constraint, set_primary_key,
};
pub use object::{
    create_namespace, create_view, drop_object, put_object, set_comment, set_verbatim_sql,
    set_view_query,
};
pub use program::{drop_policy, drop_trigger, put_policy, put_trigger, set_row_security};
pub(super) use relate::relate_with;
pub use relate::{Related, relate};
pub use rename::{rename_column, rename_table};
pub use table::{create_table, set_table_comment, set_table_schema};
pub use tenancy::{set_class, set_settings, set_tenancy};
pub use user_type::{
    add_enum_label, create_domain, create_enum, drop_type, move_enum_label, remove_enum_label,
    rename_enum_label, rename_type,
};

/// What went along with something that was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Names of the objects that were removed because they depended on it, in order.
    pub with_it: Vec<String>,
    /// Names of views, functions and statements that still mention it and need a look, in order.
    pub mentions: Vec<String>,
}
