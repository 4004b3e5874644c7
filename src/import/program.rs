//! Views, functions, triggers, policies, extensions, statistics and schemas.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::*;
use crate::sql::{expression, names, quote, types};

use super::builder::{Applied, Builder, Done, Fault, Relation, exists, missing};
use super::columns::any_name;
use super::cursor::{Cursor, Read};
use super::lexer::{Token, TokenKind};
use super::text::decode_string;

/// A function's identity and properties as written.
struct FunctionClauses {
    arguments: String,
    identity_arguments: String,
    returns: String,
    language: String,
    security_definer: bool,
    sets_search_path: bool,
    body: String,
}

impl Builder {
    /// CREATE SCHEMA, after `CREATE SCHEMA`.
    pub fn create_schema(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let if_not_exists = cursor.take("IF NOT EXISTS");
        let name = if cursor.take("AUTHORIZATION") {
            cursor.name()?
        } else {
            let name = cursor.name()?;
            if cursor.take("AUTHORIZATION") {
                cursor.name()?;
            }
            name
        };
        if !cursor.is_done() {
            return Err(Fault::Keep);
        }
        let done = Done::new("schema", &name);
        if name == "public" {
            return Ok(done);
        }
        let result = if self.namespaces.contains_key(&name) {
            Err(exists(&format!("schema {name}")))
        } else {
            let id: NamespaceId = self.allocate();
            self.namespaces.insert(name.clone(), id);
            self.made(ObjectRef::Namespace(id));
            self.grant_defaults("SCHEMA", "", &name);
            self.schema.namespaces.insert(
                id,
                Arc::new(Namespace {
                    id,
                    name,
                    comment: None,
                }),
            );
            Ok(done.clone())
        };
        self.unless_exists(if_not_exists, result, done)
    }

    /// CREATE EXTENSION, after `CREATE EXTENSION`.
    pub fn create_extension(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let if_not_exists = cursor.take("IF NOT EXISTS");
        let name = cursor.name()?;
        cursor.take("WITH");
        let (mut schema, mut version, mut cascade) = (None, None, false);
        while !cursor.is_done() {
            if cursor.take("SCHEMA") {
                schema = Some(cursor.name()?);
            } else if cursor.take("VERSION") {
                version = Some(match cursor.string() {
                    Ok(version) => version,
                    Err(_) => cursor.name()?,
                });
            } else {
                cursor.expect("CASCADE")?;
                cascade = true;
            }
        }
        let done = Done::new("extension", &name);
        let known = self
            .schema
            .extensions
            .values()
            .any(|extension| extension.name == name);
        let result = if known {
            Err(exists(&format!("extension {name}")))
        } else {
            let id: ExtensionId = self.allocate();
            self.made(ObjectRef::Extension(id));
            self.schema.extensions.insert(
                id,
                Arc::new(Extension {
                    id,
                    name,
                    schema,
                    version,
                    cascade,
                    comment: None,
                }),
            );
            Ok(done.clone())
        };
        self.unless_exists(if_not_exists, result, done)
    }

    /// CREATE [OR REPLACE] [MATERIALIZED] VIEW, after `CREATE [OR REPLACE]`.
    pub fn create_view(&mut self, cursor: &mut Cursor<'_>, replace: bool) -> Applied {
        if cursor.take("TEMPORARY") || cursor.take("TEMP") {
            return Ok(Done::skipped("temporary view", ""));
        }
        let recursive = cursor.take("RECURSIVE");
        let materialized = cursor.take("MATERIALIZED");
        cursor.expect("VIEW")?;
        let if_not_exists = cursor.take("IF NOT EXISTS");
        let name = cursor.qualified_name()?;
        let columns = if cursor.is(b'(') {
            cursor.name_list()?
        } else {
            Vec::new()
        };
        let mut options = Vec::new();
        loop {
            if cursor.take("WITH") {
                options = cursor.options()?;
            } else if cursor.take("USING") || cursor.take("TABLESPACE") {
                cursor.name()?;
            } else {
                break;
            }
        }
        cursor.expect("AS")?;
        let (query, check_option, with_data) = query(cursor, materialized)?;
        let kind = if materialized {
            "materialized view"
        } else {
            "view"
        };
        let done = Done::new(kind, &name);
        let view = View {
            id: ViewId(0),
            schema: self.schema_for(&name),
            name: name.name,
            materialized,
            recursive,
            columns,
            options,
            query,
            check_option,
            with_data,
            indexes: Vec::new(),
            triggers: Vec::new(),
            column_comments: BTreeMap::new(),
            comment: None,
        };
        let result = self.make_view(view, replace).map(|()| done.clone());
        self.unless_exists(if_not_exists, result, done)
    }

    fn make_view(&mut self, view: View, replace: bool) -> Applied<()> {
        let words = expression::words(&view.query);
        let id = match self.relations.get(&view.schema, &view.name).copied() {
            Some(Relation::View(id)) if replace => {
                if let Some(old) = self.schema.views.get_mut(&id) {
                    let old = Arc::make_mut(old);
                    old.query = view.query;
                    old.columns = view.columns;
                    old.options = view.options;
                    old.check_option = view.check_option;
                    old.recursive = view.recursive;
                }
                id
            }
            _ => {
                self.free_relation(&view.schema, &view.name)?;
                let id: ViewId = self.allocate();
                self.relations
                    .insert(&view.schema, &view.name, Relation::View(id));
                self.made(ObjectRef::View(id));
                self.grant_defaults("TABLE", &view.schema, &view.name);
                self.schema.views.insert(id, Arc::new(View { id, ..view }));
                id
            }
        };
        for word in words {
            self.views_by_word.entry(word).or_default().insert(id);
        }
        Ok(())
    }

    /// CREATE [OR REPLACE] FUNCTION, PROCEDURE, AGGREGATE, after `CREATE [OR REPLACE]`.
    pub fn create_function(&mut self, cursor: &mut Cursor<'_>, replace: bool) -> Applied {
        let (kind, word) = if cursor.take("FUNCTION") {
            (FunctionKind::Function, "function")
        } else if cursor.take("PROCEDURE") {
            (FunctionKind::Procedure, "procedure")
        } else {
            cursor.expect("AGGREGATE")?;
            (FunctionKind::Aggregate, "aggregate")
        };
        let name = cursor.qualified_name()?;
        let clauses = self.function_clauses(cursor)?;
        let schema = self.schema_for(&name);
        let done = Done::new(word, format!("{name}({})", clauses.identity_arguments));
        let known = self.function_with(&schema, &name.name, &clauses.identity_arguments);
        if let Some(id) = known
            && !replace
        {
            let result = Err(exists(&done.name));
            let _ = id;
            return self.unless_exists(false, result, done);
        }
        let id: FunctionId = match known {
            Some(id) => id,
            None => {
                let id = self.allocate();
                self.functions.entry(&schema, &name.name).push(id);
                self.grant_function_defaults(&schema, &name.name, &clauses.identity_arguments);
                id
            }
        };
        self.made(ObjectRef::Function(id));
        let comment = self
            .schema
            .functions
            .get(&id)
            .and_then(|function| function.comment.clone());
        self.schema.functions.insert(
            id,
            Arc::new(Function {
                id,
                schema,
                name: name.name,
                kind,
                arguments: clauses.arguments,
                identity_arguments: clauses.identity_arguments,
                returns: clauses.returns,
                language: clauses.language,
                security_definer: clauses.security_definer,
                sets_search_path: clauses.sets_search_path,
                body: clauses.body,
                definition: cursor.statement().to_string(),
                comment,
            }),
        );
        Ok(done)
    }

    fn function_clauses(&self, cursor: &mut Cursor<'_>) -> Read<FunctionClauses> {
        let list = cursor.group_tokens()?;
        let mut clauses = FunctionClauses {
            arguments: cursor.text_of_tokens(list).to_string(),
            identity_arguments: self.identity_arguments(&cursor.over(list)),
            returns: String::new(),
            language: String::new(),
            security_definer: false,
            sets_search_path: false,
            body: String::new(),
        };
        if cursor.take("RETURNS") {
            let start = cursor.offset();
            if cursor.take("TABLE") {
                cursor.group_tokens()?;
            } else {
                cursor.type_text()?;
            }
            clauses.returns = cursor.since(start).to_string();
        }
        while !cursor.is_done() {
            if cursor.take("LANGUAGE") {
                clauses.language = match cursor.string() {
                    Ok(language) => language.to_ascii_lowercase(),
                    Err(_) => cursor.name()?.to_ascii_lowercase(),
                };
            } else if cursor.take("SECURITY DEFINER") {
                clauses.security_definer = true;
            } else if cursor.take("SET SEARCH_PATH") {
                clauses.sets_search_path = true;
            } else if cursor.take("AS") {
                if let Some(token) = cursor.token(0).filter(|token| token.is_string()) {
                    clauses.body = decode_string(token.kind, cursor.text_of(token));
                }
                cursor.skip(1);
            } else if cursor.is_words("BEGIN ATOMIC") || cursor.is_word("RETURN") {
                // The body is the rest; it is kept in the definition.
                cursor.skip_all();
            } else {
                cursor.skip(1);
            }
        }
        Ok(clauses)
    }

    /// The input argument types PostgreSQL tells functions of one name apart by.
    pub fn identity_arguments(&self, list: &Cursor<'_>) -> String {
        let mut cursor = *list;
        let mut found = Vec::new();
        while !cursor.is_done() {
            let argument =
                cursor.take_until(|cursor| cursor.is(b',') || cursor.is_words("ORDER BY"));
            if let Some(data_type) = self.argument_type(&cursor.over(argument)) {
                found.push(data_type);
            }
            if cursor.take("ORDER BY") {
                continue;
            }
            if !cursor.take_mark(b',') {
                break;
            }
        }
        found.join(", ")
    }

    /// The type of one argument; `None` for output arguments.
    fn argument_type(&self, argument: &Cursor<'_>) -> Option<String> {
        let mut cursor = *argument;
        let mut mode = "";
        // A mode may stand before or after the name.
        if let Some(found) = cursor.take_one_of(&["INOUT", "OUT", "VARIADIC"]) {
            mode = found;
        } else if cursor.token(1).is_some_and(Token::is_name) || cursor.is_words("IN OUT") {
            cursor.take("IN");
        }
        if cursor
            .token(0)
            .is_some_and(|token| cursor.text_of(token) == "*")
        {
            return Some("*".to_string());
        }
        let rest = cursor.take_until(|cursor| {
            cursor.is_word("DEFAULT") || cursor.is_operator("=") || cursor.is_operator(":=")
        });
        if mode == "OUT" || rest.is_empty() {
            return None;
        }
        let whole = cursor.over(rest);
        let mut unnamed = whole;
        let mut named = whole;
        named.skip(1);
        if let Some(found) = named.take_one_of(&["INOUT", "OUT", "VARIADIC"]) {
            if found == "OUT" {
                return None;
            }
        } else if rest.len() > 2 {
            named.take("IN");
        }
        // A lone type, or a name and a type: whichever reads to the end. `double precision` reads as a type first.
        let data_type = match unnamed.data_type() {
            Ok(data_type) if unnamed.is_done() => data_type,
            _ => named.data_type().ok()?,
        };
        let mut data_type = data_type;
        self.qualify_type(&mut data_type);
        // Modifiers do not count.
        data_type.modifiers.clear();
        Some(types::write(&data_type))
    }

    /// The function of a name with these arguments.
    pub fn function_with(&self, schema: &str, name: &str, arguments: &str) -> Option<FunctionId> {
        self.functions
            .get(schema, name)?
            .iter()
            .copied()
            .find(|id| {
                self.schema
                    .functions
                    .get(id)
                    .is_some_and(|function| function.identity_arguments == arguments)
            })
    }

    /// The function that `name` or `name(types)` stands for.
    pub fn find_function(
        &self,
        name: &QualifiedName,
        arguments: Option<&str>,
    ) -> Option<FunctionId> {
        self.schemas_of(name)
            .into_iter()
            .find_map(|schema| match arguments {
                Some(arguments) => self.function_with(schema, &name.name, arguments),
                None => self.functions.get(schema, &name.name)?.first().copied(),
            })
    }

    /// CREATE [OR REPLACE] [CONSTRAINT] TRIGGER, after `CREATE [OR REPLACE]`.
    pub fn create_trigger(&mut self, cursor: &mut Cursor<'_>, replace: bool) -> Applied {
        let constraint = cursor.take("CONSTRAINT");
        cursor.expect("TRIGGER")?;
        let name = cursor.name()?;
        let timing = if cursor.take("BEFORE") {
            "BEFORE"
        } else if cursor.take("AFTER") {
            "AFTER"
        } else {
            cursor.expect("INSTEAD OF")?;
            "INSTEAD OF"
        };
        let events = events(cursor)?;
        let table = cursor.qualified_name()?;
        let start = cursor.offset();
        let mut for_each_row = false;
        while !cursor.is_done() && !cursor.is_word("EXECUTE") {
            if cursor.take("FOR EACH ROW") || cursor.take("FOR ROW") {
                for_each_row = true;
            } else if cursor.is(b'(') {
                cursor.group_tokens()?;
            } else {
                cursor.skip(1);
            }
        }
        cursor.expect("EXECUTE")?;
        if !cursor.take("FUNCTION") {
            cursor.expect("PROCEDURE")?;
        }
        let function = any_name(cursor)?;
        cursor.group_tokens()?;
        cursor.finish()?;
        let done = Done::new("trigger", &name);
        let trigger = Trigger {
            id: TriggerId(0),
            name,
            timing: timing.to_string(),
            events,
            for_each_row,
            function,
            clause: cursor.since(start).to_string(),
            constraint,
            state: None,
            inherited: false,
            comment: None,
        };
        let result = self
            .make_trigger(&table, trigger, replace)
            .map(|()| done.clone());
        self.unless_exists(false, result, done)
    }

    fn make_trigger(
        &mut self,
        table: &QualifiedName,
        trigger: Trigger,
        replace: bool,
    ) -> Applied<()> {
        match self.relation(table) {
            Some((_, Relation::Table(id))) => {
                self.put_trigger(id, &trigger, replace, false)?;
                if trigger.for_each_row {
                    for partition in self.family(id).into_iter().skip(1) {
                        if self.table_ref(partition)?.is_partition() {
                            self.put_trigger(partition, &trigger, true, true)?;
                        }
                    }
                }
                Ok(())
            }
            Some((_, Relation::View(id))) => {
                let new: TriggerId = self.allocate();
                if let Some(view) = self.schema.views.get_mut(&id) {
                    let triggers = &mut Arc::make_mut(view).triggers;
                    triggers.retain(|other| other.name != trigger.name);
                    triggers.push(Trigger { id: new, ..trigger });
                }
                Ok(())
            }
            Some((_, Relation::Temporary)) => Err(Fault::Temporary),
            Some((_, Relation::Verbatim(_))) => Err(Fault::Keep),
            _ => Err(missing("table", table)),
        }
    }

    fn put_trigger(
        &mut self,
        table: TableId,
        trigger: &Trigger,
        replace: bool,
        inherited: bool,
    ) -> Applied<()> {
        let fresh: TriggerId = self.allocate();
        let owner = self.table_mut(table)?;
        let known = owner
            .triggers
            .iter_mut()
            .find(|own| own.name == trigger.name);
        let id = match known {
            Some(own) if replace => {
                *own = Trigger {
                    id: own.id,
                    inherited,
                    comment: own.comment.take(),
                    ..trigger.clone()
                };
                own.id
            }
            Some(_) => {
                let name = format!("{} on {}", trigger.name, owner.qualified_name());
                return Err(exists(&name));
            }
            None => {
                owner.triggers.push(Trigger {
                    id: fresh,
                    inherited,
                    ..trigger.clone()
                });
                fresh
            }
        };
        self.made(ObjectRef::Trigger(table, id));
        Ok(())
    }

    /// CREATE POLICY, after `CREATE POLICY`.
    pub fn create_policy(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let name = cursor.name()?;
        cursor.expect("ON")?;
        let table_name = cursor.qualified_name()?;
        let mut policy = Policy {
            id: PolicyId(0),
            name: name.clone(),
            permissive: true,
            command: PolicyCommand::All,
            roles: Vec::new(),
            using: None,
            with_check: None,
            comment: None,
        };
        if cursor.take("AS") {
            policy.permissive = !cursor.take("RESTRICTIVE");
            cursor.take("PERMISSIVE");
        }
        if cursor.take("FOR") {
            policy.command = command(cursor)?;
        }
        policy_clauses(cursor, &mut policy)?;
        let done = Done::new("policy", &name);
        let table = self.table(&table_name)?;
        let known = self
            .table_ref(table)?
            .policies
            .iter()
            .any(|own| own.name == name);
        let result = if known {
            Err(exists(&format!("{name} on {table_name}")))
        } else {
            policy.id = self.allocate();
            self.made(ObjectRef::Policy(table, policy.id));
            self.table_mut(table)?.policies.push(policy);
            Ok(done.clone())
        };
        self.unless_exists(false, result, done)
    }

    /// ALTER POLICY, after `ALTER POLICY`.
    pub fn alter_policy(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let name = cursor.name()?;
        cursor.expect("ON")?;
        let table_name = cursor.qualified_name()?;
        let table = self.table(&table_name)?;
        let policy = self
            .table_mut(table)?
            .policies
            .iter_mut()
            .find(|own| own.name == name);
        let Some(policy) = policy else {
            return Err(Fault::Missing(format!("{table_name} has no policy {name}")));
        };
        if cursor.take("RENAME TO") {
            policy.name = cursor.name()?;
            cursor.finish()?;
        } else {
            policy_clauses(cursor, policy)?;
        }
        Ok(Done::new("policy", &name))
    }

    /// CREATE STATISTICS, after `CREATE STATISTICS`.
    pub fn create_statistics(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let if_not_exists = cursor.take("IF NOT EXISTS");
        let name = if cursor.is(b'(') || cursor.is_word("ON") {
            None
        } else {
            Some(cursor.qualified_name()?)
        };
        let kinds = cursor.take_until(|cursor| cursor.is_word("ON"));
        let _ = kinds;
        cursor.expect("ON")?;
        let keys = cursor.take_until(|cursor| cursor.is_word("FROM"));
        let keys = cursor.over(keys);
        cursor.expect("FROM")?;
        let table_name = cursor.qualified_name()?;
        cursor.finish()?;
        let table = self.table(&table_name)?;
        let name = match name {
            Some(name) => name,
            None => self.statistics_name(table, keys)?,
        };
        let schema = self.schema_for(&name);
        let done = Done::new("statistics", &name);
        let known = self
            .schema
            .statistics
            .values()
            .any(|other| other.schema == schema && other.name == name.name);
        if known {
            return self.unless_exists(if_not_exists, Err(exists(&done.name)), done);
        }
        let id: StatisticsId = self.allocate();
        self.made(ObjectRef::Statistics(id));
        self.statistics_of.entry(table).or_default().insert(id);
        self.schema.statistics.insert(
            id,
            Arc::new(Statistics {
                id,
                schema,
                name: name.name,
                definition: cursor.statement().to_string(),
                comment: None,
            }),
        );
        Ok(done)
    }

    fn statistics_name(&self, table: TableId, mut keys: Cursor<'_>) -> Applied<QualifiedName> {
        let owner = self.table_ref(table)?;
        let mut columns = Vec::new();
        while !keys.is_done() {
            let key = keys.take_until(|cursor| cursor.is(b','));
            columns.push(match key {
                [only] if only.is_name() => keys.over(key).name()?,
                _ => "expr".to_string(),
            });
            keys.take_mark(b',');
        }
        let schema = owner.header.schema.clone();
        let taken = |name: &str| {
            self.schema
                .statistics
                .values()
                .any(|other| other.schema == schema && other.name == name)
        };
        let name = names::statistics(&owner.header.name, &columns, &taken);
        Ok(QualifiedName::new(&owner.header.schema, &name))
    }

    /// Keeps a statement word for word.
    pub fn keep(&mut self, cursor: Cursor<'_>, kind: &str, name: &str) {
        let id: VerbatimId = self.allocate();
        self.made(ObjectRef::Verbatim(id));
        self.schema.verbatim.insert(
            id,
            Arc::new(Verbatim {
                id,
                kind: kind.to_string(),
                name: name.to_string(),
                sql: cursor.statement().to_string(),
            }),
        );
        self.claim_verbatim(id, cursor, kind);
    }

    /// Relations kept word for word claim their name; rules fall with their table.
    fn claim_verbatim(&mut self, id: VerbatimId, mut cursor: Cursor<'_>, kind: &str) {
        if !cursor.take("CREATE") {
            return;
        }
        match kind {
            "foreign table" | "table" => {
                while !cursor.is_done() && !cursor.take("TABLE") {
                    cursor.skip(1);
                }
                cursor.take("IF NOT EXISTS");
                if let Ok(name) = cursor.qualified_name() {
                    let schema = self.schema_for(&name);
                    if !self.relations.contains(&schema, &name.name) {
                        self.relations
                            .insert(&schema, &name.name, Relation::Verbatim(id));
                    }
                }
            }
            "rule" => {
                cursor.take_until(|cursor| cursor.is_word("TO"));
                cursor.skip(1);
                if let Ok(name) = cursor.qualified_name()
                    && let Some(table) = self.find_table(&name)
                {
                    self.verbatim_of.entry(table).or_default().insert(id);
                }
            }
            _ => {}
        }
    }
}

/// The query of a view, its check option, and whether it is filled.
fn query(cursor: &mut Cursor<'_>, materialized: bool) -> Read<(String, Option<String>, bool)> {
    let tokens = cursor.rest();
    if tokens.is_empty() {
        return cursor.broken("a query");
    }
    let word = |back: usize| {
        tokens
            .len()
            .checked_sub(back)
            .and_then(|place| tokens.get(place))
            .map_or("", |token| cursor.text_of(*token))
    };
    let ends = |words: &[&str]| {
        words
            .iter()
            .rev()
            .enumerate()
            .all(|(back, expected)| word(back + 1).eq_ignore_ascii_case(expected))
    };
    let mut check_option = None;
    let mut with_data = true;
    let mut cut = 0;
    if materialized {
        if ends(&["WITH", "NO", "DATA"]) {
            with_data = false;
            cut = 3;
        } else if ends(&["WITH", "DATA"]) {
            cut = 2;
        }
    } else if ends(&["WITH", "CHECK", "OPTION"]) {
        check_option = Some("CHECK OPTION".to_string());
        cut = 3;
    } else if ends(&["CHECK", "OPTION"]) && word(4).eq_ignore_ascii_case("WITH") {
        check_option = Some(format!("{} CHECK OPTION", word(3).to_ascii_uppercase()));
        cut = 4;
    }
    let kept = tokens.get(..tokens.len() - cut).unwrap_or(tokens);
    if kept.is_empty() {
        return cursor.broken("a query");
    }
    let text = cursor.text_of_tokens(kept).to_string();
    cursor.skip_all();
    Ok((text, check_option, with_data))
}

fn events(cursor: &mut Cursor<'_>) -> Read<Vec<String>> {
    let mut events = Vec::new();
    loop {
        let Some(event) = cursor.take_one_of(&["INSERT", "UPDATE", "DELETE", "TRUNCATE"]) else {
            return cursor.broken("INSERT, UPDATE, DELETE or TRUNCATE");
        };
        if event == "UPDATE" && cursor.take("OF") {
            let mut columns = vec![quote::identifier(&cursor.name()?)];
            while cursor.take_mark(b',') {
                columns.push(quote::identifier(&cursor.name()?));
            }
            events.push(format!("UPDATE OF {}", columns.join(", ")));
        } else {
            events.push(event.to_string());
        }
        if !cursor.take("OR") {
            cursor.expect("ON")?;
            return Ok(events);
        }
    }
}

fn command(cursor: &mut Cursor<'_>) -> Read<PolicyCommand> {
    Ok(
        match cursor.take_one_of(&["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"]) {
            Some("ALL") => PolicyCommand::All,
            Some("SELECT") => PolicyCommand::Select,
            Some("INSERT") => PolicyCommand::Insert,
            Some("UPDATE") => PolicyCommand::Update,
            Some("DELETE") => PolicyCommand::Delete,
            _ => return cursor.broken("ALL, SELECT, INSERT, UPDATE or DELETE"),
        },
    )
}

fn policy_clauses(cursor: &mut Cursor<'_>, policy: &mut Policy) -> Read<()> {
    if cursor.take("TO") {
        policy.roles = role_list(cursor)?;
        if policy.roles.iter().all(|role| role == "PUBLIC") {
            policy.roles.clear();
        }
    }
    if cursor.take("USING") {
        policy.using = Some(cursor.expression_group()?);
    }
    if cursor.take("WITH CHECK") {
        policy.with_check = Some(cursor.expression_group()?);
    }
    cursor.finish()
}

/// Roles as SQL text; `PUBLIC`, `CURRENT_USER` and the like in upper case.
pub(super) fn role_list(cursor: &mut Cursor<'_>) -> Read<Vec<String>> {
    let mut roles = Vec::new();
    loop {
        cursor.take("GROUP");
        let token = cursor.token(0);
        let name = cursor.name()?;
        let special = ["public", "current_user", "current_role", "session_user"]
            .contains(&name.as_str())
            && token.is_some_and(|token| token.kind == TokenKind::Word);
        roles.push(if special {
            name.to_ascii_uppercase()
        } else {
            quote::identifier(&name)
        });
        if !cursor.take_mark(b',') {
            return Ok(roles);
        }
    }
}
