//! SQLAlchemy 2 models (seed 003): one module for each table, mixins for the columns that tables share, relationships, and
//! every constraint and index under its name, so that `alembic check` finds no difference to the database.

mod columns;
mod constraints;
mod mixins;
mod names;
mod relationships;
mod tables;
mod types;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::File;
use crate::model::{Document, Schema, Table, tenancy};
use mixins::Mixin;
use names::Names;
use tables::Module;

/// What all modules are written from.
struct Context<'a> {
    schema: &'a Schema,
    names: Names,
    mixins: Vec<Mixin>,
    tables: Vec<&'a Table>,
}

/// The models as a package: `base.py`, a module for each table, and `__init__.py` that exports all.
pub fn files(document: &Document) -> Vec<File> {
    let context = context(document);
    let modules: Vec<Module> = context
        .tables
        .iter()
        .map(|table| tables::module(&context, table))
        .collect();
    let mut files = vec![File {
        path: "base.py".to_string(),
        text: base(&context),
    }];
    let mut exported = vec!["Base".to_string()];
    let mut init = String::from(
        "\"\"\"All models.\"\"\"\n\nfrom .base import Base, include_name, include_object\n",
    );
    for module in &modules {
        let _ = writeln!(init, "from .{} import {}", module.name, module.exported);
        exported.push(module.exported.clone());
        files.push(File {
            path: format!("{}.py", module.name),
            text: module.file(),
        });
    }
    exported.extend(["include_name".to_string(), "include_object".to_string()]);
    init.push_str("\n__all__ = [\n");
    for name in exported {
        let _ = writeln!(init, "    {},", names::string(&name));
    }
    init.push_str("]\n");
    files.push(File {
        path: "__init__.py".to_string(),
        text: init,
    });
    files
}

/// All models as one module.
pub fn write(document: &Document) -> String {
    let context = context(document);
    let modules: Vec<Module> = context
        .tables
        .iter()
        .map(|table| tables::module(&context, table))
        .collect();
    let mut imports: BTreeSet<String> = base_imports(&context);
    for module in &modules {
        imports.extend(module.imports.iter().cloned());
    }
    let mut text = format!(
        "\"\"\"{}\"\"\"\n\n{}",
        "SQLAlchemy models.",
        import_lines(&imports)
    );
    text.push_str(&base_body(&context));
    for module in &modules {
        text.push_str(&module.body);
    }
    text
}

fn context(document: &Document) -> Context<'_> {
    let schema = &document.schema;
    let tables: Vec<&Table> = crate::sql::order::tables_in_order(schema)
        .into_iter()
        .filter_map(|id| schema.tables.get(&id))
        .map(|table| &**table)
        // A partition is written and read through its parent.
        .filter(|table| table.header.partition_of.is_none())
        .collect();
    let tenant = tenancy::infer(schema, &document.tenancy).column;
    let names = Names::of(&tables);
    let mut context = Context {
        schema,
        names,
        mixins: Vec::new(),
        tables,
    };
    context.mixins = mixins::find(&context, tenant.as_deref());
    context
}

fn base(context: &Context) -> String {
    format!(
        "\"\"\"What all models share.\"\"\"\n\n{}{}",
        import_lines(&base_imports(context)),
        base_body(context)
    )
}

fn base_imports(context: &Context) -> BTreeSet<String> {
    let mut imports: BTreeSet<String> = [
        "from sqlalchemy import MetaData",
        "from sqlalchemy.orm import DeclarativeBase",
    ]
    .map(str::to_string)
    .into();
    for mixin in &context.mixins {
        imports.extend(mixin.imports.iter().cloned());
    }
    imports.extend(types::shared_imports(context));
    imports
}

/// Imports one under the other, those from one module joined.
fn import_lines(imports: &BTreeSet<String>) -> String {
    let mut modules: Vec<(String, Vec<String>)> = Vec::new();
    let mut text = String::new();
    for import in imports {
        match import
            .strip_prefix("from ")
            .and_then(|rest| rest.split_once(" import "))
        {
            Some((module, name)) => match modules.iter_mut().find(|(one, _)| one == module) {
                Some((_, names)) => names.push(name.to_string()),
                None => modules.push((module.to_string(), vec![name.to_string()])),
            },
            None => {
                let _ = writeln!(text, "{import}");
            }
        }
    }
    // The standard library, then what is installed, then this package.
    let standard = ["datetime", "decimal", "typing"];
    let rank = |module: &str| {
        if module == "__future__" || standard.contains(&module) {
            0
        } else if module.starts_with('.') {
            2
        } else {
            1
        }
    };
    modules.sort_by_key(|(module, _)| (rank(module), module.clone()));
    let mut last = 0;
    for (module, names) in modules {
        if rank(&module) != last && !text.is_empty() {
            text.push('\n');
        }
        last = rank(&module);
        let line = format!("from {module} import {}", names.join(", "));
        if line.len() <= 100 {
            let _ = writeln!(text, "{line}");
        } else {
            let _ = writeln!(
                text,
                "from {module} import (\n    {},\n)",
                names.join(",\n    ")
            );
        }
    }
    text
}

fn base_body(context: &Context) -> String {
    let mut text = String::from(
        "
# The names PostgreSQL itself gives.
NAMING_CONVENTION = {
    \"pk\": \"%(table_name)s_pkey\",
    \"uq\": \"%(table_name)s_%(column_0_N_name)s_key\",
    \"fk\": \"%(table_name)s_%(column_0_N_name)s_fkey\",
    \"ix\": \"%(table_name)s_%(column_0_N_name)s_idx\",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING_CONVENTION)

",
    );
    text.push_str(&types::shared(context));
    for mixin in &context.mixins {
        text.push_str(&mixin.text);
    }
    text.push_str(&unmapped(context));
    text
}

/// What Alembic finds in the database and no model stands for.
fn unmapped(context: &Context) -> String {
    let mut schemas: BTreeSet<&str> = context
        .schema
        .tables
        .values()
        .map(|table| table.header.schema.as_str())
        .collect();
    schemas.remove("public");
    let partitions: BTreeSet<(&str, &str)> = context
        .schema
        .tables
        .values()
        .filter(|table| table.header.partition_of.is_some())
        .map(|table| (table.header.schema.as_str(), table.header.name.as_str()))
        .collect();
    let quoted: Vec<String> = schemas.iter().map(|name| names::string(name)).collect();
    let mut text = format!(
        "

# Schemas with tables of ours; None is the one that is searched first.
SCHEMAS = {{None{}}}

# Tables no model stands for: partitions, which are reached through their parent, and the runners' own.
UNMAPPED = {{
    (None, \"schema_migrations\"),
",
        quoted
            .iter()
            .map(|name| format!(", {name}"))
            .collect::<String>()
    );
    for (schema, name) in partitions {
        let schema = match schema {
            "public" => "None".to_string(),
            other => names::string(other),
        };
        let _ = writeln!(text, "    ({schema}, {}),", names::string(name));
    }
    text.push_str(
        "}


def include_name(name, type_, parent_names):
    \"\"\"For Alembic: whether to look at a schema or table of the database.\"\"\"
    if type_ == \"schema\":
        return name in SCHEMAS
    if type_ == \"table\":
        return (parent_names[\"schema_name\"], name) not in UNMAPPED
    return True


def include_object(object_, name, type_, reflected, compare_to):
    \"\"\"For Alembic: whether to compare a thing. Indexes that belong to an exclusion constraint are not ours to make.\"\"\"
    if type_ == \"index\" and reflected and compare_to is None:
        return not object_.info.get(\"duplicates_constraint\") and name not in EXCLUSIONS
    return True
",
    );
    let exclusions: Vec<String> = context
        .tables
        .iter()
        .flat_map(|table| &table.constraints)
        .filter(|one| matches!(one.kind, crate::model::ConstraintKind::Exclusion(_)))
        .map(|one| names::string(&one.name))
        .collect();
    let list = match exclusions.as_slice() {
        [] => "set()".to_string(),
        names => format!("{{{}}}", names.join(", ")),
    };
    text.replacen(
        "\n\ndef include_name",
        &format!("\n# Exclusion constraints, whose indexes bear their names.\nEXCLUSIONS = {list}\n\n\ndef include_name"),
        1,
    )
}
