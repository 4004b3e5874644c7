//! The relations of a schema by name, made once for many queries.

use rustc_hash::FxHashMap;

use crate::model::{Schema, TableId, ViewId, naming};

/// What a name in FROM stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Table(TableId),
    View(ViewId),
    /// A relation whose columns are not known: a foreign table, a catalog, a sequence.
    Opaque,
}

/// The relations of a schema by name.
pub struct Names<'a> {
    pub(super) schema: &'a Schema,
    relations: FxHashMap<&'a str, Vec<(&'a str, Relation)>>,
}

impl<'a> Names<'a> {
    /// Gathers the names of a schema.
    pub fn of(schema: &'a Schema) -> Self {
        let mut names = Names {
            schema,
            relations: FxHashMap::default(),
        };
        for (id, table) in &schema.tables {
            let header = &table.header;
            names.add(&header.schema, &header.name, Relation::Table(*id));
        }
        for (id, view) in &schema.views {
            names.add(&view.schema, &view.name, Relation::View(*id));
        }
        for sequence in schema.sequences.values() {
            names.add(&sequence.schema, &sequence.name, Relation::Opaque);
        }
        for kept in schema.verbatim.values() {
            let (space, name) = kept.name.rsplit_once('.').unwrap_or(("public", &kept.name));
            names.add(
                space.trim_matches('"'),
                name.trim_matches('"'),
                Relation::Opaque,
            );
        }
        names
    }

    fn add(&mut self, schema: &'a str, name: &'a str, relation: Relation) {
        self.relations
            .entry(name)
            .or_default()
            .push((schema, relation));
    }

    /// The relation of this name in a schema.
    pub(super) fn within(&self, schema: &str, name: &str) -> Option<Relation> {
        if matches!(schema, "pg_catalog" | "information_schema" | "pg_temp") {
            return Some(Relation::Opaque);
        }
        let all = self.relations.get(name)?;
        all.iter()
            .find(|(own, _)| *own == schema)
            .map(|(_, relation)| *relation)
    }

    /// The relation of this name in the first schema of a path that has one.
    pub(super) fn along(&self, path: &[String], name: &str) -> Option<Relation> {
        let found = path.iter().find_map(|schema| self.within(schema, name));
        found.or_else(|| name.starts_with("pg_").then_some(Relation::Opaque))
    }

    /// The schemas that have a relation of this name.
    pub(super) fn schemas_with(&self, name: &str) -> Vec<&'a str> {
        let all = self.relations.get(name).map_or(&[][..], Vec::as_slice);
        all.iter().map(|(schema, _)| *schema).collect()
    }

    /// The name of a relation nearest to a misspelt one.
    pub(super) fn nearest(&self, name: &str) -> Option<String> {
        nearest(name, self.relations.keys().copied())
    }
}

/// The candidate fewest letters away from a name, if it is near enough to have been meant.
pub(super) fn nearest<'n>(name: &str, candidates: impl Iterator<Item = &'n str>) -> Option<String> {
    let letters: Vec<char> = name.chars().collect();
    let most = (letters.len() / 3).clamp(1, 3);
    let near = candidates
        .filter(|candidate| candidate.len().abs_diff(name.len()) <= most * 4)
        .filter_map(|candidate| {
            // The singular or plural of a name is meant far more often than another name as near.
            let stem = |word: &str| word.trim_end_matches('s').replace('_', "");
            let away = if stem(candidate) == stem(name) {
                0
            } else {
                naming::distance(&letters, &candidate.chars().collect::<Vec<_>>())
            };
            (away <= most).then_some((away, candidate))
        })
        .min();
    near.map(|(_, candidate)| candidate.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_names_find_their_own() {
        let names = ["receipts", "users", "user_id", "org_id", "title"];
        let near = |name| nearest(name, names.iter().copied());
        assert_eq!(near("reciepts").as_deref(), Some("receipts"));
        assert_eq!(near("user").as_deref(), Some("users"));
        assert_eq!(near("orgid").as_deref(), Some("org_id"));
        assert_eq!(near("room"), None);
    }
}
