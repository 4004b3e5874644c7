//! Indexes that would serve: the tenant column, then what is equal, then the order or a range; each once, and none that is
//! there already.

use crate::model::{
    AccessPatternId, ColumnId, Index, IndexId, IndexKey, IndexKeySource, Op, Table, TableId,
};
use crate::sql::names;

use super::facts::{Operator, OrderKey, Shape};
use super::fit::{Asked, AskedOf};
use super::{Ground, normal};

/// How many columns with one value are worth a place in an index; the rest leaves few rows to look through.
const EQUAL: usize = 3;

/// Functions whose result an index can keep, because it never changes.
const IMMUTABLE: &[&str] = &[
    "lower", "upper", "btrim", "trim", "md5", "length", "abs", "coalesce", "reverse", "left",
    "right",
];

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
    free: usize,
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
    /// The names of its key parts, as people read them.
    pub fn key_names(&self, table: &Table) -> Vec<String> {
        let name = |key: &IndexKey| match &key.source {
            IndexKeySource::Column(column) => table
                .column(*column)
                .map_or_else(String::new, |column| column.name.clone()),
            IndexKeySource::Expression(text) => text.clone(),
        };
        self.keys.iter().map(name).collect()
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

fn expression_key(text: &str) -> IndexKey {
    let mut key = IndexKey::column_key(ColumnId(0));
    key.source = IndexKeySource::Expression(normal::key(text));
    key
}

fn can_be_kept(shape: &Shape) -> bool {
    match shape {
        Shape::Function(name) => IMMUTABLE.contains(&name.as_str()),
        Shape::Json => true,
        Shape::Cast(_) | Shape::Operators => false,
    }
}

/// One list of values may follow, when no order is asked for.
fn lists(asked: &Asked, suggestion: &mut Suggestion) -> bool {
    let mut lists = asked.tests.iter().filter_map(|test| match test {
        (AskedOf::Column(id), Operator::Any) => Some(*id),
        _ => None,
    });
    let paged = asked.limit && !asked.order.is_empty();
    match lists.next().filter(|_| !paged) {
        Some(id) if !suggestion.keys.iter().any(|key| key.column() == Some(id)) => {
            suggestion.keys.push(IndexKey::column_key(id));
            suggestion.free += 1;
            true
        }
        _ => false,
    }
}

/// The columns of ORDER BY, where a page of rows is asked for.
fn ordered(table: &Table, asked: &Asked, suggestion: &mut Suggestion) -> bool {
    if !asked.limit || asked.order.is_empty() {
        return false;
    }
    let mut keys = Vec::new();
    for wanted in &asked.order {
        let Some(column) = wanted.column.map(|column| column.column) else {
            return false;
        };
        let fixed = suggestion
            .keys
            .iter()
            .any(|key| key.column() == Some(column));
        if !fixed {
            let mut key = IndexKey::column_key(column);
            key.descending = wanted.descending;
            key.nulls_first = nulls(table, wanted, column);
            keys.push(key);
        }
    }
    suggestion.keys.append(&mut keys);
    true
}

/// Where nulls stand, when that is not the default of the order and there may be some.
fn nulls(table: &Table, wanted: &OrderKey, column: ColumnId) -> Option<bool> {
    let first = wanted
        .nulls_first
        .filter(|first| *first != wanted.descending)?;
    let never = table.column(column).is_some_and(|column| column.not_null);
    (!never).then_some(first)
}

fn ranged(asked: &Asked, suggestion: &mut Suggestion) {
    let range = asked.tests.iter().find_map(|test| match test {
        (AskedOf::Column(id), Operator::Range) => Some((*id, None)),
        (AskedOf::Column(id), Operator::Prefix) => {
            Some((*id, Some("text_pattern_ops".to_string())))
        }
        _ => None,
    });
    if let Some((id, class)) = range
        && !suggestion.keys.iter().any(|key| key.column() == Some(id))
    {
        let mut key = IndexKey::column_key(id);
        key.operator_class = class;
        suggestion.keys.push(key);
    }
}

/// A partial index over live rows, where the query asks for live rows alone.
fn live_predicate(table: &Table, asked: &Asked) -> Option<String> {
    const NAMES: &[&str] = &["deleted_at", "archived_at", "removed_at", "discarded_at"];
    let column = asked.tests.iter().find_map(|test| match test {
        (AskedOf::Column(id), Operator::IsNull) => table.column(*id),
        _ => None,
    })?;
    NAMES
        .contains(&column.name.as_str())
        .then(|| format!("{} IS NULL", column.name))
}

/// Plain indexes whose keys begin the suggested one, with the same rows.
fn replaced(table: &Table, suggestion: &Suggestion) -> Vec<IndexId> {
    let plain = table.indexes.iter().filter(|index| {
        !index.unique
            && index.include.is_empty()
            && index.method == suggestion.method
            && index.options.is_empty()
            && !index.inherited
    });
    plain
        .filter(|index| {
            let same_rows = index.predicate.as_deref().map(normal::expression)
                == suggestion.predicate.as_deref().map(normal::expression);
            same_rows
                && index.keys.len() < suggestion.keys.len()
                && suggestion.keys.starts_with(&index.keys)
        })
        .map(|index| index.id)
        .collect()
}
