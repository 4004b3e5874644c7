//! Indexes that would serve: the tenant column, then what is equal, then the order or a range; each once, and none that is
//! there already.

use crate::model::{AccessPatternId, Index, IndexId, IndexKey, IndexKeySource, Op, Table, TableId};
use crate::sql::{names, quote};

use super::facts::{Operator, Shape};
use super::fit::{Asked, AskedOf};
use super::suggest_keys::{
    can_be_kept, expression_key, lists, live_predicate, ordered, ranged, replaced,
};
use super::{Ground, normal};

/// How many columns with one value are worth a place in an index; the rest leaves few rows to look through.
const EQUAL: usize = 3;

/// An index that would serve a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Table.
    pub table: TableId,
    /// Access method.
    pub method: &'static str,
    /// Key parts in order.
    pub keys: Vec<IndexKey>,
    /// How many parts at the beginning may stand in any order.
    pub(super) free: usize,
    /// Predicate of a partial index.
    pub predicate: Option<String>,
    /// An extension the index needs and the schema does not have.
    pub extension: Option<&'static str>,
    /// The access patterns it serves.
    pub serves: Vec<AccessPatternId>,
    /// Indexes that hold a part of it and nothing else, which it makes needless.
    pub replaces: Vec<IndexId>,
}

impl Suggestion {
    /// Its key parts as SQL.
    pub fn key_texts(&self, table: &Table) -> Vec<String> {
        let text = |key: &IndexKey| {
            let mut text = match &key.source {
                IndexKeySource::Column(column) => table
                    .column(*column)
                    .map_or_else(String::new, |column| quote::identifier(&column.name)),
                IndexKeySource::Expression(text) => text.clone(),
            };
            if let Some(class) = &key.operator_class {
                text.push(' ');
                text.push_str(class);
            }
            if key.descending {
                text.push_str(" DESC");
            }
            match key.nulls_first {
                Some(true) => text.push_str(" NULLS FIRST"),
                Some(false) => text.push_str(" NULLS LAST"),
                None => {}
            }
            text
        };
        self.keys.iter().map(text).collect()
    }

    /// The index, named as PostgreSQL would name it.
    pub fn index(&self, table: &Table, id: IndexId, taken: &dyn Fn(&str) -> bool) -> Index {
        let parts: Vec<String> = self
            .keys
            .iter()
            .map(|key| match &key.source {
                IndexKeySource::Column(column) => table
                    .column(*column)
                    .map_or_else(String::new, |column| column.name.clone()),
                IndexKeySource::Expression(text) => names::expression_name(text),
            })
            .collect();
        let mut index = Index::btree(id, &names::index(&table.name, &parts, taken), &[]);
        index.method = self.method.to_string();
        index.keys.clone_from(&self.keys);
        index.predicate.clone_from(&self.predicate);
        index
    }

    /// Whether an index with these keys makes this one needless: the same parts first, those that are free in any order.
    fn is_served_by(&self, keys: &[IndexKey], method: &str, predicate: Option<&str>) -> bool {
        let same_rows = match (predicate, self.predicate.as_deref()) {
            (None, _) => true,
            (Some(own), Some(other)) => normal::expression(own) == normal::expression(other),
            (Some(_), None) => false,
        };
        let (free, rest) = self.keys.split_at(self.free.min(self.keys.len()));
        let head = keys.get(..free.len()).unwrap_or_default();
        let same = |one: &IndexKey, other: &IndexKey| {
            one.source == other.source && one.operator_class == other.operator_class
        };
        let covers = free
            .iter()
            .all(|key| head.iter().any(|other| same(key, other)));
        let tail = keys.get(free.len()..self.keys.len());
        let ordered = tail.is_some_and(|tail| {
            rest.iter().zip(tail).all(|(one, other)| {
                same(one, other)
                    && one.descending == other.descending
                    && one.nulls_first == other.nulls_first
            })
        });
        method == self.method
            && same_rows
            && covers
            && ordered
            && (method == "btree" || keys.len() == self.keys.len())
    }
}

impl Ground<'_> {
    /// The index that would serve what is asked of a table; `None` when no index would.
    pub(super) fn suggestion(
        &self,
        table: &Table,
        asked: &Asked,
        pattern: AccessPatternId,
    ) -> Option<Suggestion> {
        let mut suggestion = Suggestion {
            table: table.id,
            method: "btree",
            keys: Vec::new(),
            free: 0,
            predicate: live_predicate(table, asked),
            extension: None,
            serves: vec![pattern],
            replaces: Vec::new(),
        };
        self.equal_keys(table, asked, &mut suggestion);
        let equal = suggestion.keys.len();
        let selective = suggestion.keys.iter().any(|key| {
            key.column()
                .is_none_or(|id| Some(id) != self.tenant_column(table).map(|own| own.id))
        });
        if !selective && let Some(inverted) = self.inverted(table, asked, pattern) {
            return Some(inverted);
        }
        suggestion.free = equal;
        if !lists(asked, &mut suggestion) && !ordered(table, asked, &mut suggestion) {
            ranged(asked, &mut suggestion);
        }
        if suggestion.keys.is_empty() || self.is_there(table, &suggestion) {
            return None;
        }
        suggestion.replaces = replaced(table, &suggestion);
        Some(suggestion)
    }

    /// Columns and expressions with one value: the tenant first, those with few values last.
    fn equal_keys(&self, table: &Table, asked: &Asked, suggestion: &mut Suggestion) {
        let tenant = self.tenant_column(table).map(|column| column.id);
        let mut keys: Vec<(u8, IndexKey)> = Vec::new();
        for (of, operator) in &asked.tests {
            let key = match (of, operator) {
                (AskedOf::Column(id), Operator::Equal) => {
                    let place = match table.column(*id) {
                        _ if Some(*id) == tenant => 0,
                        Some(column) if self.is_coarse(column) => 2,
                        _ => 1,
                    };
                    (place, IndexKey::column_key(*id))
                }
                (AskedOf::Expression(text, shape), Operator::Equal) if can_be_kept(shape) => {
                    (1, expression_key(text))
                }
                _ => continue,
            };
            if !keys.iter().any(|(_, other)| other.source == key.1.source) {
                keys.push(key);
            }
        }
        keys.sort_by_key(|(place, _)| *place);
        let found = keys.iter().any(|(place, _)| *place < 2);
        let wanted = keys
            .into_iter()
            .filter(|(place, _)| *place < 2 || !found || asked.limit);
        suggestion.keys = wanted.map(|(_, key)| key).take(EQUAL).collect();
    }

    /// GIN for operators and for parts of texts.
    fn inverted(
        &self,
        table: &Table,
        asked: &Asked,
        pattern: AccessPatternId,
    ) -> Option<Suggestion> {
        let (of, operator) = asked.tests.iter().find(|(_, operator)| match operator {
            Operator::Contains => true,
            Operator::Sign(sign) => {
                matches!(sign.as_str(), "@>" | "&&" | "@@" | "?" | "?|" | "?&" | "@?")
            }
            _ => false,
        })?;
        let mut key = match of {
            AskedOf::Column(id) => IndexKey::column_key(*id),
            AskedOf::Expression(text, Shape::Function(_) | Shape::Json) => expression_key(text),
            AskedOf::Expression(..) => return None,
        };
        let mut extension = None;
        if *operator == Operator::Contains {
            key.operator_class = Some("gin_trgm_ops".to_string());
            let there = self
                .schema()
                .extensions
                .values()
                .any(|own| own.name == "pg_trgm");
            extension = (!there).then_some("pg_trgm");
        } else if let AskedOf::Column(id) = of {
            let own = &table.column(*id)?.data_type;
            let inverted = own.is("jsonb") || own.is("tsvector") || own.dimensions > 0;
            if !inverted {
                return None;
            }
        }
        let suggestion = Suggestion {
            table: table.id,
            method: "gin",
            keys: vec![key],
            free: 1,
            predicate: None,
            extension,
            serves: vec![pattern],
            replaces: Vec::new(),
        };
        (!self.is_there(table, &suggestion)).then_some(suggestion)
    }

    fn is_there(&self, table: &Table, suggestion: &Suggestion) -> bool {
        super::fit::candidates(table)
            .iter()
            .any(|own| suggestion.is_served_by(&own.keys, own.method, own.predicate))
    }

    /// The operations that create a suggested index.
    pub fn index_ops(&self, suggestion: &Suggestion, mut fresh: impl FnMut() -> u32) -> Vec<Op> {
        let Some(table) = self.table(suggestion.table) else {
            return Vec::new();
        };
        let schema = self.schema();
        let taken = |name: &str| {
            let of_schema = schema
                .tables
                .values()
                .filter(|other| other.schema == table.schema);
            of_schema.into_iter().any(|other| {
                other.name == name
                    || other.indexes.iter().any(|index| index.name == name)
                    || other
                        .constraints
                        .iter()
                        .any(|constraint| constraint.name == name)
            })
        };
        let mut ops = Vec::new();
        if let Some(name) = suggestion.extension {
            ops.push(Op::Put(
                crate::model::Extension {
                    id: fresh().into(),
                    name: name.to_string(),
                    schema: None,
                    version: None,
                    cascade: false,
                    comment: None,
                }
                .into(),
            ));
        }
        ops.push(Op::PutIndex {
            table: table.id,
            index: Box::new(suggestion.index(table, fresh().into(), &taken)),
            position: None,
        });
        ops.extend(
            suggestion
                .replaces
                .iter()
                .map(|index| Op::RemovePart(crate::model::ObjectRef::Index(table.id, *index))),
        );
        ops
    }
}

/// Joins suggestions: one whose keys begin another is served by the other.
pub(super) fn merged(all: Vec<Suggestion>) -> Vec<Suggestion> {
    let mut kept: Vec<Suggestion> = Vec::new();
    // The longest first, so that what it holds finds it there.
    let mut all = all;
    all.sort_by_key(|suggestion| (suggestion.table, std::cmp::Reverse(suggestion.keys.len())));
    for suggestion in all {
        let other = kept.iter_mut().find(|other| {
            other.table == suggestion.table
                && suggestion.is_served_by(&other.keys, other.method, other.predicate.as_deref())
        });
        match other {
            Some(other) => {
                other.serves.extend(&suggestion.serves);
                other.serves.sort_unstable();
                other.serves.dedup();
            }
            None => kept.push(suggestion),
        }
    }
    kept
}
