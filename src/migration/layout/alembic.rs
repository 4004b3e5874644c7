//! Alembic revisions (seed 003): `upgrade`, `downgrade`, each naming the revision before it. What Alembic has an operation
//! for that says the same is written as that operation; everything else is the statement itself in `op.execute`.

use std::fmt::Write as _;

use super::script::{self, comment_line};
use super::statement::Statement;
use super::{Companion, File, Known, Layout, Numbering, Piece, known, split};
use crate::sql::{python, quote};

pub const LAYOUT: Layout = Layout {
    name: "alembic",
    title: "Alembic",
    description: "Revisions in Python with upgrade and downgrade, and SQLAlchemy models beside them.",
    numbering: Numbering::Chained,
    folder: "alembic/versions",
    write: |piece| {
        vec![File {
            path: format!("{}.py", piece.stem()),
            text: revision(piece),
        }]
    },
    recognise,
    preamble: None,
    companion: Companion::Models,
};

fn revision(piece: &Piece) -> String {
    let title = piece.name.replace('_', " ");
    let mut text = format!("\"\"\"{title}\n\n");
    for step in &piece.steps {
        let _ = writeln!(text, "{}", documented(&comment_line(&step.title)));
    }
    for line in script::facts(piece, true).lines() {
        let _ = writeln!(text, "{}", documented(line.trim_start_matches("-- ")));
    }
    let previous = piece.previous.as_deref();
    let _ = write!(
        text,
        "\nRevision ID: {}\nRevises: {}\n",
        piece.version,
        previous.unwrap_or_default()
    );
    if let Some(date) = &piece.date {
        let _ = writeln!(text, "Create Date: {date}");
    }
    let functions = [
        ("upgrade", function(piece, true)),
        ("downgrade", function(piece, false)),
    ];
    let needs_ddl = functions.iter().any(|(_, body)| body.contains("sa.DDL("));
    let import = if needs_ddl {
        "import sqlalchemy as sa\nfrom alembic import op\n"
    } else {
        "from alembic import op\n"
    };
    let _ = write!(
        text,
        "\"\"\"\n\n{import}\nrevision = {}\ndown_revision = {}\nbranch_labels = None\ndepends_on = None\n",
        string(&piece.version),
        previous.map_or_else(|| "None".to_string(), string)
    );
    for (name, body) in functions {
        let _ = write!(text, "\n\ndef {name}() -> None:\n{body}");
    }
    text
}

/// Text inside the docstring.
fn documented(line: &str) -> String {
    line.replace('\\', "\\\\").replace("\"\"\"", "'''")
}

fn function(piece: &Piece, up: bool) -> String {
    let statements = piece.statements(up);
    if statements.is_empty() {
        return "    pass\n".to_string();
    }
    let mut body = String::new();
    let indent = match piece.transactional() {
        true => {
            body.push_str("    op.execute(\"SET LOCAL lock_timeout = '2s'\")\n");
            "    "
        }
        false => {
            body.push_str("    with op.get_context().autocommit_block():\n");
            "        "
        }
    };
    let mut last = "";
    for (step, statement) in statements {
        if last != step.title {
            let undo = if up { "" } else { "Undo: " };
            let _ = writeln!(body, "{indent}# {undo}{}", comment_line(&step.title));
            last = &step.title;
        }
        let call = operation(statement).unwrap_or_else(|| execute(statement));
        let _ = writeln!(body, "{indent}{call}");
    }
    body
}

/// The statement as one of Alembic's operations that sends the same.
fn operation(text: &str) -> Option<String> {
    let statement = Statement::new(text);
    let whole = statement.name()?;
    let (schema, name) = parts(&whole);
    let schema = match schema {
        Some(schema) => format!(", schema={}", string(&schema)),
        None => String::new(),
    };
    let length = statement.words_count();
    let action = statement.action();
    let column = |at: usize| {
        let (name, after) = statement.name_at(at)?;
        Some((string(&quote::unquote(&name)), after))
    };
    let name = string(&name);
    match (statement.word(0).as_str(), statement.kind().as_str()) {
        ("DROP", "TABLE") if length == action && !statement.has(&["EXISTS"]) => {
            Some(format!("op.drop_table({name}{schema})"))
        }
        ("ALTER", "TABLE") if !statement.has(&["ONLY"]) && !statement.has(&["IF"]) => {
            let words: Vec<String> = (action..action + 2).map(|at| statement.word(at)).collect();
            match [words.first()?.as_str(), words.get(1)?.as_str()] {
                ["DROP", "COLUMN"] => {
                    let (column, after) = column(action + 2)?;
                    (after == length).then(|| format!("op.drop_column({name}, {column}{schema})"))
                }
                ["DROP", "CONSTRAINT"] => {
                    let (constraint, after) = column(action + 2)?;
                    (after == length)
                        .then(|| format!("op.drop_constraint({constraint}, {name}{schema})"))
                }
                ["RENAME", "TO"] => {
                    let (new, _) = column(action + 2)?;
                    Some(format!("op.rename_table({name}, {new}{schema})"))
                }
                ["RENAME", "COLUMN"] => {
                    let (old, after) = column(action + 2)?;
                    let (new, _) = column(after + 1)?;
                    Some(format!(
                        "op.alter_column({name}, {old}, new_column_name={new}{schema})"
                    ))
                }
                ["ALTER", "COLUMN"] => {
                    let (column, after) = column(action + 2)?;
                    let nullable = match statement.word(after).as_str() {
                        "SET" => "False",
                        "DROP" => "True",
                        _ => return None,
                    };
                    let is_nullability =
                        statement.word(after + 1) == "NOT" && statement.word(after + 2) == "NULL";
                    (is_nullability && after + 3 == length).then(|| {
                        format!("op.alter_column({name}, {column}, nullable={nullable}{schema})")
                    })
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Schema and name of a name as written.
fn parts(name: &str) -> (Option<String>, String) {
    let statement = Statement::new(name);
    let first = statement.token(0).map(quote::unquote).unwrap_or_default();
    match (statement.word(1).as_str(), statement.token(2)) {
        (".", Some(second)) => (Some(first), quote::unquote(second)),
        _ => (None, first),
    }
}

/// The statement itself. `op.execute` takes `:name` for a parameter, unless a backslash stands before it; a text that has
/// such a backslash of its own goes as `sa.DDL`, to which only `%` means something.
fn execute(statement: &str) -> String {
    let statement = statement.trim();
    if statement.contains("\\:") {
        let text = statement.replace('%', "%%");
        return format!("op.execute(sa.DDL({}))", string(&text));
    }
    let text = python::without_parameters(statement);
    format!("op.execute({})", string(&text))
}

/// A text as a Python literal: between triple quotes where it has several lines, raw where it has backslashes.
fn string(text: &str) -> String {
    let printable = text
        .chars()
        .all(|letter| !letter.is_control() || letter == '\n');
    let raw = if text.contains('\\') { "r" } else { "" };
    let ends_plainly = !text.ends_with(['"', '\\']);
    if text.contains('\n') && printable && !text.contains("\"\"\"") && ends_plainly {
        return format!("{raw}\"\"\"\n{text}\n\"\"\"");
    }
    if !text.contains(['"', '\n']) && printable && ends_plainly {
        return format!("{raw}\"{text}\"");
    }
    python::string(text)
}

fn recognise(path: &str, text: &str) -> Option<Known> {
    let (folder, file) = split(path);
    let stem = file.strip_suffix(".py")?;
    let version = assigned(text, "revision")?.into_iter().next()?;
    let follows = assigned(text, "down_revision")?;
    let name = stem
        .strip_prefix(&version)
        .unwrap_or(stem)
        .trim_start_matches('_');
    let mut known = known(folder, &version, name);
    known.follows = follows;
    Some(known)
}

/// The strings assigned to a name at the top of a module: none for `None`, several for a tuple.
fn assigned(text: &str, name: &str) -> Option<Vec<String>> {
    let line = text.lines().find(|line| {
        line.strip_prefix(name).is_some_and(|rest| {
            let rest = rest.trim_start();
            rest.starts_with('=') || rest.starts_with(':')
        })
    })?;
    let (_, value) = line.split_once('=')?;
    let mut strings = Vec::new();
    let mut rest = value;
    while let Some(start) = rest.find(['"', '\'']) {
        let mark = rest.get(start..=start)?;
        let after = rest.get(start + 1..)?;
        let (inside, behind) = after.split_once(mark)?;
        strings.push(inside.to_string());
        rest = behind;
    }
    Some(strings)
}

/// What a repository needs around its first revision: `alembic.ini`, `env.py`, and the template of new revisions. Each
/// revision runs in a transaction of its own, so that a later one may count on what an earlier one committed.
pub fn environment() -> Vec<File> {
    let file = |path: &str, text: &str| File {
        path: path.to_string(),
        text: text.to_string(),
    };
    vec![
        file("alembic.ini", include_str!("alembic/alembic.ini")),
        file("alembic/env.py", include_str!("alembic/env.py")),
        file(
            "alembic/script.py.mako",
            include_str!("alembic/script.py.mako"),
        ),
    ]
}
