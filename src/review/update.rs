//! Judging again only what an edit may have changed.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::tenancy::{self, Tenancy};
use crate::model::{Document, ObjectRef, Schema, TableId, Touched};
use crate::rules::neighbours::has_plain_tenant_column;
use crate::rules::{Finding, Reads};

use super::waive::sort_out;
use super::{Review, Seen, Verdict};

/// Rules whose fix renames a column, which it cannot where a view or function names it.
const RENAMING: &[&str] = &[
    "tenant-column-name",
    "name-not-snake-case",
    "password-plaintext",
    "timestamp-local-name",
    "column-plural",
    "fk-column-name",
    "timestamp-suffix",
];

/// What an edit changed of that which rules over the whole schema read.
#[derive(Clone, Copy, Default)]
struct Changed {
    /// Names of relations, or the table of tenants.
    names: bool,
    /// Keys, partitions, sizes or tenancy.
    keys: bool,
    /// Columns or expressions.
    contents: bool,
}

impl Review {
    /// Judges again what an edit touched, and whatever that may change elsewhere. `document` is the document after the edit.
    pub fn update(&mut self, document: &Document, touched: &Touched) {
        if !touched.schema_changed() {
            return;
        }
        let everything = touched.objects.iter().any(|object| {
            // Any column may be of the type, and any expression may need the extension.
            matches!(object, ObjectRef::Type(_) | ObjectRef::Extension(_))
        });
        if everything
            || self.seen.settings != document.settings
            || self.seen.tenancy != document.tenancy
            || !same_base(self.seen.base.as_ref(), document.base.as_ref())
        {
            let before = self.rejudged;
            let (script, reversibility) = (self.script.take(), self.reversibility);
            *self = Review::by_on(self.rules(), document, &self.seen.today);
            self.rejudged += before;
            if script.is_some() {
                self.script = script;
                self.reversibility = reversibility;
                self.gather();
            }
            return;
        }
        let (dirty, changed) = self.disturbed(document, touched);
        let seen = Seen::of(document, &self.seen.today);
        let recount = (&self.seen.waivers, &self.seen.expired) != (&seen.waivers, &seen.expired);
        self.seen = seen;
        self.judge_tables(document, &dirty);
        let programs = !touched.objects.is_empty();
        self.judge_schema(document, |reads, found| {
            programs
                || match reads {
                    Reads::Programs => false,
                    Reads::Names => changed.names,
                    Reads::Keys => changed.names || changed.keys,
                    Reads::KeysOnly => changed.keys || (changed.names && found),
                    Reads::Facts | Reads::Queries => {
                        touched.settings || changed.names || changed.keys || changed.contents
                    }
                    Reads::Contents => changed.names || changed.keys || changed.contents,
                    Reads::ContentsOnly => {
                        changed.keys || changed.contents || (changed.names && found)
                    }
                }
        });
        if recount {
            self.gather();
        } else {
            self.merge(&dirty);
        }
    }

    /// The tables to judge again, and what changed of that which rules over the whole schema read.
    fn disturbed(
        &mut self,
        document: &Document,
        touched: &Touched,
    ) -> (BTreeSet<TableId>, Changed) {
        let mut dirty = self.disturbed_by_objects(document, touched);
        let mut evidence = false;
        let mut root_changed = false;
        let mut changed = Changed::default();
        for id in &touched.tables {
            let table = document.schema.table(*id).map(AsRef::as_ref);
            let disturbed = self.neighbours.update(*id, table);
            dirty.extend(disturbed.tables);
            evidence |= disturbed.tenancy;
            changed.names |= disturbed.relations;
            changed.keys |= disturbed.keys;
            changed.contents |= disturbed.contents;
            root_changed |= disturbed.known && self.tenancy.root == Some(*id);
        }
        for (id, hint) in &document.scale {
            if self.seen.scale.get(id) != Some(hint) {
                dirty.insert(*id);
            }
        }
        dirty.extend(
            self.seen
                .scale
                .keys()
                .filter(|id| !document.scale.contains_key(id)),
        );
        changed.keys |= self.seen.scale != document.scale;
        let plain = has_plain_tenant_column(self.tenancy.column.as_deref());
        if !evidence && !root_changed && (plain || touched.tables.is_empty()) {
            return (dirty, changed);
        }
        let before = std::mem::take(&mut self.tenancy);
        self.tenancy = tenancy::infer(&document.schema, &document.tenancy);
        // Classes are read beside the tables they come from; their reasons are not.
        let classes = |tenancy: &Tenancy| -> Vec<_> {
            let classes = tenancy.classes.iter();
            classes.map(|(id, one)| (*id, one.class)).collect()
        };
        changed.keys |= classes(&self.tenancy) != classes(&before);
        // Every table with the tenant column is judged by the root's name and key, whether it references it or not.
        if root_changed || self.tenancy.root != before.root || self.tenancy.column != before.column
        {
            dirty.extend(document.schema.tables.keys());
            changed.names = true;
            return (dirty, changed);
        }
        for (id, table) in &document.schema.tables {
            if self.tenancy.classes.get(id) != before.classes.get(id) {
                dirty.insert(*id);
                dirty.extend(self.neighbours.incoming(*id).map(|(from, _)| from));
                dirty.extend(self.neighbours.wanting(*id));
                dirty.extend(
                    table
                        .foreign_keys()
                        .filter_map(|(_, key)| key.target.table()),
                );
            }
        }
        (dirty, changed)
    }

    /// The tables that objects beside them concern: those whose columns own a sequence, and those with a name to change that a
    /// view or function may hold.
    fn disturbed_by_objects(
        &mut self,
        document: &Document,
        touched: &Touched,
    ) -> BTreeSet<TableId> {
        let mut dirty = BTreeSet::new();
        for object in &touched.objects {
            match object {
                ObjectRef::Sequence(id) => {
                    let sequence = document.schema.sequences.get(id).map(AsRef::as_ref);
                    dirty.extend(self.neighbours.update_sequence(*id, sequence));
                }
                ObjectRef::View(_) | ObjectRef::Function(_) => {
                    let renaming = |verdict: &Verdict| {
                        verdict
                            .findings
                            .iter()
                            .any(|finding| RENAMING.contains(&finding.rule))
                    };
                    dirty.extend(
                        self.tables
                            .iter()
                            .filter(|(_, verdict)| renaming(verdict))
                            .map(|(id, _)| *id),
                    );
                }
                _ => {}
            }
        }
        dirty
    }

    /// Replaces the findings of the tables just judged, and those on the schema as a whole.
    fn merge(&mut self, dirty: &BTreeSet<TableId>) {
        let stale = |finding: &Finding| {
            let table = finding.object.table();
            finding.of_schema || table.is_some_and(|table| dirty.contains(&table))
        };
        self.findings.retain(|finding| !stale(finding));
        self.waived.retain(|(finding, _)| !stale(finding));
        let mut fresh = Vec::new();
        let again = dirty.iter().filter_map(|id| self.tables.get(id));
        for verdict in again.chain(self.schema.values()).chain(&self.script) {
            sort_out(verdict, &self.seen.waivers, &mut fresh, &mut self.waived);
        }
        fresh.sort_by(|a, b| a.order().cmp(&b.order()));
        self.findings.append(&mut fresh);
        // The list is two sorted runs, which the standard sort merges in linear time.
        self.findings.sort_by(|a, b| a.order().cmp(&b.order()));
        self.rescore();
    }
}

/// Whether two bases are one and the same; only a base that was replaced is looked at.
fn same_base(old: Option<&Arc<Schema>>, new: Option<&Arc<Schema>>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => Arc::ptr_eq(old, new) || old == new,
        (None, None) => true,
        _ => false,
    }
}
