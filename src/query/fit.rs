//! How well one index answers what is asked of a table.

use crate::model::{ColumnId, IndexKey, IndexKeySource, ObjectRef, Table};

use super::facts::{Operator, OrderKey, Shape};
use super::{normal, parse};

/// A key, or an index, with its parts in order.
pub(super) struct Candidate<'a> {
    pub object: ObjectRef,
    pub name: &'a str,
    pub method: &'a str,
    pub keys: Vec<IndexKey>,
    pub unique: bool,
    pub predicate: Option<&'a str>,
}

/// The keys and indexes of a table that may find rows.
pub(super) fn candidates(table: &Table) -> Vec<Candidate<'_>> {
    let keys = table.constraints.iter().filter_map(|constraint| {
        let key = constraint.key()?;
        Some(Candidate {
            object: ObjectRef::Constraint(table.id, constraint.id),
            name: &constraint.name,
            method: "btree",
            keys: key
                .columns
                .iter()
                .map(|column| IndexKey::column_key(*column))
                .collect(),
            unique: true,
            predicate: None,
        })
    });
    let indexes = table.indexes.iter().map(|index| Candidate {
        object: ObjectRef::Index(table.id, index.id),
        name: &index.name,
        method: &index.method,
        keys: index.keys.clone(),
        unique: index.unique,
        predicate: index.predicate.as_deref(),
    });
    keys.chain(indexes).collect()
}

/// What is asked of one use of a table, by conditions whose values are known when it is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub tests: Vec<(AskedOf, Operator)>,
    /// All conditions as [`normal`] writes them, for the predicates of partial indexes.
    pub texts: Vec<String>,
    /// ORDER BY, where it is over this table alone.
    pub order: Vec<OrderKey>,
    pub limit: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AskedOf {
    Column(ColumnId),
    Expression(String, Shape),
}

impl Asked {
    /// Whether a key part is asked for with one of some operators.
    fn asks(&self, key: &IndexKeySource, wanted: impl Fn(&Operator) -> bool) -> bool {
        let text = match key {
            IndexKeySource::Column(_) => None,
            IndexKeySource::Expression(text) => Some(normal::expression(text)),
        };
        self.tests.iter().any(|(of, operator)| {
            wanted(operator)
                && match (of, key, &text) {
                    (AskedOf::Column(column), IndexKeySource::Column(own), _) => column == own,
                    (AskedOf::Expression(asked, _), _, Some(own)) => asked == own,
                    _ => false,
                }
        })
    }

    pub fn equals(&self, key: &IndexKeySource) -> bool {
        self.asks(key, |operator| {
            matches!(operator, Operator::Equal | Operator::IsNull)
        })
    }

    pub fn lists(&self, key: &IndexKeySource) -> bool {
        self.asks(key, |operator| *operator == Operator::Any)
    }

    pub fn ranges(&self, key: &IndexKey) -> bool {
        let letters = key
            .operator_class
            .as_deref()
            .is_some_and(|class| class.ends_with("_pattern_ops"))
            || key.collation.as_deref().is_some_and(|collation| {
                collation.contains("\"C\"") || collation.contains("\"POSIX\"")
            });
        self.asks(&key.source, |operator| {
            matches!(operator, Operator::Range | Operator::NotNull)
                || (letters && *operator == Operator::Prefix)
        })
    }
}

/// How an index answers.
#[derive(Clone, Debug)]
pub(super) struct Fit {
    pub object: ObjectRef,
    pub name: String,
    /// Leading parts that are asked for with one value or a few.
    pub equal: usize,
    /// Whether the part after them is asked for with a range, or an operator of GIN or GiST.
    pub range: bool,
    /// Whether it finds one row at most.
    pub unique: bool,
    /// Whether it gives the rows in the order asked for.
    pub ordered: bool,
    /// The columns it finds rows by.
    pub columns: Vec<ColumnId>,
    /// Whether it finds rows by an expression.
    pub by_expression: bool,
    keys: usize,
    partial: bool,
}

impl Fit {
    /// The greater answers better.
    pub fn rank(
        &self,
        limit: bool,
    ) -> (
        bool,
        bool,
        usize,
        bool,
        bool,
        bool,
        std::cmp::Reverse<usize>,
    ) {
        let finds = self.equal + usize::from(self.range);
        (
            self.unique,
            // A page in order is read from an index that gives the order, unless another leads to far fewer rows.
            limit && self.ordered && finds > 0,
            finds,
            self.ordered,
            self.partial,
            self.range,
            std::cmp::Reverse(self.keys),
        )
    }

    /// Whether it finds rows at all, and is not only in order.
    pub fn finds(&self) -> bool {
        self.equal > 0 || self.range
    }
}

/// How a candidate answers; `None` when it does not.
pub(super) fn fit(candidate: &Candidate<'_>, asked: &Asked, table: &Table) -> Option<Fit> {
    if candidate
        .predicate
        .is_some_and(|predicate| !implied(predicate, asked, table))
    {
        return None;
    }
    let mut fit = Fit {
        object: candidate.object,
        name: candidate.name.to_string(),
        equal: 0,
        range: false,
        unique: false,
        ordered: false,
        columns: Vec::new(),
        by_expression: false,
        keys: candidate.keys.len(),
        partial: candidate.predicate.is_some(),
    };
    match candidate.method {
        "btree" => btree(candidate, asked, table, &mut fit),
        "hash" => {
            let key = candidate.keys.first()?;
            if asked.equals(&key.source) || asked.lists(&key.source) {
                fit.equal = 1;
                fit.found_by(key);
            }
        }
        "brin" => {
            let key = candidate
                .keys
                .iter()
                .find(|key| asked.ranges(key) || asked.equals(&key.source))?;
            fit.range = true;
            fit.found_by(key);
        }
        method => {
            for key in candidate
                .keys
                .iter()
                .filter(|key| inverted(method, key, asked))
            {
                fit.range = true;
                fit.found_by(key);
            }
        }
    }
    (fit.finds() || fit.ordered).then_some(fit)
}

impl Fit {
    fn found_by(&mut self, key: &IndexKey) {
        match key.column() {
            Some(column) => self.columns.push(column),
            None => self.by_expression = true,
        }
    }
}

fn btree(candidate: &Candidate<'_>, asked: &Asked, table: &Table, fit: &mut Fit) {
    let mut lists = 0;
    for key in &candidate.keys {
        if asked.equals(&key.source) {
            fit.equal += 1;
        } else if asked.lists(&key.source) {
            fit.equal += 1;
            lists += 1;
        } else {
            if asked.ranges(key) {
                fit.range = true;
                fit.found_by(key);
            }
            break;
        }
        fit.found_by(key);
    }
    fit.unique = candidate.unique
        && lists == 0
        && fit.equal == candidate.keys.len()
        && candidate.predicate.is_none();
    let rest = candidate.keys.get(fit.equal..).unwrap_or_default();
    fit.ordered =
        !asked.order.is_empty() && (fit.unique || (lists == 0 && in_order(rest, asked, table)));
}

/// Whether the parts after those with one value give the order asked for, forwards or backwards.
fn in_order(rest: &[IndexKey], asked: &Asked, table: &Table) -> bool {
    let fixed = |key: &OrderKey| match key.column {
        Some(column) => asked.equals(&IndexKeySource::Column(column.column)),
        None => false,
    };
    let mut parts = rest.iter();
    let mut backwards = None;
    for wanted in asked.order.iter().filter(|key| !fixed(key)) {
        let Some(part) = parts.next() else {
            return false;
        };
        let same = match (&part.source, wanted.column) {
            (IndexKeySource::Column(own), Some(column)) => *own == column.column,
            (IndexKeySource::Expression(text), None) => normal::expression(text) == wanted.text,
            _ => false,
        };
        let turned = part.descending != wanted.descending;
        // Nulls come last in ascending order unless said otherwise.
        let nulls = |first: Option<bool>, descending: bool| first.unwrap_or(descending);
        let never_null = part
            .column()
            .and_then(|id| table.column(id))
            .is_some_and(|column| column.not_null);
        let nulls_turned = nulls(part.nulls_first, part.descending)
            != nulls(wanted.nulls_first, wanted.descending);
        if !same
            || (turned != nulls_turned && !never_null)
            || backwards.is_some_and(|before| before != turned)
        {
            return false;
        }
        backwards = Some(turned);
    }
    true
}

/// Whether a key of GIN, GiST or another method answers an operator (manual, sections 64.4 to 64.6).
fn inverted(method: &str, key: &IndexKey, asked: &Asked) -> bool {
    let class = key.operator_class.as_deref().unwrap_or_default();
    let trigrams = class.contains("trgm_ops");
    asked.asks(&key.source, |operator| match operator {
        Operator::Contains | Operator::Prefix => trigrams,
        Operator::Sign(sign) if class.contains("jsonb_path_ops") => {
            matches!(sign.as_str(), "@>" | "@?" | "@@")
        }
        Operator::Sign(sign) if trigrams => matches!(sign.as_str(), "%" | "<%" | "%>"),
        Operator::Sign(sign) => match method {
            "gin" => matches!(
                sign.as_str(),
                "@>" | "<@" | "&&" | "@@" | "?" | "?|" | "?&" | "@?"
            ),
            "gist" | "spgist" => !matches!(sign.as_str(), "?" | "?|" | "?&"),
            _ => true,
        },
        // With btree_gist and btree_gin.
        Operator::Equal => matches!(method, "gist" | "gin") && class.is_empty(),
        Operator::Range => method == "gist",
        _ => false,
    })
}

/// Whether what is asked makes the predicate of a partial index true: each part stands among the conditions, or says that a
/// column that is compared is not null.
fn implied(predicate: &str, asked: &Asked, table: &Table) -> bool {
    let Ok(expression) = parse::expression(predicate) else {
        return false;
    };
    expression.conjuncts().iter().all(|part| {
        let text = predicate
            .get(part.span.start..part.span.end)
            .unwrap_or_default();
        let part = normal::expression(text);
        let said = |wanted: &str| asked.texts.iter().any(|text| text == wanted);
        if said(&part) || boolean_twins(&part).iter().any(|twin| said(twin)) {
            return true;
        }
        let column = part
            .strip_suffix(" is not null")
            .and_then(|name| table.column_named(name));
        column.is_some_and(|column| {
            let compared = |operator: &Operator| {
                matches!(
                    operator,
                    Operator::Equal
                        | Operator::Any
                        | Operator::Range
                        | Operator::Prefix
                        | Operator::Contains
                )
            };
            asked.asks(&IndexKeySource::Column(column.id), compared)
        })
    })
}

/// Other ways to write a test of a boolean column.
fn boolean_twins(part: &str) -> Vec<String> {
    let (name, value) = match part.strip_prefix("not ") {
        Some(name) => (name, false),
        None => match (
            part.strip_suffix(" = true"),
            part.strip_suffix(" = false"),
            part.strip_suffix(" is true"),
        ) {
            (Some(name), ..) | (.., Some(name)) => (name, true),
            (_, Some(name), _) => (name, false),
            _ => (part, true),
        },
    };
    if name.contains(' ') {
        return Vec::new();
    }
    if value {
        vec![
            name.to_string(),
            format!("{name} = true"),
            format!("{name} is true"),
        ]
    } else {
        vec![
            format!("not {name}"),
            format!("{name} = false"),
            format!("{name} is false"),
        ]
    }
}
