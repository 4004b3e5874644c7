//! What is said of a view that stands: options, settings of its columns, and where and how a materialized one is kept.

use std::collections::BTreeSet;

use super::build::Planner;
use super::locks::Operation;
use super::step::Move;
use crate::model::*;
use crate::sql::{quote, writer};

/// The oldest PostgreSQL that gives a column the storage of its type back.
const SETS_STORAGE_DEFAULT: u16 = 16;

/// The oldest PostgreSQL that changes the access method of a materialized view that stands.
const SETS_ACCESS_METHOD: u16 = 15;

impl Planner<'_> {
    /// The properties of a view that change while it stands; for any other it is made again.
    pub(super) fn changed_in_place(&self, id: ViewId) -> Vec<&'static str> {
        let mut all = vec![
            "name",
            "schema",
            "comment",
            "column comments",
            "options",
            "check option",
            "tablespace",
            "clustered on",
        ];
        let set = |schema: &Schema, column: &str| {
            let own = schema.views.get(&id)?.column_settings.get(column)?;
            own.storage.clone()
        };
        let views = [self.before.views.get(&id), self.after.views.get(&id)];
        let mut columns = views
            .into_iter()
            .flatten()
            .flat_map(|one| one.column_settings.keys());
        let comes_or_goes = columns
            .any(|column| set(&self.before, column).is_some() != set(self.after, column).is_some());
        if !comes_or_goes || self.options.postgresql >= SETS_STORAGE_DEFAULT {
            all.push("column settings");
        }
        if self.options.postgresql >= SETS_ACCESS_METHOD {
            all.push("access method");
        }
        all
    }

    /// Changes what is said of a view.
    pub(super) fn set_view(&mut self, old: &View, new: &View) {
        let reference = ObjectRef::View(new.id);
        let name = self.name(reference);
        let moves = Move::of(
            writer::alter_view_options(new, old, new),
            writer::alter_view_options(new, new, old),
        );
        let title = format!("Change the options of view {name}");
        self.step(Operation::AlterView, title, moves)
            .object(reference);
        let moves = column_moves(old, new);
        let title = format!("Change what is set of the columns of view {name}");
        self.step(Operation::AlterView, title, moves)
            .object(reference);
        let head = writer::alter_view(new);
        let place = |one: &View| {
            let place = one.tablespace.as_deref().unwrap_or("pg_default");
            format!("{head} SET TABLESPACE {}", quote::identifier(place))
        };
        let method = |one: &View| {
            let method = one.access_method.as_deref().unwrap_or("heap");
            format!("{head} SET ACCESS METHOD {}", quote::identifier(method))
        };
        let cluster = |one: &View| match &one.cluster_on {
            Some(index) => format!("{head} CLUSTER ON {}", quote::identifier(index)),
            None => format!("{head} SET WITHOUT CLUSTER"),
        };
        if old.tablespace != new.tablespace {
            let title = format!("Move view {name} to another tablespace");
            self.step(
                Operation::Persistence,
                title,
                Move::new(place(new), place(old)),
            )
            .object(reference);
        }
        if old.access_method != new.access_method {
            let title = format!("Change the access method of view {name}");
            self.step(
                Operation::Persistence,
                title,
                Move::new(method(new), method(old)),
            )
            .object(reference);
        }
        if old.cluster_on != new.cluster_on {
            let title = format!("Change what view {name} is clustered on");
            self.step(
                Operation::ClusterOn,
                title,
                Move::new(cluster(new), cluster(old)),
            )
            .object(reference);
        }
    }
}

fn column_moves(old: &View, new: &View) -> Move {
    let none = ViewColumn::default();
    let columns: BTreeSet<&String> = old
        .column_settings
        .keys()
        .chain(new.column_settings.keys())
        .collect();
    let mut moves = Move::default();
    for column in columns {
        let before = old.column_settings.get(column).unwrap_or(&none);
        let after = new.column_settings.get(column).unwrap_or(&none);
        moves = moves.then(Move::of(
            writer::alter_view_column(new, column, before, after),
            writer::alter_view_column(new, column, after, before),
        ));
    }
    moves
}
