//! The schema while it is being read: objects, and the look-ups that keep reading linear.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::*;

use super::cursor::Broken;
use super::default_privilege::DefaultRule;
use super::dependents::Fallen;
use super::follow::MentionIndex;
use super::names::Names;
use super::report::{Rename, Report};
use crate::model::script;

/// Why a statement that could be read has no ordinary effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It could not be read after all.
    Broken(Broken),
    /// PostgreSQL would refuse it: reason and advice.
    Refused(String, String),
    /// It speaks of something that was not read before.
    Missing(String),
    /// It speaks of a temporary table, which is no part of the schema.
    Temporary,
    /// The model does not take it apart.
    Keep,
}

impl From<Broken> for Fault {
    fn from(broken: Broken) -> Self {
        Fault::Broken(broken)
    }
}

/// What a statement did, for its report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Done {
    /// False for statements that say nothing about the schema.
    pub understood: bool,
    /// Kind of what it makes or changes.
    pub kind: &'static str,
    /// Its name as people call it.
    pub name: String,
    /// What else there is to say.
    pub note: String,
}

impl Done {
    /// An understood statement.
    pub fn new(kind: &'static str, name: impl ToString) -> Self {
        Done {
            understood: true,
            kind,
            name: name.to_string(),
            note: String::new(),
        }
    }

    /// A skipped statement.
    pub fn skipped(kind: &'static str, name: impl ToString) -> Self {
        Done {
            understood: false,
            ..Done::new(kind, name)
        }
    }
}

/// Result of applying a statement.
pub(super) type Applied<T = Done> = Result<T, Fault>;

/// What a name of PostgreSQL's relation space stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Table(TableId),
    View(ViewId),
    Sequence(SequenceId),
    /// The sequence behind an identity column.
    IdentitySequence(TableId, ColumnId),
    Index(TableId, IndexId),
    /// The index behind a key or exclusion constraint.
    ConstraintIndex(TableId, ConstraintId),
    ViewIndex(ViewId, IndexId),
    CompositeType(TypeId),
    /// A relation the model keeps word for word (foreign table).
    Verbatim(VerbatimId),
    /// A temporary table or sequence of the running source.
    Temporary,
}

/// The schema being read.
#[derive(Clone, Default)]
pub(super) struct Builder {
    pub schema: Schema,
    next_id: u32,
    pub relations: Names<Relation>,
    pub types: Names<TypeId>,
    pub namespaces: HashMap<String, NamespaceId>,
    pub roles: HashMap<String, RoleId>,
    /// Roles that were renamed: by the old name, when and to what, as SQL.
    pub role_renames: HashMap<String, Vec<(u32, String)>>,
    pub functions: Names<Vec<FunctionId>>,
    /// How often a constraint name is used in a schema.
    pub constraint_names: Names<usize>,
    pub constraints_of: FxHashMap<TableId, HashMap<String, ConstraintId>>,
    /// Partitions and inheritance children.
    pub children: FxHashMap<TableId, Vec<TableId>>,
    /// Foreign keys by the table they reference.
    pub incoming: FxHashMap<TableId, BTreeSet<(TableId, ConstraintId)>>,
    /// Foreign keys whose table or columns were not there yet.
    pub unresolved: BTreeSet<(TableId, ConstraintId)>,
    /// Sequences by the table that owns them.
    pub owned_sequences: FxHashMap<TableId, BTreeSet<SequenceId>>,
    /// Names of the sequences behind identity columns.
    pub identity_names: FxHashMap<ColumnId, (String, String)>,
    /// Which objects may speak of a name.
    pub mentions: MentionIndex,
    /// Objects made or changed since the search path was set, while it is not the one of what is written.
    pub changed: BTreeSet<ObjectRef>,
    /// Grants by the text of their object.
    pub grants_of: HashMap<String, BTreeSet<GrantId>>,
    /// Grants on all objects of a kind in a schema, by kind and schema.
    pub grants_on_all: HashMap<String, BTreeSet<GrantId>>,
    /// Extended statistics by their table.
    pub statistics_of: FxHashMap<TableId, BTreeSet<StatisticsId>>,
    /// Statements kept word for word by the schema and name of what they make; the schema is empty for kinds that have none.
    pub kept: Names<Vec<VerbatimId>>,
    /// Statements kept word for word that fall with a table.
    pub verbatim_of: FxHashMap<TableId, BTreeSet<VerbatimId>>,
    /// What CASCADE took out and whose dependents are still to be looked for.
    pub fallen: Vec<Fallen>,
    /// Whether they are being looked for.
    pub sweeping: bool,
    pub search_path: Vec<String>,
    /// The search path that holds again after the running transaction, where SET LOCAL changed it.
    pub path_outside: Option<Vec<String>>,
    /// Temporary tables of the running source.
    pub temporary: HashSet<String>,
    /// Renames the author declared for what comes next: byte and old name.
    pub pending_renames: Vec<(usize, String)>,
    pub renames: Vec<Rename>,
    pub origins: FxHashMap<ObjectRef, (usize, u32)>,
    /// Source and line of the statement at hand.
    pub place: (usize, u32),
    /// What stands of ALTER DEFAULT PRIVILEGES for objects to come.
    pub default_rules: Vec<DefaultRule>,
    /// Whether these give nothing to what is made.
    pub grants_nothing: bool,
    /// Inside a guard against what is there already: that is no fault.
    pub lenient: bool,
    /// Inside a guard against what is not there: that is no fault.
    pub lenient_missing: bool,
    /// What the statement at hand does, where somebody asks ([`super::script`]).
    pub watched: Option<Vec<script::Change>>,
}

impl Builder {
    /// An empty schema with `public` on the search path.
    pub fn new() -> Self {
        Builder {
            search_path: vec!["public".to_string()],
            next_id: 1,
            ..Builder::default()
        }
    }

    /// Starts another source: a search path set in one file does not hold in the next, which another session runs.
    pub fn start_source(&mut self) {
        self.qualify_changed();
        self.search_path = vec!["public".to_string()];
        self.path_outside = None;
        self.pending_renames.clear();
        self.temporary.clear();
    }

    /// Notes `@renamed` comments passed on the way to, or inside of, the statement at hand.
    pub fn declare_renames(&mut self, renames: Vec<(usize, String)>) {
        self.pending_renames = renames;
    }

    /// What can only be said at the end: foreign keys to tables that came late, sequences that a serial would make.
    pub fn finish(&mut self, report: &mut Report) {
        self.qualify_changed();
        self.follow_role_renames();
        self.resolve_references();
        self.recognise_serials();
        self.recognise_identities();
        self.give_back_room();
        let used = self.schema.ids_in_use();
        self.origins.retain(|object, _| used.holds(*object));
        report.origins = std::mem::take(&mut self.origins).into_iter().collect();
        report.renames = std::mem::take(&mut self.renames);
        report
            .renames
            .retain(|rename| self.schema.contains(rename.object));
    }

    /// Lists grow by doubling; what is finished needs no more than it holds.
    fn give_back_room(&mut self) {
        for table in self.schema.tables.values_mut() {
            if let Some(table) = Arc::get_mut(table) {
                table.constraints.shrink_to_fit();
                table.indexes.shrink_to_fit();
                table.triggers.shrink_to_fit();
                table.policies.shrink_to_fit();
            }
        }
    }

    /// A fresh id.
    pub fn allocate<Id: From<u32>>(&mut self) -> Id {
        let id = self.next_id;
        self.next_id = id.saturating_add(1);
        Id::from(id)
    }

    /// Notes where an object was made; the first place stays.
    pub fn made(&mut self, object: ObjectRef) {
        self.origins.entry(object).or_insert(self.place);
        self.touch(object.table().map_or(object, ObjectRef::Table));
    }

    /// The schema an object written so is created in.
    pub fn schema_for(&self, name: &QualifiedName) -> String {
        match &name.schema {
            Some(schema) => schema.clone(),
            None => self
                .search_path
                .first()
                .cloned()
                .unwrap_or_else(|| "public".to_string()),
        }
    }

    /// The schemas a name is looked up in, in order.
    pub fn schemas_of<'a>(&'a self, name: &'a QualifiedName) -> impl Iterator<Item = &'a str> {
        let (only, path): (Option<&str>, &[String]) = match &name.schema {
            Some(schema) => (Some(schema.as_str()), &[]),
            None if self.search_path.is_empty() => (Some("public"), &[]),
            None => (None, &self.search_path),
        };
        only.into_iter().chain(path.iter().map(String::as_str))
    }

    /// The relation a name stands for, with its schema.
    pub fn relation(&self, name: &QualifiedName) -> Option<(String, Relation)> {
        self.relation_found(name)
            .map(|(schema, relation)| (schema.to_string(), relation))
    }

    fn relation_found<'a>(&'a self, name: &'a QualifiedName) -> Option<(&'a str, Relation)> {
        let may_be_temporary = name
            .schema
            .as_deref()
            .is_none_or(|schema| schema == "pg_temp");
        if may_be_temporary && self.temporary.contains(&name.name) {
            return Some(("pg_temp", Relation::Temporary));
        }
        self.schemas_of(name).find_map(|schema| {
            let relation = self.relations.get(schema, &name.name)?;
            Some((schema, *relation))
        })
    }

    /// The table a name stands for.
    pub fn find_table(&self, name: &QualifiedName) -> Option<TableId> {
        match self.relation_found(name) {
            Some((_, Relation::Table(table))) => Some(table),
            _ => None,
        }
    }

    /// The table a name stands for, or the fault that it is not there.
    pub fn table(&self, name: &QualifiedName) -> Applied<TableId> {
        match self.relation_found(name) {
            Some((_, Relation::Table(table))) => Ok(table),
            Some((_, Relation::Temporary)) => Err(Fault::Temporary),
            Some((_, Relation::Verbatim(_))) => Err(Fault::Keep),
            _ => Err(missing("table", name)),
        }
    }

    /// The user type a name stands for, with its schema.
    pub fn user_type(&self, name: &QualifiedName) -> Option<(String, TypeId)> {
        self.schemas_of(name).find_map(|schema| {
            self.types
                .get(schema, &name.name)
                .map(|id| (schema.to_string(), *id))
        })
    }

    /// The table, to change it.
    pub fn table_mut(&mut self, id: TableId) -> Applied<&mut Table> {
        self.touch(ObjectRef::Table(id));
        match self.schema.tables.get_mut(&id) {
            Some(table) => Ok(Arc::make_mut(table)),
            None => Err(Fault::Missing(
                "the table is not in what was read".to_string(),
            )),
        }
    }

    /// The table, to read it.
    pub fn table_ref(&self, id: TableId) -> Applied<&Table> {
        match self.schema.tables.get(&id) {
            Some(table) => Ok(table),
            None => Err(Fault::Missing(
                "the table is not in what was read".to_string(),
            )),
        }
    }

    /// The id of a column by name.
    pub fn column_id(&self, table: TableId, name: &str) -> Applied<ColumnId> {
        let table = self.table_ref(table)?;
        match table.column_named(name) {
            Some(column) => Ok(column.id),
            None => Err(Fault::Missing(format!(
                "{} has no column {name}",
                table.qualified_name()
            ))),
        }
    }

    /// The ids of columns by name.
    pub fn column_ids(&self, table: TableId, names: &[String]) -> Applied<Vec<ColumnId>> {
        names
            .iter()
            .map(|name| self.column_id(table, name))
            .collect()
    }

    /// Makes sure that a relation name is free.
    pub fn free_relation(&self, schema: &str, name: &str) -> Applied<()> {
        if self.relations.contains(schema, name) {
            return Err(exists(&QualifiedName::new(schema, name).to_string()));
        }
        Ok(())
    }

    /// Whether a relation name is in use, the names of constraints included where `constraint` says so.
    pub fn is_taken(&self, schema: &str, name: &str, constraint: bool) -> bool {
        self.relations.contains(schema, name)
            || (constraint && self.is_constraint_name(schema, name))
    }

    /// Whether any constraint of the schema has this name.
    pub fn is_constraint_name(&self, schema: &str, name: &str) -> bool {
        self.constraint_names
            .get(schema, name)
            .is_some_and(|count| *count > 0)
    }

    /// The constraint of a table by name.
    pub fn constraint_id(&self, table: TableId, name: &str) -> Applied<ConstraintId> {
        match self
            .constraints_of
            .get(&table)
            .and_then(|names| names.get(name))
        {
            Some(id) => Ok(*id),
            None => Err(Fault::Missing(format!(
                "{} has no constraint {name}",
                self.table_ref(table)?.qualified_name()
            ))),
        }
    }

    /// All tables below `table` by inheritance or partitioning, itself first. Ends on cycles.
    pub fn family(&self, table: TableId) -> Vec<TableId> {
        let mut found = vec![table];
        let mut seen = BTreeSet::from([table]);
        let mut at = 0;
        while let Some(parent) = found.get(at).copied() {
            at += 1;
            for child in self.children.get(&parent).into_iter().flatten() {
                if seen.insert(*child) {
                    found.push(*child);
                }
            }
        }
        found
    }

    /// Turns "already there" into no effect where the author allowed for it.
    pub fn unless_exists(&self, allowed: bool, result: Applied, done: Done) -> Applied {
        match result {
            Err(Fault::Refused(reason, _)) if allowed || self.lenient => Ok(Done {
                note: format!("{reason}: no effect"),
                ..done
            }),
            other => other,
        }
    }

    /// Turns "not there" into no effect where the author allowed for it.
    pub fn if_exists(&self, allowed: bool, result: Applied, done: Done) -> Applied {
        match result {
            Err(Fault::Missing(reason)) if allowed || self.lenient_missing => Ok(Done {
                note: format!("{reason}: no effect"),
                ..done
            }),
            other => other,
        }
    }
}

/// The fault that something was not read before.
pub(super) fn missing(kind: &str, name: &QualifiedName) -> Fault {
    Fault::Missing(format!("{kind} {name} is not in what was read"))
}

/// The fault that a name is in use.
pub(super) fn exists(name: &str) -> Fault {
    Fault::Refused(
        format!("{name} already exists"),
        "Leave one of the two definitions out, or give one another name.".to_string(),
    )
}
