//! The order in which the objects of a schema can be created: what an object needs comes before it.
//!
//! PostgreSQL checks most texts when it creates an object: a domain's check calls a function that must exist, a view reads
//! tables and views, a function's signature names types and the row types of tables. pg_dump knows these from the catalogue;
//! here they are read from the texts, by the names that stand in them. Reading too much into a text costs nothing but a
//! changed order; where that makes a circle it is cut at the object whose kind usually comes first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::model::{
    ConstraintKind, DataType, Function, Index, IndexKeySource, ObjectRef, Schema, Table, TableId,
    UserType, UserTypeKind, Verbatim, VerbatimId,
};

use super::{expression, writer};

/// Objects that stand by themselves in the order in which to create them. Grants, default privileges and statistics are left
/// out: they come after everything.
pub fn creation_order(schema: &Schema) -> Vec<ObjectRef> {
    Graph::of(schema).sorted()
}

/// The tables so that a table comes after those its foreign keys and parents name; tables in a circle stand together, in the
/// order of their ids, so that a script that is read back keeps its order.
pub fn tables_in_order(schema: &Schema) -> Vec<TableId> {
    let mut needs: BTreeMap<TableId, Vec<TableId>> = BTreeMap::new();
    let mut needed_by: BTreeMap<TableId, Vec<TableId>> = BTreeMap::new();
    for table in schema.tables.values() {
        let mut targets: Vec<TableId> = needs_of_table(table)
            .filter(|target| schema.tables.contains_key(target))
            .collect();
        targets.sort_unstable();
        targets.dedup();
        for target in &targets {
            needed_by.entry(*target).or_default().push(table.id);
        }
        needs.insert(table.id, targets);
    }
    // Kosaraju's circles: what the last finished of a walk along the needs reaches against them belongs to its circle.
    let finished = finishing_order(needs.keys().copied(), &needs);
    let mut circles: Vec<Vec<TableId>> = Vec::new();
    let mut seen = BTreeSet::new();
    for start in finished.iter().rev() {
        let mut circle = Vec::new();
        let mut stack = vec![*start];
        while let Some(id) = stack.pop() {
            if seen.insert(id) {
                circle.push(id);
                stack.extend(needed_by.get(&id).into_iter().flatten());
            }
        }
        circle.sort_unstable();
        circles.push(circle);
    }
    circles.into_iter().rev().flatten().collect()
}

/// The tables in the order in which a walk along their needs leaves them, begun at each in turn.
fn finishing_order(
    tables: impl Iterator<Item = TableId>,
    needs: &BTreeMap<TableId, Vec<TableId>>,
) -> Vec<TableId> {
    let mut order = Vec::with_capacity(needs.len());
    let mut seen = BTreeSet::new();
    for start in tables {
        // A stack of its own: a chain of keys may be longer than the program's.
        let mut stack = vec![(start, false)];
        while let Some((id, targets_done)) = stack.pop() {
            if targets_done {
                order.push(id);
                continue;
            }
            if !seen.insert(id) {
                continue;
            }
            stack.push((id, true));
            let targets = needs.get(&id).into_iter().flatten().rev();
            stack.extend(
                targets
                    .filter(|target| !seen.contains(target))
                    .map(|target| (*target, false)),
            );
        }
    }
    order
}

fn needs_of_table(table: &Table) -> impl Iterator<Item = TableId> + '_ {
    let keys = table
        .foreign_keys()
        .filter_map(|(_, key)| key.target.table());
    keys.chain(parents(table))
        .filter(|target| *target != table.id)
}

fn parents(table: &Table) -> impl Iterator<Item = TableId> + '_ {
    let partition = table
        .partition_of
        .as_ref()
        .map(|partition| partition.parent);
    partition.into_iter().chain(table.inherits.iter().copied())
}

/// Kinds in the order in which they usually come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Namespace,
    Extension,
    Role,
    Early,
    Type,
    Sequence,
    Function,
    Table,
    View,
    Late,
}

/// Kinds of verbatim statements that other objects are made with; all others come last.
const EARLY_KINDS: &[&str] = &[
    "collation",
    "language",
    "text search",
    "operator",
    "cast",
    "conversion",
    "foreign data wrapper",
    "server",
    "user mapping",
    "foreign table",
    "type",
    "access method",
    "transform",
];

fn rank_of_verbatim(verbatim: &Verbatim) -> Rank {
    let kind = verbatim.kind.to_lowercase();
    if EARLY_KINDS.iter().any(|early| kind.contains(early)) {
        Rank::Early
    } else {
        Rank::Late
    }
}

struct Graph<'a> {
    schema: &'a Schema,
    /// Rank and place within it.
    nodes: BTreeMap<ObjectRef, (Rank, u32)>,
    functions: BTreeMap<&'a str, Vec<ObjectRef>>,
    types: BTreeMap<&'a str, Vec<ObjectRef>>,
    /// Tables, views, sequences, and what verbatim statements make.
    relations: BTreeMap<&'a str, Vec<ObjectRef>>,
    /// The verbatim statement before an ALTER, of the same kind: what it alters was made by then.
    before: BTreeMap<VerbatimId, VerbatimId>,
    /// The words of base types, which name their functions.
    base_types: BTreeMap<VerbatimId, BTreeSet<String>>,
}

impl<'a> Graph<'a> {
    fn of(schema: &'a Schema) -> Self {
        let mut graph = Graph {
            schema,
            nodes: BTreeMap::new(),
            functions: BTreeMap::new(),
            types: BTreeMap::new(),
            relations: BTreeMap::new(),
            before: BTreeMap::new(),
            base_types: BTreeMap::new(),
        };
        for id in schema.namespaces.keys() {
            graph
                .nodes
                .insert(ObjectRef::Namespace(*id), (Rank::Namespace, id.0));
        }
        for id in schema.extensions.keys() {
            graph
                .nodes
                .insert(ObjectRef::Extension(*id), (Rank::Extension, id.0));
        }
        for id in schema.roles.keys() {
            graph.nodes.insert(ObjectRef::Role(*id), (Rank::Role, id.0));
        }
        for (id, user_type) in &schema.types {
            let node = ObjectRef::Type(*id);
            graph.nodes.insert(node, (Rank::Type, id.0));
            graph.types.entry(&user_type.name).or_default().push(node);
        }
        for (id, sequence) in &schema.sequences {
            let node = ObjectRef::Sequence(*id);
            graph.nodes.insert(node, (Rank::Sequence, id.0));
            graph
                .relations
                .entry(&sequence.name)
                .or_default()
                .push(node);
        }
        for (id, function) in &schema.functions {
            let node = ObjectRef::Function(*id);
            graph.nodes.insert(node, (Rank::Function, id.0));
            graph
                .functions
                .entry(&function.name)
                .or_default()
                .push(node);
        }
        for (place, id) in tables_in_order(schema).into_iter().enumerate() {
            let node = ObjectRef::Table(id);
            graph.nodes.insert(node, (Rank::Table, place as u32));
            if let Some(table) = schema.tables.get(&id) {
                graph
                    .relations
                    .entry(&table.header.name)
                    .or_default()
                    .push(node);
            }
        }
        for (id, view) in &schema.views {
            let node = ObjectRef::View(*id);
            graph.nodes.insert(node, (Rank::View, id.0));
            graph.relations.entry(&view.name).or_default().push(node);
        }
        let mut last: BTreeMap<&str, VerbatimId> = BTreeMap::new();
        for (id, verbatim) in &schema.verbatim {
            let previous = last.insert(&verbatim.kind, *id);
            let alters = verbatim.sql.get(..6);
            if let Some(previous) = previous
                && alters.is_some_and(|word| word.eq_ignore_ascii_case("alter "))
            {
                graph.before.insert(*id, previous);
            }
            if verbatim.kind == "type" && verbatim.sql.contains('(') {
                let words = expression::words(&verbatim.sql);
                graph.base_types.insert(*id, words);
            }
            let node = ObjectRef::Verbatim(*id);
            graph.nodes.insert(node, (rank_of_verbatim(verbatim), id.0));
            // A cast has no name; what it is called after is the type it casts. Nothing needs what is said of something.
            if !["cast", "comment"].contains(&verbatim.kind.as_str()) {
                let name = verbatim.name.rsplit('.').next().unwrap_or_default();
                graph.relations.entry(name).or_default().push(node);
            }
        }
        graph
    }

    fn sorted(&self) -> Vec<ObjectRef> {
        let mut waits: BTreeMap<ObjectRef, BTreeSet<ObjectRef>> = BTreeMap::new();
        let mut wanted_by: BTreeMap<ObjectRef, Vec<ObjectRef>> = BTreeMap::new();
        for node in self.nodes.keys() {
            let mut needs = self.needs(*node);
            needs.remove(node);
            for need in &needs {
                wanted_by.entry(*need).or_default().push(*node);
            }
            waits.insert(*node, needs);
        }
        let key = |node: &ObjectRef| {
            self.nodes
                .get(node)
                .map(|(rank, place)| (*rank, *place, *node))
        };
        let mut ready: BinaryHeap<Reverse<(Rank, u32, ObjectRef)>> = waits
            .iter()
            .filter(|(_, needs)| needs.is_empty())
            .filter_map(|(node, _)| key(node).map(Reverse))
            .collect();
        let mut left: BTreeSet<(Rank, u32, ObjectRef)> = waits.keys().filter_map(key).collect();
        let mut order = Vec::with_capacity(left.len());
        loop {
            // When all that is left waits for something, a circle is cut at the first of them.
            let next = ready
                .pop()
                .map(|Reverse(next)| next)
                .or_else(|| left.first().copied());
            let Some(next) = next else { break };
            if !left.remove(&next) {
                continue;
            }
            order.push(next.2);
            for node in wanted_by.get(&next.2).into_iter().flatten() {
                if let Some(needs) = waits.get_mut(node)
                    && needs.remove(&next.2)
                    && needs.is_empty()
                    && let Some(key) = key(node)
                {
                    ready.push(Reverse(key));
                }
            }
        }
        order
    }

    fn needs(&self, node: ObjectRef) -> BTreeSet<ObjectRef> {
        let mut needs = BTreeSet::new();
        let schema = self.schema;
        match node {
            ObjectRef::Type(id) => {
                if let Some(user_type) = schema.types.get(&id) {
                    self.needs_of_type(user_type, &mut needs);
                }
            }
            ObjectRef::Function(id) => {
                if let Some(function) = schema.functions.get(&id) {
                    self.needs_of_function(function, &mut needs);
                    // The functions of a base type come before it, when no more than its name is known.
                    needs.retain(|need| !self.is_made_with(*need, &function.name));
                }
            }
            ObjectRef::Table(id) => {
                if let Some(table) = schema.tables.get(&id) {
                    self.needs_of_table(table, &mut needs);
                }
            }
            ObjectRef::View(id) => {
                if let Some(view) = schema.views.get(&id) {
                    self.named(&expression::words(&view.query), true, &mut needs);
                    for index in &view.indexes {
                        self.needs_of_index(index, &mut needs);
                    }
                    let defaults = view.column_settings.values();
                    for default in defaults.filter_map(|set| set.default.as_deref()) {
                        self.named(&expression::words(default), true, &mut needs);
                    }
                }
            }
            ObjectRef::Verbatim(id) => {
                if let Some(verbatim) = schema.verbatim.get(&id) {
                    self.named(&expression::words(&verbatim.sql), true, &mut needs);
                    // What is kept word for word stays in its author's order: CREATE before the ALTER of one name.
                    needs.retain(|need| !matches!(need, ObjectRef::Verbatim(other) if *other > id));
                    needs.extend(
                        self.before
                            .get(&id)
                            .map(|other| ObjectRef::Verbatim(*other)),
                    );
                }
            }
            _ => {}
        }
        needs
    }

    /// Whether a base type that is kept as written is made with a function of this name.
    fn is_made_with(&self, node: ObjectRef, function: &str) -> bool {
        let ObjectRef::Verbatim(id) = node else {
            return false;
        };
        let base_type = self.base_types.get(&id);
        base_type.is_some_and(|words| words.contains(function))
    }

    fn needs_of_type(&self, user_type: &UserType, needs: &mut BTreeSet<ObjectRef>) {
        for part in writer::type_parts(user_type) {
            self.data_type(part, needs);
        }
        match &user_type.kind {
            UserTypeKind::Domain {
                default, checks, ..
            } => {
                let texts = checks.iter().map(|check| &check.expression).chain(default);
                for text in texts {
                    self.called(text, needs);
                }
            }
            UserTypeKind::Range { options } => {
                for (_, value) in options {
                    self.named(&expression::words(value), false, needs);
                }
            }
            UserTypeKind::Enum { .. } | UserTypeKind::Composite { .. } => {}
        }
    }

    fn needs_of_function(&self, function: &Function, needs: &mut BTreeSet<ObjectRef>) {
        let mut words = expression::words(&function.arguments);
        words.extend(expression::words(&function.returns));
        self.named(&words, true, needs);
        if function.body.is_empty() {
            // An SQL-standard body or an aggregate: PostgreSQL takes it apart at once.
            let mut words = expression::words(&function.definition);
            words.remove(&function.name);
            self.named(&words, true, needs);
        }
    }

    fn needs_of_table(&self, table: &Table, needs: &mut BTreeSet<ObjectRef>) {
        needs.extend(parents(table).map(ObjectRef::Table));
        if let Some(of) = &table.of_type {
            self.data_type(of, needs);
        }
        for column in &table.columns {
            self.data_type(&column.data_type, needs);
            let generated = column
                .generated
                .as_ref()
                .map(|generated| &generated.expression);
            for text in column.default.iter().chain(generated) {
                self.called(text, needs);
            }
        }
        for constraint in &table.constraints {
            match &constraint.kind {
                ConstraintKind::Check(check) => self.called(&check.expression, needs),
                ConstraintKind::Exclusion(exclusion) => {
                    for element in &exclusion.elements {
                        self.key(&element.key.source, needs);
                    }
                    if let Some(predicate) = &exclusion.predicate {
                        self.called(predicate, needs);
                    }
                }
                _ => {}
            }
        }
        for key in table
            .partitioning
            .iter()
            .flat_map(|partitioning| &partitioning.keys)
        {
            self.key(&key.source, needs);
        }
        for index in &table.indexes {
            self.needs_of_index(index, needs);
        }
    }

    fn needs_of_index(&self, index: &Index, needs: &mut BTreeSet<ObjectRef>) {
        for key in &index.keys {
            self.key(&key.source, needs);
        }
        if let Some(predicate) = &index.predicate {
            self.called(predicate, needs);
        }
    }

    fn key(&self, source: &IndexKeySource, needs: &mut BTreeSet<ObjectRef>) {
        if let IndexKeySource::Expression(text) = source {
            self.called(text, needs);
        }
    }

    /// A type, or the row type of a table or view.
    fn data_type(&self, data_type: &DataType, needs: &mut BTreeSet<ObjectRef>) {
        let found = self
            .types
            .get(data_type.name.as_str())
            .or_else(|| self.relations.get(data_type.name.as_str()));
        needs.extend(found.into_iter().flatten());
    }

    /// The functions an expression calls, and the types it casts to.
    fn called(&self, text: &str, needs: &mut BTreeSet<ObjectRef>) {
        for name in expression::functions(text) {
            needs.extend(self.functions.get(name.as_str()).into_iter().flatten());
        }
        if !self.types.is_empty() && text.contains("::") {
            self.named(&expression::words(text), false, needs);
        }
    }

    /// Everything a set of words names: types always, functions and relations when `all`.
    fn named(&self, words: &BTreeSet<String>, all: bool, needs: &mut BTreeSet<ObjectRef>) {
        for word in words {
            needs.extend(self.types.get(word.as_str()).into_iter().flatten());
            if all {
                needs.extend(self.functions.get(word.as_str()).into_iter().flatten());
                needs.extend(self.relations.get(word.as_str()).into_iter().flatten());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{
        Column, ColumnId, Constraint, ConstraintId, ForeignKey, FunctionId, FunctionKind,
        MatchType, ReferenceTarget, TypeId, View, ViewId,
    };
    use crate::sql::types;

    fn function(id: u32, name: &str, returns: &str) -> Arc<Function> {
        Arc::new(Function {
            id: FunctionId(id),
            schema: "public".into(),
            name: name.into(),
            kind: FunctionKind::Function,
            arguments: String::new(),
            identity_arguments: String::new(),
            returns: returns.into(),
            language: "plpgsql".into(),
            security_definer: false,
            sets_search_path: false,
            body: "BEGIN END".into(),
            definition: String::new(),
            comment: None,
        })
    }

    fn table(id: u32, name: &str, targets: &[u32]) -> Table {
        let mut table = Table::new(TableId(id), "public", name);
        table.columns.push(Column::new(
            ColumnId(100 + id),
            "id",
            types::parse("uuid").expect("uuid"),
        ));
        for target in targets {
            let key = ForeignKey {
                columns: vec![ColumnId(100 + id)],
                target: ReferenceTarget::Table {
                    table: TableId(*target),
                    columns: vec![ColumnId(100 + target)],
                },
                match_type: MatchType::Simple,
                on_delete: None,
                on_update: None,
                period: false,
            };
            table.constraints.push(Constraint::new(
                ConstraintId(200 + id * 10 + target),
                "f",
                ConstraintKind::ForeignKey(key),
            ));
        }
        table
    }

    #[test]
    fn what_an_object_needs_comes_first() {
        let mut schema = Schema::default();
        schema
            .functions
            .insert(FunctionId(1), function(1, "rows_of_t", "SETOF t"));
        schema
            .functions
            .insert(FunctionId(2), function(2, "is_valid", "boolean"));
        let domain = UserType {
            id: TypeId(3),
            schema: "public".into(),
            name: "d".into(),
            kind: UserTypeKind::Domain {
                base: types::parse("text").expect("text"),
                collation: None,
                default: None,
                not_null: false,
                checks: vec![crate::model::DomainCheck {
                    name: "d_check".into(),
                    expression: "is_valid(VALUE)".into(),
                    validated: true,
                    comment: None,
                }],
            },
            comment: None,
        };
        schema.types.insert(TypeId(3), Arc::new(domain));
        let mut first = table(4, "t", &[5]);
        first.columns.push(Column::new(
            ColumnId(50),
            "d",
            types::parse("d").expect("d"),
        ));
        schema.tables.insert(TableId(4), Arc::new(first));
        schema
            .tables
            .insert(TableId(5), Arc::new(table(5, "u", &[])));
        for (id, name, query) in [
            (6, "a", "SELECT * FROM b"),
            (7, "b", "SELECT * FROM rows_of_t()"),
        ] {
            let view = View {
                id: ViewId(id),
                schema: "public".into(),
                name: name.into(),
                materialized: false,
                recursive: false,
                columns: Vec::new(),
                options: Vec::new(),
                query: query.into(),
                check_option: None,
                with_data: true,
                tablespace: None,
                access_method: None,
                cluster_on: None,
                column_settings: Default::default(),
                indexes: Vec::new(),
                triggers: Vec::new(),
                column_comments: BTreeMap::new(),
                comment: None,
            };
            schema.views.insert(ViewId(id), Arc::new(view));
        }
        assert_eq!(
            creation_order(&schema),
            vec![
                ObjectRef::Function(FunctionId(2)),
                ObjectRef::Type(TypeId(3)),
                ObjectRef::Table(TableId(5)),
                ObjectRef::Table(TableId(4)),
                ObjectRef::Function(FunctionId(1)),
                ObjectRef::View(ViewId(7)),
                ObjectRef::View(ViewId(6)),
            ]
        );
    }

    #[test]
    fn circles_end() {
        let mut schema = Schema::default();
        for (id, targets) in [
            (1, vec![2, 1]),
            (2, vec![3]),
            (3, vec![1, 9, 4]),
            (4, vec![]),
            (5, vec![1]),
            (6, vec![]),
        ] {
            schema
                .tables
                .insert(TableId(id), Arc::new(table(id, "t", &targets)));
        }
        assert_eq!(
            tables_in_order(&schema),
            [4, 1, 2, 3, 5, 6].map(TableId).to_vec()
        );
        assert_eq!(creation_order(&schema).len(), 6);
    }
}
