//! One object of any kind, and a reference to one.

use serde::{Deserialize, Serialize};

use super::*;

/// The ids that stand for something; ids of all kinds are counted together.
#[derive(Clone, Debug)]
pub struct IdsInUse(Vec<bool>);

impl IdsInUse {
    fn mark(&mut self, id: u32) {
        if let Some(used) = self.0.get_mut(id as usize) {
            *used = true;
        }
    }

    /// Whether the object, or part of a table, is there. Only for references that were handed out for this schema: another
    /// schema may use the number for something else.
    pub fn holds(&self, object: ObjectRef) -> bool {
        object == ObjectRef::Whole
            || self
                .0
                .get(object.id_number() as usize)
                .is_some_and(|used| *used)
    }
}

macro_rules! objects {
    ($($(#[$doc:meta])* $variant:ident($type:ty, $id:ty, $store:ident);)*) => {
        /// An object that stands in the schema by itself, whole.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Object {
            $($(#[$doc])* $variant(Box<$type>),)*
        }

        impl Object {
            /// The reference to this object.
            pub fn reference(&self) -> ObjectRef {
                match self {
                    $(Object::$variant(object) => ObjectRef::$variant(object.id),)*
                }
            }
        }

        $(impl From<$type> for Object {
            fn from(object: $type) -> Self {
                Object::$variant(Box::new(object))
            }
        })*

        impl Schema {
            /// A copy of the object, if the reference is to one that stands by itself and exists.
            pub fn object(&self, reference: ObjectRef) -> Option<Object> {
                match reference {
                    $(ObjectRef::$variant(id) => self.$store.get(&id).map(|object| Object::$variant(Box::new((**object).clone()))),)*
                    _ => None,
                }
            }

            /// Creates or replaces the object by its id; gives back the one it replaced.
            pub(super) fn put(&mut self, object: Object) -> Option<Object> {
                match object {
                    $(Object::$variant(object) => self
                        .$store
                        .insert(object.id, std::sync::Arc::new(*object))
                        .map(|old| Object::$variant(Box::new((*old).clone()))),)*
                }
            }

            /// Takes the object out, if it stands by itself and exists.
            pub(super) fn take(&mut self, reference: ObjectRef) -> Option<Object> {
                match reference {
                    $(ObjectRef::$variant(id) => self.$store.remove(&id).map(|old| Object::$variant(Box::new((*old).clone()))),)*
                    _ => None,
                }
            }

            /// The references to all objects that stand by themselves.
            pub fn references(&self) -> Vec<ObjectRef> {
                let mut all = Vec::new();
                $(all.extend(self.$store.keys().map(|id| ObjectRef::$variant(*id)));)*
                all
            }

            /// What tells this schema from another: the objects that the other has otherwise or not at all, and those that
            /// only the other has. [`Schema::with`] is the way back.
            pub fn less(&self, other: &Schema) -> (Schema, std::collections::BTreeSet<ObjectRef>) {
                let mut changed = Schema::default();
                let mut removed = std::collections::BTreeSet::new();
                $(
                    for (id, object) in &self.$store {
                        // Equal pointers are told without looking inside.
                        if other.$store.get(id) != Some(object) {
                            changed.$store.insert(*id, object.clone());
                        }
                    }
                    let gone = other.$store.keys().filter(|id| !self.$store.contains_key(id));
                    removed.extend(gone.map(|id| ObjectRef::$variant(*id)));
                )*
                (changed, removed)
            }

            /// This schema with other objects in place of, or beside, its own, and without those removed.
            pub fn with(&self, changed: &Schema, removed: &std::collections::BTreeSet<ObjectRef>) -> Schema {
                let mut schema = self.clone();
                $(
                    schema.$store.retain(|id, _| !removed.contains(&ObjectRef::$variant(*id)));
                    schema.$store.extend(changed.$store.iter().map(|(id, object)| (*id, object.clone())));
                )*
                schema
            }

            /// Whether the object exists; the parts of a table are looked up in their table.
            pub fn contains(&self, reference: ObjectRef) -> bool {
                match reference {
                    $(ObjectRef::$variant(id) => self.$store.contains_key(&id),)*
                    ObjectRef::Column(table, id) => self.table(table).is_some_and(|t| t.columns.iter().any(|part| part.id == id)),
                    ObjectRef::Constraint(table, id) => self.table(table).is_some_and(|t| t.constraints.iter().any(|part| part.id == id)),
                    ObjectRef::Index(table, id) => self.table(table).is_some_and(|t| t.indexes.iter().any(|part| part.id == id)),
                    ObjectRef::Trigger(table, id) => self.table(table).is_some_and(|t| t.triggers.iter().any(|part| part.id == id)),
                    ObjectRef::Policy(table, id) => self.table(table).is_some_and(|t| t.policies.iter().any(|part| part.id == id)),
                    ObjectRef::Whole => true,
                    ObjectRef::Query(_) => false,
                }
            }

            /// The ids of all objects and parts of tables.
            pub fn ids_in_use(&self) -> IdsInUse {
                let mut used = IdsInUse(vec![false; self.greatest_id() as usize + 1]);
                $(self.$store.keys().for_each(|id| used.mark(id.0));)*
                for table in self.tables.values() {
                    table.columns.iter().for_each(|part| used.mark(part.id.0));
                    table.constraints.iter().for_each(|part| used.mark(part.id.0));
                    table.indexes.iter().for_each(|part| used.mark(part.id.0));
                    table.triggers.iter().for_each(|part| used.mark(part.id.0));
                    table.policies.iter().for_each(|part| used.mark(part.id.0));
                }
                used
            }

            /// The greatest id in use, 0 in an empty schema.
            pub fn greatest_id(&self) -> u32 {
                let mut greatest = 0;
                $(greatest = greatest.max(self.$store.keys().next_back().map_or(0, |id| id.0));)*
                for table in self.tables.values() {
                    greatest = greatest.max(table.greatest_id());
                }
                for view in self.views.values() {
                    let parts = view.indexes.iter().map(|part| part.id.0).chain(view.triggers.iter().map(|part| part.id.0));
                    greatest = greatest.max(parts.max().unwrap_or(0));
                }
                greatest
            }
        }
    };
}

objects! {
    /// A schema.
    Namespace(Namespace, NamespaceId, namespaces);
    /// An extension.
    Extension(Extension, ExtensionId, extensions);
    /// A user-defined type.
    Type(UserType, TypeId, types);
    /// A sequence.
    Sequence(Sequence, SequenceId, sequences);
    /// A table with all its parts.
    Table(Table, TableId, tables);
    /// A view or materialized view.
    View(View, ViewId, views);
    /// A function, procedure or aggregate.
    Function(Function, FunctionId, functions);
    /// A role.
    Role(Role, RoleId, roles);
    /// A grant or revoke.
    Grant(Grant, GrantId, grants);
    /// Default privileges.
    DefaultPrivilege(DefaultPrivilege, DefaultPrivilegeId, default_privileges);
    /// Extended statistics.
    Statistics(Statistics, StatisticsId, statistics);
    /// A statement kept word for word.
    Verbatim(Verbatim, VerbatimId, verbatim);
}

/// A reference to an object or to a part of a table; what findings, selection and reports point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectRef {
    /// The schema as a whole.
    Whole,
    /// A schema.
    Namespace(NamespaceId),
    /// An extension.
    Extension(ExtensionId),
    /// A user-defined type.
    Type(TypeId),
    /// A sequence.
    Sequence(SequenceId),
    /// A table.
    Table(TableId),
    /// A column.
    Column(TableId, ColumnId),
    /// A constraint.
    Constraint(TableId, ConstraintId),
    /// An index.
    Index(TableId, IndexId),
    /// A trigger.
    Trigger(TableId, TriggerId),
    /// A policy.
    Policy(TableId, PolicyId),
    /// A view.
    View(ViewId),
    /// A function.
    Function(FunctionId),
    /// A role.
    Role(RoleId),
    /// A grant.
    Grant(GrantId),
    /// Default privileges.
    DefaultPrivilege(DefaultPrivilegeId),
    /// Extended statistics.
    Statistics(StatisticsId),
    /// A statement kept word for word.
    Verbatim(VerbatimId),
    /// A declared query, which stands in the document and not in the schema.
    Query(AccessPatternId),
}

impl ObjectRef {
    /// The number of its own id; 0 for the whole schema.
    pub fn id_number(self) -> u32 {
        match self {
            ObjectRef::Whole => 0,
            ObjectRef::Namespace(id) => id.0,
            ObjectRef::Extension(id) => id.0,
            ObjectRef::Type(id) => id.0,
            ObjectRef::Sequence(id) => id.0,
            ObjectRef::Table(id) => id.0,
            ObjectRef::Column(_, id) => id.0,
            ObjectRef::Constraint(_, id) => id.0,
            ObjectRef::Index(_, id) => id.0,
            ObjectRef::Trigger(_, id) => id.0,
            ObjectRef::Policy(_, id) => id.0,
            ObjectRef::View(id) => id.0,
            ObjectRef::Function(id) => id.0,
            ObjectRef::Role(id) => id.0,
            ObjectRef::Grant(id) => id.0,
            ObjectRef::DefaultPrivilege(id) => id.0,
            ObjectRef::Statistics(id) => id.0,
            ObjectRef::Verbatim(id) => id.0,
            ObjectRef::Query(id) => id.0,
        }
    }

    /// What kind of thing it is, in one or two lower case words.
    pub fn word(self) -> &'static str {
        match self {
            ObjectRef::Whole => "everything",
            ObjectRef::Namespace(_) => "schema",
            ObjectRef::Extension(_) => "extension",
            ObjectRef::Type(_) => "type",
            ObjectRef::Sequence(_) => "sequence",
            ObjectRef::Table(_) => "table",
            ObjectRef::Column(..) => "column",
            ObjectRef::Constraint(..) => "constraint",
            ObjectRef::Index(..) => "index",
            ObjectRef::Trigger(..) => "trigger",
            ObjectRef::Policy(..) => "policy",
            ObjectRef::View(_) => "view",
            ObjectRef::Function(_) => "function",
            ObjectRef::Role(_) => "role",
            ObjectRef::Grant(_) => "grant",
            ObjectRef::DefaultPrivilege(_) => "default privilege",
            ObjectRef::Statistics(_) => "statistics",
            ObjectRef::Verbatim(_) => "statement",
            ObjectRef::Query(_) => "query",
        }
    }

    /// The table it is, or is a part of.
    pub fn table(self) -> Option<TableId> {
        match self {
            ObjectRef::Table(table)
            | ObjectRef::Column(table, _)
            | ObjectRef::Constraint(table, _)
            | ObjectRef::Index(table, _)
            | ObjectRef::Trigger(table, _)
            | ObjectRef::Policy(table, _) => Some(table),
            _ => None,
        }
    }

    /// The column, if it is one.
    pub fn column(self) -> Option<ColumnId> {
        match self {
            ObjectRef::Column(_, column) => Some(column),
            _ => None,
        }
    }
}
