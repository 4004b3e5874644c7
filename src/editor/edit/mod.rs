//! What a user can do to a document: each function plans one intent on a [`Draft`](super::Draft).
//!
//! They refuse what PostgreSQL would refuse, take along what depends on the thing changed, and name the step. Functions
//! that remove things return a [`Dropped`], so that the page can say what went along.

mod column;
mod column_storage;
mod column_type;
mod constraint_rules;
mod copies;
mod default_privilege;
mod drawing;
mod drop_column;
mod drop_items;
mod drop_table;
mod duplicate;
mod family;
mod follow;
mod foreign_key;
mod index;
mod index_key;
mod inheritance;
mod key;
mod mention;
mod namespace;
mod not_null;
mod object;
mod parameter;
mod partition;
mod partition_key;
mod privilege;
mod program;
mod program_object;
mod relate;
mod rename;
mod rename_role;
mod sequence;
mod shown;
mod storage;
mod table;
mod tenancy;
mod trigger;
mod type_parts;
mod user_type;
mod view;

pub use column::{
    add_column, move_column, move_column_to_slot, set_column_comment, set_default, set_generated,
    set_identity, set_not_null,
};
pub use column_storage::{
    change_identity, set_collation, set_column_options, set_compression, set_statistics_target,
    set_storage, statistics_target,
};
pub use column_type::set_type;
pub use default_privilege::{create_default_privilege, set_default_privilege};
pub use drawing::{
    add_area, add_note, arrange, change_area, change_note, drop_area, drop_note, move_items,
    move_tables, set_pinned, set_tint, set_title,
};
pub use drop_column::drop_columns;
pub use drop_items::drop_items;
pub use drop_table::drop_tables;
pub use duplicate::duplicate_tables;
pub use foreign_key::add_foreign_key;
pub use index::{add_index, change_index, drop_index, rename_index};
pub use index_key::index_key_of;
pub use inheritance::set_inherits;
pub(super) use key::add as add_constraint;
pub use key::{
    add_check, add_exclusion, add_unique, change_constraint, drop_constraint, rename_constraint,
    set_primary_key,
};
pub use namespace::rename_namespace;
pub use not_null::{
    set_not_null_comment, set_not_null_name, set_not_null_no_inherit, set_not_null_validated,
};
pub use object::{
    create_namespace, create_view, drop_object, put_object, set_comment, set_verbatim_sql,
    set_view_query,
};
pub use partition::{
    add_partition, attach_partition, detach_partition, set_partition_bound, set_partitioning,
};
pub use privilege::{
    GRANTED_KINDS, change_grant, create_grant, create_role, names_of, privileges_of,
    set_role_options,
};
pub use program::{drop_policy, drop_trigger, put_policy, put_trigger, set_row_security};
pub use program_object::{
    change_extension, create_extension, create_function, create_statistics, rename_function,
    rename_statistics, set_target_of_statistics, set_verbatim_head,
};
pub(super) use relate::relate_with;
pub use relate::{Related, relate};
pub use rename::{rename_column, rename_table};
pub use rename_role::rename_role;
pub use sequence::{change_sequence, column_at, create_sequence, sequence_number};
pub use shown::{
    drop_view, hidden_tables, rename_view, save_view, set_card_mode, set_hidden, show_saved,
};
pub use storage::{
    set_access_method, set_cluster_on, set_persistence, set_replica_identity, set_row_type,
    set_table_options, set_tablespace,
};
pub use table::{create_table, set_table_comment, set_table_schema};
pub use tenancy::{set_class, set_settings, set_tenancy};
pub use trigger::{set_trigger_clause, trigger_events};
pub use type_parts::{change_type, create_composite, create_range, set_type_schema, type_of};
pub use user_type::{
    add_enum_label, create_domain, create_enum, drop_type, move_enum_label, remove_enum_label,
    rename_enum_label, rename_type,
};
pub use view::change_view;

/// What went along with something that was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Names of the objects that were removed because they depended on it, in order.
    pub with_it: Vec<String>,
    /// Names of views, functions and statements that still mention it and need a look, in order.
    pub mentions: Vec<String>,
}
