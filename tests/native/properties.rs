//! Every field of the model is a property with its help; each is read and changed exactly, and refused as PostgreSQL would.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cadastre::editor::property::{self, Field, Property};
use cadastre::editor::{Draft, EditError, Editor, edit};
use cadastre::model::*;

use crate::editor_edits::done;
use crate::everything::{CHANGES, called, everything, objects, type_in};

/// The public fields of the structs in a file of the model, `Struct.field` each.
pub fn fields_of(file: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/model")
        .join(file);
    let text = fs::read_to_string(path).unwrap();
    let mut found = Vec::new();
    let mut owner = String::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("pub struct ") {
            owner = rest.split([' ', '(', '<', '{']).next().unwrap().to_string();
        }
        if let Some(rest) = line.strip_prefix("    pub ")
            && let Some((field, _)) = rest.split_once(':')
            && !rest.starts_with("fn ")
        {
            found.push(format!("{owner}.{field}"));
        }
    }
    found
}

/// Structs of the model and how the names of their properties begin.
const PREFIXES: &[(&str, &str)] = &[
    ("Column", "column"),
    ("Identity", "column.identity"),
    ("Constraint", "constraint"),
    ("Key", "constraint.key"),
    ("Check", "constraint.check"),
    ("ForeignKey", "constraint.foreign_key"),
    ("Exclusion", "constraint.exclusion"),
    ("Index", "index"),
    ("Table", "table"),
    ("TableHeader", "table"),
    ("Role", "role"),
    ("Grant", "grant"),
    ("DefaultPrivilege", "default_privilege"),
    ("Extension", "extension"),
    ("Function", "function"),
    ("Trigger", "trigger"),
    ("Policy", "policy"),
    ("View", "view"),
    ("Statistics", "statistics"),
    ("Verbatim", "verbatim"),
    ("Namespace", "namespace"),
    ("Sequence", "sequence"),
    ("SequenceOptions", "sequence.options"),
    ("UserType", "type"),
];

/// Fields that are shown in the property of another, and those that say nothing of the schema.
const WITHIN: &[(&str, &str)] = &[
    ("Identity.always", "column.identity"),
    ("Identity.options", "column.identity.start"),
    ("Generated.expression", "column.generated"),
    ("Generated.stored", "column.generated"),
    ("Key.options", "constraint.options"),
    ("Exclusion.options", "constraint.options"),
    ("ExclusionElement.key", "constraint.exclusion.elements"),
    ("ExclusionElement.operator", "constraint.exclusion.elements"),
    ("IndexKey.source", "index.keys"),
    ("IndexKey.collation", "index.keys"),
    ("IndexKey.operator_class", "index.keys"),
    ("IndexKey.descending", "index.keys"),
    ("IndexKey.nulls_first", "index.keys"),
    ("IndexKey.prefix", "index.prefixes"),
    ("IndexKey.statistics", "index.statistics"),
    ("Index.include_names", "view.indexes"),
    ("ViewColumn.default", "view.column_settings"),
    ("ViewColumn.storage", "view.column_settings"),
    ("ViewColumn.compression", "view.column_settings"),
    ("ViewColumn.statistics", "view.column_settings"),
    ("ViewColumn.options", "view.column_options"),
    ("Table.header", "table.name"),
    ("Partitioning.method", "table.partitioning"),
    ("Partitioning.keys", "table.partitioning"),
    ("Partition.parent", "table.partition_of"),
    ("Partition.bound", "table.partition_of"),
    ("RowSecurity.enabled", "table.row_security"),
    ("RowSecurity.forced", "table.row_security"),
    ("Privilege.name", "grant.privileges"),
    ("Privilege.columns", "grant.privileges"),
    ("Sequence.options", "sequence.options.start"),
    ("DomainCheck.name", "type.domain.checks"),
    ("DomainCheck.expression", "type.domain.checks"),
    ("DomainCheck.validated", "type.domain.checks"),
    ("DomainCheck.comment", "type.domain.checks"),
    ("CompositeField.name", "type.composite.fields"),
    ("CompositeField.data_type", "type.composite.fields"),
    ("CompositeField.collation", "type.composite.fields"),
    ("CompositeField.comment", "type.composite.fields"),
    ("Function.identity_arguments", "function.arguments"),
    ("Function.sets_search_path", "function.security_definer"),
    ("Function.body", "function.definition"),
    ("DataType.schema", "column.data_type"),
    ("DataType.name", "column.data_type"),
    ("DataType.modifiers", "column.data_type"),
    ("DataType.dimensions", "column.data_type"),
];

/// Fields that only a schema of MySQL or SQLite fills; `dialects.rs` holds those.
pub const FOREIGN: &[&str] = &["Column.native_type", "IndexKey.prefix"];

/// Fields that are no property: identities, and whether a name or sequence was written or generated.
pub const NONE: &[&str] = &[
    "Constraint.named",
    "Index.named",
    "Sequence.from_serial",
    "QualifiedName.schema",
    "QualifiedName.name",
];

/// The files of the model that hold the schema, without the stores of [`Schema`] itself.
pub fn model_fields() -> Vec<String> {
    [
        "column.rs",
        "constraint.rs",
        "data_type.rs",
        "index.rs",
        "privilege.rs",
        "program.rs",
        "schema.rs",
        "sequence.rs",
        "table.rs",
        "user_type.rs",
    ]
    .iter()
    .flat_map(|file| fields_of(file))
    .filter(|field| !field.starts_with("Schema.") && !field.ends_with(".id"))
    .collect()
}

#[test]
fn every_field_of_the_model_is_a_property_with_help() {
    let fields = model_fields();
    assert!(
        fields.len() > 100,
        "the model's files are read: {}",
        fields.len()
    );
    for field in fields
        .iter()
        .filter(|field| !NONE.contains(&field.as_str()))
    {
        let (owner, name) = field.split_once('.').unwrap();
        let within = WITHIN
            .iter()
            .find(|(known, _)| known == field)
            .map(|(_, name)| name.to_string());
        let own = PREFIXES
            .iter()
            .find(|(known, _)| *known == owner)
            .map(|(_, prefix)| format!("{prefix}.{name}"));
        let property = within
            .or(own)
            .unwrap_or_else(|| panic!("{field} has no property"));
        assert!(
            property::named(&property).is_some(),
            "{field}: there is no property {property}"
        );
    }
}

#[test]
fn every_property_says_what_it_does() {
    let mut names = BTreeSet::new();
    for Property {
        name, label, help, ..
    } in property::all()
    {
        assert!(names.insert(*name), "{name} is there twice");
        assert!(!label.is_empty() && label.len() <= 16, "{name}: {label}");
        assert!(
            label.chars().next().unwrap().is_uppercase(),
            "{name}: {label}"
        );
        assert!(help.len() > 20 && help.ends_with('.'), "{name}: {help}");
        assert!(help.len() < 260, "{name}: the help is long");
    }
}

#[test]
fn the_views_name_properties_that_there_are() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui/inspector");
    let mut named = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for (at, _) in text.match_indices("property=\"") {
            let rest = &text[at + 10..];
            named.insert(rest[..rest.find('"').unwrap()].to_string());
        }
    }
    assert!(named.len() > 10);
    for name in &named {
        assert!(
            property::named(name).is_some(),
            "there is no property {name}"
        );
    }
    // What has no field in the form has a view that names it, or stands in a grid of its own.
    let grids = [
        "table.name",
        "table.comment",
        "table.policies",
        "table.inherits_external",
        "column.name",
        "column.data_type",
        "column.not_null",
        "column.default",
        "constraint.kind",
        "constraint.foreign_key.columns",
        "type.kind",
    ];
    for own in property::all().filter(|one| matches!(one.field, Field::Own)) {
        assert!(
            named.contains(own.name) || grids.contains(&own.name),
            "{} is shown nowhere",
            own.name
        );
    }
}

/// Keeps what the field shows.
fn keep_what_is_shown(
    draft: &mut Draft,
    schema: &Schema,
    object: ObjectRef,
    field: Field,
) -> Result<(), EditError> {
    match field {
        Field::Own | Field::Shown { .. } => Ok(()),
        Field::Line { read, change, .. }
        | Field::Sql { read, change, .. }
        | Field::Prose { read, change }
        | Field::Choice { read, change, .. } => match read(schema, object) {
            Some(text) => change(draft, object, &text),
            None => Ok(()),
        },
        Field::Flag { read, change, .. } => match read(schema, object) {
            Some(now) => change(draft, object, now),
            None => Ok(()),
        },
        Field::Rows { read, change, .. } => match read(schema, object) {
            Some(rows) => change(draft, object, rows),
            None => Ok(()),
        },
    }
}

#[test]
fn keeping_what_is_shown_changes_nothing() {
    let document = everything();
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for object in objects(&document.schema) {
        for one in property::of(object) {
            if one.applies(&document.schema, object) {
                seen.insert(one.name);
            }
            let mut editor = Editor::new(document.clone());
            let kept =
                editor.edit(|draft| keep_what_is_shown(draft, &document.schema, object, one.field));
            let name = document.schema.display_name(object).unwrap();
            match kept {
                Err(error) => wrong.push(format!("{} of {name}: {error}", one.name)),
                Ok(_) if editor.document() != &document => {
                    wrong.push(format!("{} of {name} changes something", one.name));
                }
                Ok(_) => {}
            }
        }
    }
    // The full document is PostgreSQL's.
    let rare = [
        "constraint.foreign_key.external",
        "column.native_type",
        "index.prefixes",
    ];
    for one in property::all().filter(|one| !matches!(one.field, Field::Own)) {
        if !seen.contains(one.name) && !rare.contains(&one.name) {
            wrong.push(format!("nothing has {}", one.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_a_choice_shows_is_among_its_choices() {
    let document = everything();
    for object in objects(&document.schema) {
        for one in property::of(object) {
            if let Field::Choice { choices, read, .. } = one.field
                && let Some(now) = read(&document.schema, object)
            {
                let all = choices(&document.schema, object);
                assert!(
                    all.iter().any(|(value, _)| *value == now),
                    "{}: {now} of {all:?}",
                    one.name
                );
            }
        }
    }
}

fn shown(schema: &Schema, object: ObjectRef, property: &str) -> Option<String> {
    match property::named(property).unwrap().field {
        Field::Own => None,
        Field::Shown { read }
        | Field::Line { read, .. }
        | Field::Sql { read, .. }
        | Field::Prose { read, .. }
        | Field::Choice { read, .. } => read(schema, object),
        Field::Flag { read, .. } => {
            read(schema, object).map(|now| if now { "yes" } else { "no" }.to_string())
        }
        Field::Rows { read, .. } => read(schema, object).map(|rows| {
            let cells = rows
                .iter()
                .map(|row| row.join("=").trim_end_matches('=').to_string());
            cells.collect::<Vec<_>>().join("; ")
        }),
    }
}

#[test]
fn each_property_is_changed_read_back_and_taken_back() {
    let document = everything();
    let mut tried = BTreeSet::new();
    let mut wrong = Vec::new();
    for (name, property, text) in CHANGES {
        tried.insert(*property);
        let object = called(&document.schema, name);
        let kept = Draft::plan(&document, |draft| type_in(draft, object, property, text));
        if let Err(error) = kept {
            wrong.push(format!("{property} of {name} = {text:?}: {error}"));
            continue;
        }
        let mut editor = Editor::new(document.clone());
        done(&mut editor, |draft| type_in(draft, object, property, text));
        let now = shown(&editor.document().schema, object, property);
        if now.as_deref() != Some(*text) {
            wrong.push(format!("{property} of {name} = {text:?} is {now:?}"));
        }
    }
    // Those that need other changes first are tried with them.
    let elsewhere = ["trigger.timing", "trigger.constraint", "view.materialized"];
    for one in property::all() {
        let typed = !matches!(one.field, Field::Own | Field::Shown { .. });
        if typed && !tried.contains(one.name) && !elsewhere.contains(&one.name) {
            wrong.push(format!("{} is not tried", one.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_trigger_and_a_view_change_their_kind_step_by_step() {
    let document = everything();
    let mut editor = Editor::new(document.clone());
    let trigger = called(&document.schema, "invoices.invoices_touch");
    let clause = "FOR EACH ROW EXECUTE FUNCTION app.touch()";
    done(&mut editor, |draft| {
        type_in(draft, trigger, "trigger.clause", clause)
    });
    done(&mut editor, |draft| {
        type_in(draft, trigger, "trigger.constraint", "no")
    });
    done(&mut editor, |draft| {
        type_in(draft, trigger, "trigger.timing", "BEFORE")
    });
    let view = called(&document.schema, "counted");
    let ObjectRef::View(id) = view else {
        panic!("counted is a view");
    };
    done(&mut editor, |draft| {
        edit::set_view_query(draft, id, "SELECT 1")
    });
    done(&mut editor, |draft| {
        type_in(draft, view, "view.recursive", "no")
    });
    done(&mut editor, |draft| {
        type_in(draft, view, "view.materialized", "yes")
    });
    let schema = &editor.document().schema;
    assert_eq!(
        shown(schema, trigger, "trigger.timing").as_deref(),
        Some("BEFORE")
    );
    assert_eq!(
        shown(schema, view, "view.materialized").as_deref(),
        Some("yes")
    );
}

/// Object, property, what is typed, and the sentence that refuses it.
const REFUSALS: &[(&str, &str, &str, &str)] = &[
    (
        "events",
        "table.persistence",
        "yes",
        "`events` is partitioned: its rows are in its partitions. Make those unlogged.",
    ),
    (
        "tenants",
        "table.persistence",
        "yes",
        "`invoices` is logged and refers to `tenants` (invoices_tenant), which must then be logged too.",
    ),
    (
        "events",
        "table.options",
        "fillfactor=70",
        "A partitioned table takes no storage parameters. Set them on its partitions.",
    ),
    (
        "tenants",
        "table.options",
        "fillfaktor=70",
        "PostgreSQL has no parameter `fillfaktor` here. It has fillfactor, toast_tuple_target, parallel_workers, user_catalog_table, ….",
    ),
    (
        "tenants",
        "table.replica_identity",
        "missing_idx",
        "`tenants` has no index `missing_idx`.",
    ),
    (
        "invoices",
        "table.replica_identity",
        "invoices_during_idx",
        "`invoices_during_idx` does not tell every row: the index must be unique, over columns that are never null, without a condition.",
    ),
    (
        "invoices",
        "table.cluster_on",
        "invoices_note_idx",
        "Rows cannot be put in the order of `invoices_note_idx`: it must be a btree or gist index without a condition.",
    ),
    (
        "events",
        "table.partitioning",
        "LIST (kind)",
        "`events` has partitions. Detach or delete them, then change its key.",
    ),
    (
        "invoices",
        "table.partitioning",
        "RANGE (state)",
        "`invoices_pkey` must contain every part of the partition key; it lacks `state`.",
    ),
    (
        "invoices",
        "table.partitioning",
        "tenant_id",
        "A partition key is written RANGE (column), LIST (column) or HASH (column).",
    ),
    (
        "events_old",
        "table.partition_of",
        "FOR VALUES IN (1)",
        "A bound is written FOR VALUES FROM (first) TO (end), or DEFAULT.",
    ),
    (
        "events_old",
        "table.partition_of",
        "DEFAULT",
        "`events_rest` has this bound.",
    ),
    (
        "notes",
        "table.inherits",
        "long_notes",
        "`notes` cannot inherit from itself.",
    ),
    (
        "tenants",
        "table.inherits",
        "events",
        "`events` is partitioned or a partition; nothing inherits from it.",
    ),
    (
        "tenants",
        "table.inherits",
        "notes",
        "`tenants.id` is bigint, `notes.id` is integer.",
    ),
    (
        "tenants",
        "table.inherits",
        "nowhere",
        "There is no table `nowhere`.",
    ),
    (
        "tenants.id",
        "column.collation",
        "\"C\"",
        "`id` is bigint, which has no collation.",
    ),
    (
        "tenants.id",
        "column.storage",
        "main",
        "`id` is bigint, which can only be stored plain.",
    ),
    (
        "tenants.id",
        "column.compression",
        "lz4",
        "`id` is bigint, whose values are never compressed.",
    ),
    (
        "tenants.name",
        "column.compression",
        "zip",
        "Values are compressed by pglz or lz4, not `zip`.",
    ),
    (
        "tenants.name",
        "column.statistics",
        "20000",
        "A statistics target is a whole number from 0 to 10000, not `20000`.",
    ),
    (
        "tenants.name",
        "column.not_null_name",
        "tenants_slug_given",
        "`tenants` already has a constraint `tenants_slug_given`.",
    ),
    (
        "invoices.note",
        "column.not_null_name",
        "given",
        "`note` may be null. Require a value first.",
    ),
    (
        "tenants.id",
        "column.identity.increment",
        "0",
        "A sequence steps by at least one.",
    ),
    (
        "tenants.id",
        "column.identity.start",
        "5",
        "The start 5 must lie between 100 and 99999.",
    ),
    (
        "tenants.id",
        "column.identity.start",
        "many",
        "`many` is not a whole number.",
    ),
    (
        "events_old.at",
        "column.collation",
        "\"C\"",
        "`at` comes from `events`. Change it there.",
    ),
    (
        "invoices.invoices_parent",
        "constraint.foreign_key.on_delete.columns",
        "note",
        "`note` is not a column of the foreign key.",
    ),
    (
        "invoices.invoices_apart",
        "constraint.exclusion.elements",
        "during",
        "Each element needs an operator, such as = or &&.",
    ),
    (
        "invoices.invoices_apart",
        "constraint.exclusion.method",
        "gin",
        "An exclusion cannot use gin; gist, spgist, btree and hash find single rows.",
    ),
    (
        "invoices.invoices_total",
        "constraint.check.expression",
        "(a",
        "The parentheses of the expression do not match.",
    ),
    (
        "invoices.invoices_note_idx",
        "index.method",
        "gin",
        "A gin index cannot be unique; btree can.",
    ),
    (
        "invoices.invoices_during_idx",
        "index.unique",
        "yes",
        "A gist index cannot be unique; btree can.",
    ),
    (
        "invoices.invoices_during_idx",
        "index.recurse",
        "yes",
        "ONLY says something on a partitioned table alone.",
    ),
    (
        "events_old.events_old_kind_idx",
        "index.attached_to",
        "nothing",
        "`events` has no index `nothing`.",
    ),
    (
        "invoices.invoices_touch",
        "trigger.timing",
        "BEFORE",
        "A constraint trigger fires after, for each row.",
    ),
    (
        "invoices.invoices_touch",
        "trigger.events",
        "TRUNCATE",
        "TRUNCATE calls a trigger once for the statement, not for each row.",
    ),
    (
        "invoices.invoices_touch",
        "trigger.clause",
        "FOR EACH ROW",
        "The clause calls no function: end it with EXECUTE FUNCTION name().",
    ),
    (
        "app",
        "namespace.name",
        "pg_app",
        "The database already has a schema `pg_app`.",
    ),
    (
        "app.numbers",
        "sequence.data_type",
        "text",
        "A sequence counts in smallint, integer or bigint, not text.",
    ),
    (
        "app.numbers",
        "sequence.options.maximum",
        "3",
        "The smallest number 5 must be less than the greatest 3.",
    ),
    (
        "app.numbers",
        "sequence.owned_by",
        "tenants.id",
        "A sequence stands in the schema of the table that owns it, `public`.",
    ),
    (
        "app.numbers",
        "sequence.owned_by",
        "tenants.nothing",
        "There is no column `tenants.nothing`. Write it as table.column.",
    ),
    (
        "app.numbers",
        "sequence.name",
        "open",
        "Schema `app` already has a view `open`.",
    ),
    (
        "app.address",
        "type.composite.fields",
        "street=text; street=text",
        "`street` is given twice.",
    ),
    (
        "app.span",
        "type.range.options",
        "collation=\"C\"",
        "A range type needs a subtype.",
    ),
    (
        "app.amount",
        "type.domain.checks",
        "amount_small=",
        "An expression is needed.",
    ),
    (
        "app.state",
        "type.schema",
        "nowhere",
        "There is no schema `nowhere`. Create it first.",
    ),
    (
        "totals",
        "view.materialized",
        "no",
        "`totals` has indexes, which only a materialized view can have. Remove them first.",
    ),
    (
        "app.open",
        "view.materialized",
        "yes",
        "`open` is materialized: nothing is written through it, so it has no check option.",
    ),
    (
        "totals",
        "view.options",
        "security_invoker=true",
        "PostgreSQL has no parameter `security_invoker` here. It has fillfactor, toast_tuple_target, parallel_workers, user_catalog_table, ….",
    ),
    (
        "counted",
        "view.recursive",
        "no",
        "The query of `counted` reads `counted` itself. Change the query first.",
    ),
    (
        "counted",
        "view.check_option",
        "LOCAL CHECK OPTION",
        "A recursive view has no check option.",
    ),
    (
        "public.invoices",
        "grant.object",
        "public.tenants",
        "`tenants` has no column `note`, to which a privilege is limited.",
    ),
    (
        "public.invoices",
        "grant.grantees",
        "PUBLIC",
        "PUBLIC cannot pass privileges on; only roles can.",
    ),
    (
        "counted",
        "view.columns",
        "",
        "A recursive view lists its columns; name those of `counted`.",
    ),
    (
        "reader",
        "role.name",
        "writer",
        "The server already has a role `writer`.",
    ),
    (
        "reader",
        "role.options",
        "PASSWORD 'x'",
        "A password belongs in no schema. Set it on the server.",
    ),
    (
        "reader",
        "role.options",
        "LOGIN; NOLOGIN",
        "`NOLOGIN` is said twice, or contradicts what is said before.",
    ),
    (
        "public.invoices",
        "grant.privileges",
        "EXECUTE",
        "A table has no privilege EXECUTE. It has SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN.",
    ),
    (
        "public.invoices",
        "grant.privileges",
        "DELETE=note",
        "DELETE is not limited to columns; SELECT, INSERT, UPDATE and REFERENCES on a table are.",
    ),
    (
        "public.invoices",
        "grant.grantees",
        "",
        "A grant names who gets it: a role, or PUBLIC.",
    ),
    (
        "default privileges",
        "default_privilege.definition",
        "SELECT 1",
        "Write one ALTER DEFAULT PRIVILEGES ... GRANT ... ON ... TO ... statement.",
    ),
    (
        "rule quiet",
        "verbatim.kind",
        " ",
        "Say in a word what the statement makes, such as rule.",
    ),
];

#[test]
fn what_postgresql_would_refuse_is_refused_in_a_sentence() {
    let document = everything();
    let mut wrong = Vec::new();
    for (name, property, text, sentence) in REFUSALS {
        let object = called(&document.schema, name);
        let mut editor = Editor::new(document.clone());
        let said = match editor.edit(|draft| type_in(draft, object, property, text)) {
            Ok(_) => "nothing".to_string(),
            Err(error) => error.to_string(),
        };
        if said != *sentence {
            wrong.push(format!(
                "{property} of {name} = {text:?}\n  {said}\n  {sentence}"
            ));
        }
        if said != "nothing" && editor.document() != &document {
            wrong.push(format!("{property} of {name}: a refusal changes something"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_documentation_speaks_of_every_kind_of_object() {
    let document = everything();
    let page = cadastre::export::format("markdown")
        .unwrap()
        .write(&document);
    let schema = &document.schema;
    for object in objects(schema) {
        let name = match object {
            ObjectRef::Grant(id) => schema.grants[&id].object.clone(),
            ObjectRef::DefaultPrivilege(id) => schema.default_privileges[&id].definition.clone(),
            ObjectRef::Function(id) => schema.functions[&id].name.clone(),
            ObjectRef::Column(table, id) => schema
                .table(table)
                .unwrap()
                .column(id)
                .unwrap()
                .name
                .clone(),
            object => {
                let label = schema.display_name(object).unwrap();
                label.rsplit('.').next().unwrap().to_string()
            }
        };
        // Copies that PostgreSQL makes on partitions are said of the table they come from.
        let copied = match object {
            ObjectRef::Index(table, id) => {
                schema.table(table).unwrap().index(id).unwrap().inherited
            }
            ObjectRef::Trigger(..) => true,
            _ => false,
        };
        assert!(
            copied || page.contains(&name),
            "{object:?} {name} is not documented"
        );
    }
    for words in [
        "Who pays",
        "As they write it",
        "In the address",
        "Worth something",
        "Finds by note",
        "Keeps time",
        "Each their own",
        "The application",
        "Likeness of words",
        "How far an invoice is",
        "No debts",
        "With the number",
        "From and to",
        "Reads only",
        "Numbers of invoices",
        "They go together",
        "Sets nothing",
        "Not paid yet",
        "Of the invoice",
        "fillfactor = 70",
        "in tablespace `fast`",
        "stored external",
        "compressed by lz4",
        "statistics target 500",
        "n\\_distinct",
        "tenants_slug_given",
        "steps by 10",
        "computed when written",
        "old rows not checked",
        "not enforced",
        "not for children",
        "checked at the end of the transaction",
        "all of its columns null or none",
        "restrictive",
        "not made on partitions",
        "attached to",
        "disable",
        "Its replica identity is",
        "It is clustered on",
        "Its access method is",
        "Inherits from",
        "Its partitions are",
        "CHECK OPTION",
        "empty until it is refreshed",
        "It reads itself",
        "totals_tenant",
        "open_insert",
        "owned by",
        "ALTER DEFAULT PRIVILEGES",
        "WITH GRANT OPTION",
        "rule quiet",
    ] {
        let found = page
            .to_lowercase()
            .contains(&words.replace('\\', "").to_lowercase());
        assert!(found, "{words:?} is not in the page:\n{page}");
    }
}

#[test]
fn an_exclusion_compares_as_its_column_can_be_compared() {
    let document = everything();
    let ObjectRef::Table(table) = called(&document.schema, "invoices") else {
        panic!("invoices is a table");
    };
    let mut editor = Editor::new(document.clone());
    for (name, body) in [
        ("during", "EXCLUDE USING gist (during WITH &&)"),
        ("id", "EXCLUDE USING btree (id WITH =)"),
    ] {
        let column = document
            .schema
            .table(table)
            .unwrap()
            .column_named(name)
            .unwrap()
            .id;
        let id = done(&mut editor, |draft| {
            edit::add_exclusion(draft, table, column)
        });
        let schema = &editor.document().schema;
        let held = schema.table(table).unwrap();
        let written =
            cadastre::sql::writer::constraint_body(schema, held, held.constraint(id).unwrap());
        assert_eq!(written, body);
    }
}

#[test]
fn every_kind_of_object_is_created_and_removed_again() {
    let mut editor = Editor::new(everything());
    let table = match called(&editor.document().schema, "invoices") {
        ObjectRef::Table(table) => table,
        other => panic!("{other:?}"),
    };
    let grant = Grant {
        id: GrantId(0),
        revoke: false,
        privileges: edit::privileges_of(&[vec!["SELECT".to_string()]]),
        object_kind: "TABLE".to_string(),
        object: "public.notes".to_string(),
        grantees: vec!["reader".to_string()],
        with_option: false,
    };
    type Make<'a> = Box<dyn Fn(&mut Draft) -> Result<ObjectRef, EditError> + 'a>;
    let function = |kind: FunctionKind, returns: &'static str| -> Make {
        Box::new(move |draft| {
            edit::create_function(draft, "app", "made", kind, returns).map(ObjectRef::Function)
        })
    };
    let makes: Vec<(Make, &str)> = vec![
        (
            Box::new(|draft| edit::create_namespace(draft, "made").map(ObjectRef::Namespace)),
            "CREATE SCHEMA made",
        ),
        (
            Box::new(|draft| edit::create_extension(draft, "made").map(ObjectRef::Extension)),
            "CREATE EXTENSION IF NOT EXISTS made",
        ),
        (
            Box::new(|draft| edit::create_enum(draft, "app", "made", &["a"]).map(ObjectRef::Type)),
            "CREATE TYPE app.made AS ENUM",
        ),
        (
            Box::new(|draft| {
                edit::create_domain(draft, "app", "made", "text").map(ObjectRef::Type)
            }),
            "CREATE DOMAIN app.made AS text",
        ),
        (
            Box::new(|draft| {
                edit::create_composite(draft, "app", "made", &[("a", "int")]).map(ObjectRef::Type)
            }),
            "CREATE TYPE app.made AS (\n    a integer",
        ),
        (
            Box::new(|draft| edit::create_range(draft, "app", "made", "int8").map(ObjectRef::Type)),
            "CREATE TYPE app.made AS RANGE",
        ),
        (
            Box::new(|draft| edit::create_sequence(draft, "app", "made").map(ObjectRef::Sequence)),
            "CREATE SEQUENCE app.made",
        ),
        (
            Box::new(|draft| {
                edit::create_view(draft, "app", "made", "SELECT 1 AS one").map(ObjectRef::View)
            }),
            "CREATE VIEW app.made",
        ),
        (
            function(FunctionKind::Function, "integer"),
            "CREATE FUNCTION app.made() RETURNS integer",
        ),
        (
            function(FunctionKind::Function, "trigger"),
            "CREATE FUNCTION app.made() RETURNS trigger",
        ),
        (
            function(FunctionKind::Procedure, ""),
            "CREATE PROCEDURE app.made()",
        ),
        (
            Box::new(|draft| edit::create_role(draft, "made").map(ObjectRef::Role)),
            "CREATE ROLE made NOLOGIN",
        ),
        (
            Box::new(|draft| edit::create_grant(draft, grant.clone()).map(ObjectRef::Grant)),
            "GRANT SELECT ON public.notes TO reader",
        ),
        (
            Box::new(|draft| {
                edit::create_default_privilege(
                    draft,
                    "ALTER DEFAULT PRIVILEGES GRANT USAGE ON TYPES TO reader;",
                )
                .map(ObjectRef::DefaultPrivilege)
            }),
            "ALTER DEFAULT PRIVILEGES GRANT USAGE ON TYPES TO reader",
        ),
        (
            Box::new(move |draft| {
                edit::create_statistics(draft, table, "made").map(ObjectRef::Statistics)
            }),
            "CREATE STATISTICS made ON tenant_id, id FROM invoices",
        ),
    ];
    let before = editor.document().schema.clone();
    for (make, sql) in makes {
        let object = done(&mut editor, |draft| make(draft));
        let text = cadastre::export::format("sql")
            .unwrap()
            .write(editor.document());
        assert!(text.contains(sql), "{sql:?} is not in:\n{text}");
        done(&mut editor, |draft| edit::drop_object(draft, object));
        assert_eq!(editor.document().schema, before, "{sql}");
    }
}

#[test]
fn partitions_are_added_detached_and_attached() {
    let mut editor = Editor::new(everything());
    let ObjectRef::Table(events) = called(&editor.document().schema, "events") else {
        panic!("events is a table");
    };
    let bound = "FOR VALUES FROM ('2021-01-01') TO ('2022-01-01')";
    let part = done(&mut editor, |draft| {
        edit::add_partition(draft, events, "events_new", bound)
    });
    let held = editor.document().schema.table(part).unwrap().clone();
    assert_eq!(held.columns.len(), 2);
    assert!(held.columns.iter().all(|column| column.inherited));
    assert!(held.constraints.iter().all(|one| one.inherited) && held.constraints.len() == 1);
    assert_eq!(held.indexes.len(), 2);
    assert!(held.indexes.iter().all(|one| one.attached_to.is_some()));
    assert_eq!(held.triggers.len(), 1);
    done(&mut editor, |draft| edit::detach_partition(draft, part));
    let held = editor.document().schema.table(part).unwrap().clone();
    assert!(held.partition_of.is_none() && held.triggers.is_empty());
    assert!(held.columns.iter().all(|column| !column.inherited));
    assert!(
        held.indexes
            .iter()
            .all(|one| one.attached_to.is_none() && !one.inherited)
    );
    done(&mut editor, |draft| {
        edit::attach_partition(draft, events, part, bound)
    });
    let held = editor.document().schema.table(part).unwrap().clone();
    assert!(held.constraints.iter().all(|one| one.inherited) && held.constraints.len() == 1);
    assert_eq!(
        held.indexes.len(),
        2,
        "the indexes it has are attached, not made again"
    );
    assert!(held.indexes.iter().all(|one| one.attached_to.is_some()));
    let refused = editor
        .edit(|draft| edit::add_partition(draft, events, "events_more", bound))
        .unwrap_err();
    assert_eq!(refused.to_string(), "`events_new` has this bound.");
    let notes = called(&editor.document().schema, "notes").table().unwrap();
    let refused = editor
        .edit(|draft| edit::attach_partition(draft, events, notes, "DEFAULT"))
        .unwrap_err();
    assert_eq!(refused.to_string(), "`events_rest` has this bound.");
}

#[test]
fn a_child_takes_its_parents_columns_and_keeps_them_when_it_leaves() {
    let mut editor = Editor::new(everything());
    let tenants = called(&editor.document().schema, "tenants");
    done(&mut editor, |draft| {
        type_in(draft, tenants, "table.inherits", "marks")
    });
    let id = tenants.table().unwrap();
    let mark = |editor: &Editor| {
        editor
            .document()
            .schema
            .table(id)
            .unwrap()
            .column_named("mark")
            .unwrap()
            .clone()
    };
    assert!(mark(&editor).inherited);
    done(&mut editor, |draft| {
        type_in(draft, tenants, "table.inherits", "")
    });
    assert!(!mark(&editor).inherited);
}

#[test]
fn a_schema_takes_along_what_stands_in_it() {
    let mut editor = Editor::new(everything());
    let app = called(&editor.document().schema, "app");
    done(&mut editor, |draft| {
        type_in(draft, app, "namespace.name", "core")
    });
    let text = cadastre::export::format("sql")
        .unwrap()
        .write(editor.document());
    for words in [
        "CREATE SCHEMA core",
        "CREATE TYPE core.state",
        "state core.state",
        "CREATE SEQUENCE core.numbers",
        "CREATE VIEW core.open",
        "CREATE FUNCTION core.touch()",
        "CREATE STATISTICS core.together",
        "REVOKE ALL ON SCHEMA core FROM PUBLIC",
        "WITH SCHEMA core",
    ] {
        assert!(text.contains(words), "{words:?} is not in:\n{text}");
    }
}
