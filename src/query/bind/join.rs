//! Joins: what their conditions say, and the columns that both sides share.

use super::super::Span;
use super::super::ast::*;
use super::Binder;

impl Binder<'_> {
    pub(super) fn join(&mut self, from: &From) {
        let From::Join {
            left,
            right,
            kind,
            natural,
            on,
            using,
        } = from
        else {
            return;
        };
        let left = self.entry_of(left);
        let right = self.entry_of(right);
        let sources = |binder: &Self, range: &std::ops::Range<usize>| -> Vec<usize> {
            let entries = binder.scopes.last().map_or(&[][..], |scope| &scope.entries);
            let own = entries.get(range.clone()).unwrap_or_default();
            own.iter().map(|entry| entry.source).collect()
        };
        let (ours, theirs) = (sources(self, &left), sources(self, &right));
        let nullable: Vec<usize> = match kind {
            JoinKind::Left => theirs.clone(),
            JoinKind::Right => ours.clone(),
            JoinKind::Full => ours.iter().chain(&theirs).copied().collect(),
            JoinKind::Inner | JoinKind::Cross => Vec::new(),
        };
        for source in &nullable {
            if let Some(source) = self.facts.sources.get_mut(*source) {
                source.nullable = true;
            }
        }
        let only = (!nullable.is_empty()).then_some(nullable);
        let shared = if *natural {
            self.shared_names(&left, &right)
        } else {
            Vec::new()
        };
        let names = using.iter().map(|name| (name.name.clone(), name.span));
        for (name, span) in names.chain(shared) {
            self.using(&name, span, &left, &right, only.clone());
        }
        if let Some(on) = on {
            self.expression(on);
            // A full join finds its rows by hash; its condition limits neither side.
            let only = if *kind == JoinKind::Full {
                Some(Vec::new())
            } else {
                only
            };
            self.conditions_of(on, only);
        }
    }

    fn shared_names(
        &self,
        left: &std::ops::Range<usize>,
        right: &std::ops::Range<usize>,
    ) -> Vec<(String, Span)> {
        let Some(scope) = self.scopes.last() else {
            return Vec::new();
        };
        let names = |range: &std::ops::Range<usize>| -> Vec<String> {
            let entries = scope.entries.get(range.clone()).unwrap_or_default();
            entries
                .iter()
                .flat_map(|entry| {
                    entry
                        .outputs
                        .columns
                        .iter()
                        .map(|output| output.name.clone())
                })
                .collect()
        };
        let ours = names(left);
        let theirs = names(right).into_iter().filter(|name| ours.contains(name));
        theirs.map(|name| (name, Span::default())).collect()
    }

    /// A column that both sides of a join have: an equality, and one column for bare names.
    fn using(
        &mut self,
        name: &str,
        span: Span,
        left: &std::ops::Range<usize>,
        right: &std::ops::Range<usize>,
        only: Option<Vec<usize>>,
    ) {
        let find = |binder: &mut Self, range: &std::ops::Range<usize>| {
            let scope = binder.scopes.last_mut()?;
            let entries = scope.entries.get_mut(range.clone())?;
            let entry = entries.iter_mut().find(|entry| {
                !entry.merged.iter().any(|merged| merged == name)
                    && (entry.outputs.open
                        || entry
                            .outputs
                            .columns
                            .iter()
                            .any(|output| output.name == name))
            })?;
            let output = entry
                .outputs
                .columns
                .iter()
                .find(|output| output.name == name)
                .cloned();
            Some((entry.source, output))
        };
        let (ours, theirs) = (find(self, left), find(self, right));
        for side in [&ours, &theirs] {
            if side.is_none() {
                let message = format!("a relation of this join has no column {name}");
                self.problem(span, message, None);
                return;
            }
        }
        if let Some(scope) = self.scopes.last_mut()
            && let Some(entries) = scope.entries.get_mut(right.clone())
        {
            for entry in entries {
                entry.merged.push(name.to_string());
            }
        }
        if let (Some((ours, Some(left))), Some((theirs, Some(right)))) = (ours, theirs) {
            self.equal(name, span, (ours, &left), (theirs, &right), only);
        }
    }
}
