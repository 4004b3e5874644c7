//! Views, functions, triggers, policies, statistics, and what is kept word for word.

use std::collections::BTreeMap;
use std::sync::Arc;

use cadastre::model::*;
use cadastre::sql::{quote, types};

use super::{Making, Tape};

impl Making {
    pub(super) fn view(&mut self, tape: &mut Tape) {
        let sources: Vec<(String, Vec<String>)> = self
            .schema
            .tables
            .values()
            .map(|table| {
                let columns = table
                    .columns
                    .iter()
                    .map(|column| column.name.clone())
                    .collect();
                (quote::qualified(&table.schema, &table.name), columns)
            })
            .chain(self.schema.views.values().map(|view| {
                (
                    quote::qualified(&view.schema, &view.name),
                    vec!["one".to_string()],
                )
            }))
            .collect();
        let query = match sources.is_empty() {
            true => "SELECT 1 AS one".to_string(),
            false => {
                let (name, columns) = tape.one(&sources);
                match columns.first() {
                    Some(column) => format!(
                        "SELECT 1 AS one, s.{} AS two\n   FROM {name} AS s",
                        quote::identifier(column)
                    ),
                    None => format!("SELECT 1 AS one FROM {name}"),
                }
            }
        };
        let materialized = tape.once_in(3);
        let schema = self.namespace(tape);
        let name = self.name(tape);
        let id: ViewId = self.id();
        let mut indexes = Vec::new();
        if materialized && tape.once_in(2) {
            let name = self.name(tape);
            let mut index = Index::btree(self.id(), &name, &[]);
            index.keys = vec![IndexKey {
                source: IndexKeySource::Expression("one".to_string()),
                ..IndexKey::column_key(ColumnId(0))
            }];
            index.unique = tape.once_in(2);
            index.comment = tape.comment();
            indexes.push(index);
        }
        let mut column_comments = BTreeMap::new();
        if let Some(comment) = tape.comment() {
            column_comments.insert("one".to_string(), comment);
        }
        let option = |name: &str, value: &str| vec![(name.to_string(), value.to_string())];
        let view = View {
            id,
            schema,
            name,
            materialized,
            recursive: false,
            columns: Vec::new(),
            options: match (tape.below(3), materialized) {
                (1, false) => option("security_barrier", "true"),
                (1, true) => option("fillfactor", "70"),
                _ => Vec::new(),
            },
            query,
            check_option: None,
            with_data: !materialized || !tape.once_in(2),
            tablespace: None,
            access_method: None,
            cluster_on: None,
            column_settings: Default::default(),
            indexes,
            triggers: Vec::new(),
            column_comments,
            comment: tape.comment(),
        };
        self.schema.views.insert(id, Arc::new(view));
    }

    pub(super) fn function(&mut self, tape: &mut Tape) {
        let data_type = self.data_type(tape);
        let written = types::write(&data_type);
        let schema = self.namespace(tape);
        let name = self.name(tape);
        let id: FunctionId = self.id();
        let qualified = quote::qualified(&schema, &name);
        let identity = types::write(&DataType {
            modifiers: Vec::new(),
            ..data_type
        });
        let kind = tape.one(&[FunctionKind::Function, FunctionKind::Procedure]);
        let definer = tape.once_in(3);
        let path = tape.once_in(3);
        let body = tape.one(&["SELECT 1", "SELECT 'it''s', $1; -- é\n", "SELECT 2"]);
        let quoted = match tape.once_in(2) {
            true => format!("$body$ {body} $body$"),
            false => quote::literal(body),
        };
        let (word, returns) = match kind {
            FunctionKind::Procedure => ("PROCEDURE", ""),
            _ => ("FUNCTION", "void"),
        };
        let mut definition = format!("CREATE {word} {qualified}(a {written})");
        if !returns.is_empty() {
            definition.push_str(" RETURNS void");
        }
        definition.push_str(" LANGUAGE sql");
        if definer {
            definition.push_str(" SECURITY DEFINER");
        }
        if path {
            definition.push_str(" SET search_path TO public");
        }
        definition.push_str(&format!(" AS {quoted}"));
        let function = Function {
            id,
            schema,
            name,
            kind,
            arguments: format!("a {written}"),
            identity_arguments: identity,
            returns: returns.to_string(),
            language: "sql".to_string(),
            security_definer: definer,
            sets_search_path: path,
            body: match quoted.starts_with('$') {
                true => format!(" {body} "),
                false => body.to_string(),
            },
            definition,
            comment: tape.comment(),
        };
        self.schema.functions.insert(id, Arc::new(function));
    }

    /// The trigger function that all triggers call, made when the first asks for it.
    fn trigger_function(&mut self) {
        if self.schema.functions.values().any(|own| own.name == "fire") {
            return;
        }
        self.reserve("fire");
        let id: FunctionId = self.id();
        let body = " BEGIN RETURN NULL; END ";
        let function = Function {
            id,
            schema: "public".to_string(),
            name: "fire".to_string(),
            kind: FunctionKind::Function,
            arguments: String::new(),
            identity_arguments: String::new(),
            returns: "trigger".to_string(),
            language: "plpgsql".to_string(),
            security_definer: false,
            sets_search_path: false,
            body: body.to_string(),
            definition: format!(
                "CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
            ),
            comment: None,
        };
        self.schema.functions.insert(id, Arc::new(function));
    }

    pub(super) fn trigger(&mut self, tape: &mut Tape) {
        let Some(id) = self.some_table(tape, |_| true) else {
            return;
        };
        self.trigger_function();
        let name = self.name(tape);
        let for_each_row = tape.once_in(2);
        let constraint = for_each_row && tape.once_in(3);
        let timing = if constraint {
            "AFTER"
        } else {
            tape.one(&["AFTER", "BEFORE"])
        };
        let columns: Vec<String> = self
            .schema
            .table(id)
            .unwrap()
            .columns
            .iter()
            .map(|own| quote::identifier(&own.name))
            .collect();
        let mut events = vec![tape.one(&["INSERT", "DELETE"]).to_string()];
        if tape.once_in(2) {
            events.push(match columns.is_empty() {
                true => "UPDATE".to_string(),
                false => format!("UPDATE OF {}", tape.one(&columns)),
            });
        }
        let each = if for_each_row { "ROW" } else { "STATEMENT" };
        let deferred = if constraint && tape.once_in(2) {
            "DEFERRABLE INITIALLY DEFERRED "
        } else {
            ""
        };
        let trigger = Trigger {
            id: self.id(),
            name,
            timing: timing.to_string(),
            events,
            for_each_row,
            function: "fire".to_string(),
            clause: format!("{deferred}FOR EACH {each} EXECUTE FUNCTION fire('it''s')"),
            constraint,
            state: tape.one(&[
                None,
                None,
                Some("DISABLE".to_string()),
                Some("ENABLE ALWAYS".to_string()),
            ]),
            inherited: false,
            comment: tape.comment(),
        };
        self.table_mut(id).triggers.push(trigger);
    }

    pub(super) fn policy(&mut self, tape: &mut Tape) {
        let Some(id) = self.some_table(tape, |table| !table.columns.is_empty()) else {
            return;
        };
        let name = self.name(tape);
        let column = quote::identifier(&self.schema.table(id).unwrap().columns[0].name);
        let command = tape.one(&[
            PolicyCommand::All,
            PolicyCommand::Select,
            PolicyCommand::Insert,
            PolicyCommand::Update,
            PolicyCommand::Delete,
        ]);
        let using = (command != PolicyCommand::Insert).then(|| format!("{column} IS NOT NULL"));
        let checks = matches!(
            command,
            PolicyCommand::All | PolicyCommand::Insert | PolicyCommand::Update
        );
        let mut roles: Vec<String> = self
            .schema
            .roles
            .values()
            .map(|role| quote::identifier(&role.name))
            .collect();
        roles.truncate(tape.below(3));
        let policy = Policy {
            id: self.id(),
            name,
            permissive: !tape.once_in(3),
            command,
            roles,
            using,
            with_check: (checks && tape.once_in(2)).then(|| format!("({column} IS NULL) = false")),
            comment: tape.comment(),
        };
        self.table_mut(id).policies.push(policy);
    }

    pub(super) fn statistics(&mut self, tape: &mut Tape) {
        let two = |table: &Table| {
            table
                .columns
                .iter()
                .filter(|own| own.data_type.is("integer") || own.data_type.is("text"))
                .count()
                >= 2
        };
        let Some(id) = self.some_table(tape, two) else {
            return;
        };
        let table = self.schema.table(id).unwrap().clone();
        let columns: Vec<String> = table
            .columns
            .iter()
            .filter(|own| own.data_type.is("integer") || own.data_type.is("text"))
            .take(2)
            .map(|own| quote::identifier(&own.name))
            .collect();
        let schema = self.namespace(tape);
        let name = self.name(tape);
        let kinds = tape.one(&["", " (ndistinct)", " (mcv, dependencies)"]);
        let id: StatisticsId = self.id();
        let definition = format!(
            "CREATE STATISTICS {}{kinds} ON {} FROM {}",
            quote::qualified(&schema, &name),
            columns.join(", "),
            quote::qualified(&table.schema, &table.name)
        );
        let statistics = Statistics {
            id,
            schema,
            name,
            definition,
            target: tape.one(&[None, None, Some(0), Some(250)]),
            comment: tape.comment(),
        };
        self.schema.statistics.insert(id, Arc::new(statistics));
    }

    pub(super) fn verbatim(&mut self, tape: &mut Tape) {
        let Some(table) = self.some_table(tape, |_| true) else {
            return;
        };
        let table = self.schema.table(table).unwrap().clone();
        let name = self.name(tape);
        let id: VerbatimId = self.id();
        let rule = quote::identifier(&name);
        let sql = format!(
            "CREATE RULE {rule} AS ON DELETE TO {} DO INSTEAD NOTHING",
            quote::qualified(&table.schema, &table.name)
        );
        let verbatim = Verbatim {
            id,
            kind: "rule".to_string(),
            name,
            sql,
        };
        self.schema.verbatim.insert(id, Arc::new(verbatim));
    }
}
