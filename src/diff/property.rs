//! What there is to say of each object, property by property, in words: two objects differ where these differ.

use super::text;
use crate::model::*;

/// One property of an object.
pub(super) struct Property {
    /// Name in lower case words (`on delete`).
    pub name: &'static str,
    /// Value as people read it; empty when not set.
    pub value: String,
    /// Whether the value is SQL, in which case and spacing do not count.
    sql: bool,
}

impl Property {
    /// Whether two values of the same property mean the same.
    pub(super) fn same(&self, other: &Property) -> bool {
        self.value == other.value || (self.sql && text::same(&self.value, &other.value))
    }
}

/// Collects properties.
#[derive(Default)]
pub(super) struct Properties(pub Vec<Property>);

impl Properties {
    fn exact(&mut self, name: &'static str, value: impl ToString) -> &mut Self {
        self.0.push(Property {
            name,
            value: value.to_string(),
            sql: false,
        });
        self
    }

    fn sql(&mut self, name: &'static str, value: impl ToString) -> &mut Self {
        self.0.push(Property {
            name,
            value: value.to_string(),
            sql: true,
        });
        self
    }

    fn optional(&mut self, name: &'static str, value: Option<impl ToString>) -> &mut Self {
        self.exact(
            name,
            value.map(|value| value.to_string()).unwrap_or_default(),
        )
    }

    fn optional_sql(&mut self, name: &'static str, value: Option<&String>) -> &mut Self {
        self.sql(name, value.cloned().unwrap_or_default())
    }

    fn flag(&mut self, name: &'static str, value: bool) -> &mut Self {
        self.exact(name, if value { "yes" } else { "no" })
    }
}

fn options(options: &[(String, String)]) -> String {
    let mut options: Vec<String> = options
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    options.sort();
    options.join(", ")
}

pub(super) fn namespace(object: &Namespace) -> Properties {
    let mut all = Properties::default();
    all.exact("name", &object.name)
        .optional("comment", object.comment.as_ref());
    all
}

pub(super) fn extension(object: &Extension) -> Properties {
    let mut all = Properties::default();
    all.exact("name", &object.name)
        .optional("schema", object.schema.as_ref())
        .optional("version", object.version.as_ref())
        .optional("comment", object.comment.as_ref());
    all
}

pub(super) fn user_type(object: &UserType) -> Properties {
    let mut all = Properties::default();
    all.exact("schema", &object.schema)
        .exact("name", &object.name);
    match &object.kind {
        UserTypeKind::Enum { labels } => {
            all.exact("kind", "enum").exact("labels", labels.join(", "));
        }
        UserTypeKind::Domain {
            base,
            collation,
            default,
            not_null,
            checks,
        } => {
            let checks: Vec<String> = checks
                .iter()
                .map(|check| {
                    let comment = check.comment.as_deref().unwrap_or("");
                    let state = if check.validated { "" } else { " not valid" };
                    format!(
                        "{}: {}{state} {comment}",
                        check.name,
                        text::normal(&check.expression)
                    )
                })
                .collect();
            all.exact("kind", "domain")
                .exact("type", base)
                .optional_sql("collation", collation.as_ref())
                .optional_sql("default", default.as_ref())
                .flag("not null", *not_null)
                .exact("checks", checks.join("; "));
        }
        UserTypeKind::Composite { fields } => {
            let fields: Vec<String> = fields
                .iter()
                .map(|field| {
                    let collation = field.collation.as_deref().unwrap_or("");
                    let comment = field.comment.as_deref().unwrap_or("");
                    format!("{} {} {collation} {comment}", field.name, field.data_type)
                })
                .map(|field| field.trim_end().to_string())
                .collect();
            all.exact("kind", "composite")
                .exact("fields", fields.join(", "));
        }
        UserTypeKind::Range { options: list } => {
            all.exact("kind", "range").sql("options", options(list));
        }
    }
    all.optional("comment", object.comment.as_ref());
    all
}

/// Options a sequence and an identity share, in words.
fn sequence_options(options: &SequenceOptions) -> String {
    let named = [
        ("start", options.start),
        ("increment", options.increment),
        ("minimum", options.minimum),
        ("maximum", options.maximum),
        ("cache", options.cache),
    ];
    let mut words: Vec<String> = named
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| format!("{name} {value}")))
        .collect();
    if options.cycle {
        words.push("cycle".to_string());
    }
    words.join(", ")
}

pub(super) fn sequence(schema: &Schema, object: &Sequence) -> Properties {
    let owner = object
        .owned_by
        .and_then(|(table, column)| schema.display_name(ObjectRef::Column(table, column)));
    let mut all = Properties::default();
    all.exact("schema", &object.schema)
        .exact("name", &object.name)
        .exact("type", &object.data_type)
        .exact("options", sequence_options(&object.options))
        .optional("owned by", owner)
        .flag("unlogged", object.unlogged)
        .optional("comment", object.comment.as_ref());
    all
}

pub(super) fn table(schema: &Schema, object: &Table) -> Properties {
    let header = &object.header;
    let name_of = |id: TableId| {
        schema
            .display_name(ObjectRef::Table(id))
            .unwrap_or_default()
    };
    let partitioning = header.partitioning.as_ref().map(|partitioning| {
        let keys: Vec<String> = partitioning
            .keys
            .iter()
            .map(|key| index_key(object, key))
            .collect();
        format!("{:?} ({})", partitioning.method, keys.join(", "))
    });
    let partition = header
        .partition_of
        .as_ref()
        .map(|partition| format!("{} {}", name_of(partition.parent), partition.bound));
    let mut parents: Vec<String> = header.inherits.iter().map(|id| name_of(*id)).collect();
    parents.extend(header.inherits_external.iter().map(ToString::to_string));
    let mut all = Properties::default();
    all.exact("schema", &header.schema)
        .exact("name", &header.name)
        .flag("unlogged", header.persistence == Persistence::Unlogged)
        .optional_sql("partitioned by", partitioning.as_ref())
        .optional_sql("partition of", partition.as_ref())
        .optional("of type", header.of_type.as_ref())
        .exact("inherits", parents.join(", "))
        .flag("row security enabled", header.row_security.enabled)
        .flag("row security forced", header.row_security.forced)
        .exact("options", options(&header.options))
        .optional("tablespace", header.tablespace.as_ref())
        .optional("access method", header.access_method.as_ref())
        .optional_sql("replica identity", header.replica_identity.as_ref())
        .optional("clustered on", header.cluster_on.as_ref())
        .optional("comment", header.comment.as_ref());
    all
}

pub(super) fn column(object: &Column) -> Properties {
    let identity = object.identity.as_ref().map(|identity| {
        let kind = if identity.always {
            "always"
        } else {
            "by default"
        };
        let name = identity.sequence_name.as_deref().unwrap_or("");
        format!("{kind} {name} {}", sequence_options(&identity.options))
            .trim_end()
            .to_string()
    });
    let generated = object.generated.as_ref().map(|generated| {
        let kind = if generated.stored {
            "stored"
        } else {
            "virtual"
        };
        format!("{} {kind}", generated.expression)
    });
    let mut all = Properties::default();
    all.exact("name", &object.name)
        .exact("type", &object.data_type)
        .optional("type as written", object.native_type.as_ref())
        .flag("not null", object.not_null)
        .optional("not null constraint", object.not_null_name.as_ref())
        .flag("not null for this table only", object.not_null_no_inherit)
        .flag("not null validated", object.not_null_validated)
        .optional("comment on not null", object.not_null_comment.as_ref())
        .optional_sql("default", object.default.as_ref())
        .optional("identity", identity)
        .optional_sql("generated", generated.as_ref())
        .optional_sql("collation", object.collation.as_ref())
        .optional_sql("storage", object.storage.as_ref())
        .optional_sql("compression", object.compression.as_ref())
        .optional("statistics target", object.statistics)
        .exact("options", options(&object.options))
        .flag("inherited", object.inherited)
        .optional("comment", object.comment.as_ref());
    all
}

fn column_list(table: &Table, columns: &[ColumnId]) -> String {
    table.column_names(columns).join(", ")
}

/// An index key as SQL would say it, for comparing and for people.
fn index_key(table: &Table, key: &IndexKey) -> String {
    let mut words = match &key.source {
        IndexKeySource::Column(column) => column_list(table, &[*column]),
        IndexKeySource::Expression(expression) => expression.clone(),
    };
    if let Some(prefix) = key.prefix {
        words.push_str(&format!("({prefix})"));
    }
    if let Some(collation) = &key.collation {
        words.push_str(" collate ");
        words.push_str(collation);
    }
    if let Some(class) = &key.operator_class {
        words.push(' ');
        // pg_dump writes the schema of an operator class that an extension brought, people leave it out.
        words.push_str(class.strip_prefix("public.").unwrap_or(class));
    }
    if key.descending {
        words.push_str(" desc");
    }
    // The default is NULLS LAST for ascending keys and NULLS FIRST for descending ones.
    match key.nulls_first {
        Some(first) if first != key.descending => {
            words.push_str(if first { " nulls first" } else { " nulls last" });
        }
        _ => {}
    }
    words
}

fn index_keys(table: &Table, keys: &[IndexKey]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| index_key(table, key)).collect();
    keys.join(", ")
}

fn action(table: &Table, action: Option<&ReferentialAction>) -> String {
    let list = |words: &str, columns: &[ColumnId]| {
        if columns.is_empty() {
            words.to_string()
        } else {
            format!("{words} ({})", column_list(table, columns))
        }
    };
    match action {
        None | Some(ReferentialAction::NoAction) => "no action".to_string(),
        Some(ReferentialAction::Restrict) => "restrict".to_string(),
        Some(ReferentialAction::Cascade) => "cascade".to_string(),
        Some(ReferentialAction::SetNull(columns)) => list("set null", columns),
        Some(ReferentialAction::SetDefault(columns)) => list("set default", columns),
    }
}

fn key_properties(all: &mut Properties, table: &Table, key: &Key) {
    all.exact("columns", column_list(table, &key.columns))
        .exact("include", column_list(table, &key.include))
        .flag("nulls not distinct", key.nulls_not_distinct)
        .flag("without overlaps", key.without_overlaps)
        .exact("options", options(&key.options))
        .optional("tablespace", key.tablespace.as_ref());
}

fn foreign_key_properties(all: &mut Properties, schema: &Schema, table: &Table, key: &ForeignKey) {
    let references = match &key.target {
        ReferenceTarget::Table {
            table: target,
            columns,
        } => {
            let name = schema
                .display_name(ObjectRef::Table(*target))
                .unwrap_or_default();
            let columns = schema
                .table(*target)
                .map(|target| column_list(target, columns))
                .unwrap_or_default();
            format!("{name} ({columns})")
        }
        ReferenceTarget::External { table, columns } => format!("{table} ({})", columns.join(", ")),
    };
    all.exact("columns", column_list(table, &key.columns))
        .exact("references", references)
        .flag("match full", key.match_type == MatchType::Full)
        .exact("on delete", action(table, key.on_delete.as_ref()))
        .exact("on update", action(table, key.on_update.as_ref()))
        .flag("period", key.period);
}

pub(super) fn constraint(schema: &Schema, table: &Table, object: &Constraint) -> Properties {
    let mut all = Properties::default();
    all.exact("name", &object.name);
    match &object.kind {
        ConstraintKind::PrimaryKey(key) => {
            all.exact("kind", "primary key");
            key_properties(&mut all, table, key);
        }
        ConstraintKind::Unique(key) => {
            all.exact("kind", "unique");
            key_properties(&mut all, table, key);
        }
        ConstraintKind::Check(check) => {
            all.exact("kind", "check")
                .sql("expression", &check.expression);
        }
        ConstraintKind::ForeignKey(key) => {
            all.exact("kind", "foreign key");
            foreign_key_properties(&mut all, schema, table, key);
        }
        ConstraintKind::Exclusion(exclusion) => {
            let elements: Vec<String> = exclusion
                .elements
                .iter()
                .map(|element| {
                    format!(
                        "{} with {}",
                        index_key(table, &element.key),
                        element.operator
                    )
                })
                .collect();
            all.exact("kind", "exclusion")
                .exact("method", &exclusion.method)
                .sql("elements", elements.join(", "))
                .exact("include", column_list(table, &exclusion.include))
                .optional_sql("predicate", exclusion.predicate.as_ref())
                .exact("options", options(&exclusion.options))
                .optional("tablespace", exclusion.tablespace.as_ref());
        }
    }
    let deferrable = match object.deferrable {
        Deferrable::No => "no",
        Deferrable::InitiallyImmediate => "initially immediate",
        Deferrable::InitiallyDeferred => "initially deferred",
    };
    all.exact("deferrable", deferrable)
        .flag("validated", object.validated)
        .flag("no inherit", object.no_inherit)
        .flag("enforced", object.enforced)
        .flag("inherited", object.inherited)
        .optional("comment", object.comment.as_ref());
    all
}

/// The statistics targets of expressions, by their places.
fn statistics_targets(keys: &[IndexKey]) -> String {
    let set = keys
        .iter()
        .enumerate()
        .filter_map(|(place, key)| Some(format!("{}: {}", place + 1, key.statistics?)));
    set.collect::<Vec<_>>().join(", ")
}

/// What is set of a view's columns, one a clause.
fn column_settings(view: &View) -> String {
    let set = view.column_settings.iter().map(|(column, one)| {
        let mut words = Vec::new();
        words.extend(one.default.iter().map(|text| format!("default {text}")));
        words.extend(one.storage.iter().map(|mode| format!("storage {mode}")));
        words.extend(
            one.compression
                .iter()
                .map(|method| format!("compression {method}")),
        );
        words.extend(
            one.statistics
                .iter()
                .map(|target| format!("statistics {target}")),
        );
        if !one.options.is_empty() {
            words.push(options(&one.options));
        }
        format!("{column}: {}", words.join(", "))
    });
    set.collect::<Vec<_>>().join("; ")
}

pub(super) fn index(table: &Table, object: &Index) -> Properties {
    let mut all = Properties::default();
    all.exact("name", &object.name)
        .flag("unique", object.unique)
        .exact("method", &object.method)
        .sql("keys", index_keys(table, &object.keys))
        .exact(
            "include",
            match object.include_names.as_slice() {
                [] => column_list(table, &object.include),
                names => names.join(", "),
            },
        )
        .exact("statistics targets", statistics_targets(&object.keys))
        .flag("nulls not distinct", object.nulls_not_distinct)
        .optional_sql("predicate", object.predicate.as_ref())
        .exact("options", options(&object.options))
        .optional("tablespace", object.tablespace.as_ref())
        .flag("on partitions too", object.recurse)
        .optional("attached to", object.attached_to.as_ref())
        .flag("inherited", object.inherited)
        .optional("comment", object.comment.as_ref());
    all
}

pub(super) fn trigger(object: &Trigger) -> Properties {
    let mut all = Properties::default();
    all.exact("name", &object.name)
        .sql("timing", &object.timing)
        .sql("events", object.events.join(" or "))
        .sql("clause", &object.clause)
        .flag("constraint", object.constraint)
        .optional_sql("state", object.state.as_ref())
        .flag("inherited", object.inherited)
        .optional("comment", object.comment.as_ref());
    all
}

pub(super) fn policy(object: &Policy) -> Properties {
    let mut roles = if object.roles.is_empty() {
        vec!["public".to_string()]
    } else {
        object.roles.iter().map(|role| text::normal(role)).collect()
    };
    roles.sort();
    let mut all = Properties::default();
    all.exact("name", &object.name)
        .flag("permissive", object.permissive)
        .exact("command", format!("{:?}", object.command).to_lowercase())
        .exact("roles", roles.join(", "))
        .optional_sql("using", object.using.as_ref())
        .optional_sql("with check", object.with_check.as_ref())
        .optional("comment", object.comment.as_ref());
    all
}

pub(super) fn view(object: &View) -> Properties {
    // A view's columns have no ids, so its indexes say all they have to say without a table.
    let nothing = Table::new(TableId(0), "", "");
    let indexes: Vec<String> = object
        .indexes
        .iter()
        .map(|one| {
            let said: Vec<String> = index(&nothing, one)
                .0
                .iter()
                .map(|property| format!("{} {}", property.name, text::normal(&property.value)))
                .collect();
            said.join(", ")
        })
        .collect();
    let triggers: Vec<String> = object
        .triggers
        .iter()
        .map(|one| {
            let state = one.state.as_deref().unwrap_or("");
            format!(
                "{} {} {} {} {state}",
                one.name,
                one.timing,
                one.events.join(" or "),
                text::normal(&one.clause)
            )
        })
        .collect();
    let comments: Vec<String> = object
        .column_comments
        .iter()
        .map(|(column, comment)| format!("{column}: {comment}"))
        .collect();
    let mut all = Properties::default();
    all.exact("schema", &object.schema)
        .exact("name", &object.name)
        .flag("materialized", object.materialized)
        .flag("recursive", object.recursive)
        .exact("columns", object.columns.join(", "))
        .exact("options", options(&object.options))
        .sql("query", &object.query)
        .optional_sql("check option", object.check_option.as_ref())
        .flag("with data", object.with_data)
        .exact("indexes", indexes.join("; "))
        .exact("triggers", triggers.join("; "))
        .exact("column comments", comments.join("; "))
        .exact("column settings", column_settings(object))
        .optional("tablespace", object.tablespace.as_ref())
        .optional("access method", object.access_method.as_ref())
        .optional("clustered on", object.cluster_on.as_ref())
        .optional("comment", object.comment.as_ref());
    all
}

pub(super) fn function(object: &Function) -> Properties {
    let definition = text::normal(&object.definition).replacen("create or replace ", "create ", 1);
    let mut all = Properties::default();
    all.exact("schema", &object.schema)
        .exact("name", &object.name)
        .sql("arguments", &object.arguments)
        .sql("returns", &object.returns)
        .exact("language", &object.language)
        .exact("definition", definition)
        .optional("comment", object.comment.as_ref());
    all
}

pub(super) fn role(object: &Role) -> Properties {
    let mut words: Vec<String> = object.options.iter().map(|one| text::normal(one)).collect();
    words.sort();
    let mut all = Properties::default();
    all.exact("name", &object.name)
        .exact("options", words.join(" "))
        .optional("comment", object.comment.as_ref());
    all
}

pub(super) fn grant(object: &Grant) -> Properties {
    let privileges: Vec<String> = object
        .privileges
        .iter()
        .map(|privilege| {
            if privilege.columns.is_empty() {
                privilege.name.clone()
            } else {
                format!("{} ({})", privilege.name, privilege.columns.join(", "))
            }
        })
        .collect();
    let mut all = Properties::default();
    all.flag("revoke", object.revoke)
        .exact("privileges", privileges.join(", "))
        .exact("kind", &object.object_kind)
        .sql("object", &object.object)
        .sql("grantees", object.grantees.join(", "))
        .flag("with option", object.with_option)
        .optional("inherit option", object.inherit)
        .optional("set option", object.set)
        .optional_sql("granted by", object.granted_by.as_ref());
    all
}

pub(super) fn default_privilege(object: &DefaultPrivilege) -> Properties {
    let mut all = Properties::default();
    all.sql("definition", &object.definition);
    all
}

pub(super) fn statistics(object: &Statistics) -> Properties {
    let mut all = Properties::default();
    all.exact("schema", &object.schema)
        .exact("name", &object.name)
        .sql("definition", &object.definition)
        .optional("statistics target", object.target)
        .optional("comment", object.comment.as_ref());
    all
}

pub(super) fn verbatim(object: &Verbatim) -> Properties {
    let mut all = Properties::default();
    all.exact("kind", &object.kind)
        .sql("name", &object.name)
        .sql("statement", &object.sql);
    all
}
