//! New tables as the seeds' table pattern has them (seed 000, lines 56 to 81), under the document's own tenancy settings.

use super::draft::Draft;
use super::edit;
use super::error::EditError;
use super::name;
use super::tenant::Tenant;
use crate::model::naming::singular;
use crate::model::{
    Column, ColumnId, ConstraintKind, DataType, Identity, Index, Key, ReferentialAction, Table,
    TableId, TenancyClass, TenancyMode,
};

/// What a new table starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// Key, tenant column with its foreign key and index, timestamps.
    TenantScoped,
    /// Key, code, name: look-up data that all tenants share.
    Reference,
    /// Who did what to which row, with the row before and after.
    AuditLog,
    /// Rows that join rows of two tables.
    Junction(TableId, TableId),
    /// The table of tenants.
    TenantRoot,
    /// A key only.
    Blank,
}

impl Template {
    /// The templates that need nothing chosen, in the order in which they are offered.
    pub const SIMPLE: [Template; 5] = [
        Template::TenantScoped,
        Template::Reference,
        Template::AuditLog,
        Template::TenantRoot,
        Template::Blank,
    ];

    /// What it is called in menus.
    pub fn title(&self) -> &'static str {
        match self {
            Template::TenantScoped => "Tenant-scoped table",
            Template::Reference => "Reference table",
            Template::AuditLog => "Audit log",
            Template::Junction(..) => "Junction table",
            Template::TenantRoot => "Tenant root",
            Template::Blank => "Blank table",
        }
    }
}

/// The name a table from the template gets where the user gives none; not yet checked to be free.
pub(super) fn default_name(draft: &Draft, template: &Template) -> Result<String, EditError> {
    Ok(match template {
        Template::TenantScoped | Template::Blank => "table_1".to_string(),
        Template::Reference => "types".to_string(),
        Template::AuditLog => "audit_logs".to_string(),
        Template::TenantRoot => "organizations".to_string(),
        Template::Junction(first, second) => format!(
            "{}_{}",
            singular(&draft.table(*first)?.name),
            draft.table(*second)?.name
        ),
    })
}

/// Makes the table with its columns, keys and indexes.
pub(super) fn build(
    draft: &mut Draft,
    template: &Template,
    name: &str,
) -> Result<TableId, EditError> {
    let table = draft.allocate();
    draft.put(Table::new(table, "public", name))?;
    match template {
        Template::TenantScoped => {
            identified(draft, table, name)?;
            if tenant_column(draft, table, ReferentialAction::Cascade)? {
                let tenant = tenant_of(draft, table)?;
                edit::add_index(draft, table, &tenant)?;
            }
            timestamps(draft, table, true)?;
        }
        Template::Reference => reference(draft, table, name)?,
        Template::AuditLog => audit_log(draft, table, name)?,
        Template::Junction(first, second) => junction(draft, table, *first, *second)?,
        Template::TenantRoot => {
            identified(draft, table, name)?;
            required(draft, table, "name", varchar("255"), None)?;
            timestamps(draft, table, true)?;
            edit::set_class(draft, table, Some(TenancyClass::Root))?;
        }
        Template::Blank => {
            identified(draft, table, name)?;
        }
    }
    Ok(table)
}

fn reference(draft: &mut Draft, table: TableId, name: &str) -> Result<(), EditError> {
    identified(draft, table, name)?;
    let code = required(draft, table, "code", varchar("50"), None)?;
    required(draft, table, "name", varchar("255"), None)?;
    timestamps(draft, table, true)?;
    edit::add_unique(draft, table, &[code])?;
    edit::set_class(draft, table, Some(TenancyClass::Reference))
}

fn audit_log(draft: &mut Draft, table: TableId, name: &str) -> Result<(), EditError> {
    identified(draft, table, name)?;
    // What was done must outlive who did it, so the tenant cannot go while its log stands.
    let scoped = tenant_column(draft, table, ReferentialAction::Restrict)?;
    let actor = actor_type(draft);
    put(draft, table, "actor_id", actor, false, None)?;
    required(draft, table, "action", varchar("50"), None)?;
    required(draft, table, "table_name", varchar("63"), None)?;
    put(draft, table, "record_id", varchar("255"), false, None)?;
    put(
        draft,
        table,
        "old_values",
        DataType::named("jsonb"),
        false,
        None,
    )?;
    put(
        draft,
        table,
        "new_values",
        DataType::named("jsonb"),
        false,
        None,
    )?;
    timestamps(draft, table, false)?;
    let mut keys = if scoped {
        tenant_of(draft, table)?
    } else {
        Vec::new()
    };
    let created = draft.table(table)?.column_named("created_at").map(|c| c.id);
    keys.extend(created);
    let index = edit::add_index(draft, table, &keys)?;
    let mut newest_first: Index = draft.index(table, index)?.clone();
    if let Some(last) = newest_first.keys.last_mut() {
        last.descending = true;
    }
    edit::change_index(draft, table, newest_first)
}

fn junction(
    draft: &mut Draft,
    table: TableId,
    first: TableId,
    second: TableId,
) -> Result<(), EditError> {
    let tenant = Tenant::of(draft.document());
    let scoped = |draft: &Draft, id| Ok::<_, EditError>(tenant.column_of(draft.table(id)?));
    if scoped(draft, first)?.is_some() || scoped(draft, second)?.is_some() {
        tenant_column(draft, table, ReferentialAction::Cascade)?;
    }
    timestamps(draft, table, false)?;
    let mut key: Vec<ColumnId> = Vec::new();
    let mut second_columns = Vec::new();
    for parent in [first, second] {
        // The index of the first is the key itself, which must stand before the second relationship is made.
        let related = edit::relate_with(draft, table, None, parent, ReferentialAction::Cascade)?;
        if let Some(index) = related.index {
            edit::drop_index(draft, table, index)?;
        }
        for column in &related.columns {
            if !key.contains(column) {
                key.push(*column);
            }
        }
        second_columns = related.columns;
    }
    let tenant_first = tenant_of(draft, table).unwrap_or_default();
    key.sort_by_key(|column| !tenant_first.contains(column));
    edit::add_constraint(
        draft,
        table,
        ConstraintKind::PrimaryKey(Key::over(key)),
        None,
    )?;
    edit::add_index(draft, table, &second_columns)?;
    Ok(())
}

/// The primary key: a uuid the server makes, or an identity where the stance says so (rules.md section 1.2, `pk.style`).
fn identified(draft: &mut Draft, table: TableId, name: &str) -> Result<(), EditError> {
    let settings = &draft.document().settings;
    let style = settings
        .stances
        .get("pk.style")
        .map_or(
            if settings.profile == "expert" {
                "identity"
            } else {
                "uuid"
            },
            String::as_str,
        )
        .to_string();
    let key_name = if names_keys_after_tables(draft) {
        format!("{}_id", singular(name))
    } else {
        "id".to_string()
    };
    let id = draft.allocate();
    let column = if style == "identity" {
        Column {
            identity: Some(Identity {
                always: true,
                ..Identity::default()
            }),
            ..Column::new(id, &key_name, DataType::named("bigint"))
        }
    } else {
        Column {
            default: Some("gen_random_uuid()".to_string()),
            ..Column::new(id, &key_name, DataType::named("uuid"))
        }
    };
    draft.put_column(
        table,
        Column {
            not_null: true,
            ..column
        },
        None,
    )?;
    edit::set_primary_key(draft, table, &[id])
}

/// Whether most tables name their key after themselves (`meeting_id` of `meetings`) rather than `id`.
fn names_keys_after_tables(draft: &Draft) -> bool {
    let (mut after, mut plain) = (0_usize, 0_usize);
    for table in draft.schema().tables.values() {
        if let [key] = table.primary_key_columns()
            && let Some(key) = table.column(*key)
        {
            after += usize::from(key.name == format!("{}_id", singular(&table.name)));
            plain += usize::from(key.name == "id");
        }
    }
    after > plain
}

/// Adds the tenant column with its foreign key; tells whether the document's tenancy asks for one.
fn tenant_column(
    draft: &mut Draft,
    table: TableId,
    on_delete: ReferentialAction,
) -> Result<bool, EditError> {
    if draft.document().tenancy.mode != TenancyMode::Shared {
        return Ok(false);
    }
    let tenant = Tenant::of(draft.document());
    let (Some(root), Some(key)) = (tenant.root, tenant.key) else {
        return Err(EditError::NoTenantRoot);
    };
    let column = required(draft, table, &tenant.column_name, tenant.data_type, None)?;
    edit::add_foreign_key(draft, table, &[column], root, &[key], Some(on_delete))?;
    Ok(true)
}

/// The tenant column of the table as a list, empty without one.
fn tenant_of(draft: &Draft, table: TableId) -> Result<Vec<ColumnId>, EditError> {
    let tenant = Tenant::of(draft.document());
    Ok(tenant.column_of(draft.table(table)?).into_iter().collect())
}

/// `created_at` and, where rows change, `updated_at`.
fn timestamps(draft: &mut Draft, table: TableId, changes: bool) -> Result<(), EditError> {
    for name in ["created_at", "updated_at"] {
        if name == "updated_at" && !changes {
            break;
        }
        let moment = DataType::named("timestamp with time zone");
        required(draft, table, name, moment, Some("now()"))?;
    }
    Ok(())
}

/// The type of the key of `users`, as that is who acts; uuid without such a table.
fn actor_type(draft: &Draft) -> DataType {
    draft
        .schema()
        .tables
        .values()
        .find(|table| table.name == "users")
        .and_then(|users| match users.primary_key_columns() {
            [key] => users.column(*key).map(|key| key.data_type.clone()),
            _ => None,
        })
        .unwrap_or_else(|| DataType::named("uuid"))
}

fn varchar(length: &str) -> DataType {
    DataType::with_modifiers("character varying", &[length])
}

fn required(
    draft: &mut Draft,
    table: TableId,
    name: &str,
    data_type: DataType,
    default: Option<&str>,
) -> Result<ColumnId, EditError> {
    put(draft, table, name, data_type, true, default)
}

fn put(
    draft: &mut Draft,
    table: TableId,
    name: &str,
    data_type: DataType,
    not_null: bool,
    default: Option<&str>,
) -> Result<ColumnId, EditError> {
    let id = draft.allocate();
    // The tenant column of the document may have any name, also one that the pattern has.
    let held = draft.table(table)?;
    let name = name::numbered(name, |name| held.column_named(name).is_some());
    let column = Column {
        not_null,
        default: default.map(str::to_string),
        ..Column::new(id, &name, data_type)
    };
    draft.put_column(table, column, None)?;
    Ok(id)
}
