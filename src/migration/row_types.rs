//! Tables of a composite type. PostgreSQL changes the columns of such a table only together with the type, so a table whose
//! columns or type change is of no type meanwhile.

use std::sync::Arc;

use super::build::Planner;
use super::locks::Operation;
use super::step::{Move, Place};
use crate::model::*;
use crate::sql::writer;

impl Planner<'_> {
    /// Before anything else: unties tables from the type they were of.
    pub(super) fn leave_row_types(&mut self) {
        for (old, new) in self.retied() {
            if let Some(of) = self.diff.base.row_type_of(&old).cloned() {
                let name = new.qualified_name();
                let moves = Move::new(
                    writer::alter_row_type(&old, None),
                    writer::alter_row_type(&old, Some(&of)),
                );
                let title = format!("Untie {name} from type {}", of.name);
                self.step_on(new.id, Operation::TableProperty, title, moves);
            }
        }
    }

    /// Once columns and types are what they are to be, and what goes is gone: ties tables to the type they are of.
    pub(super) fn join_row_types(&mut self) {
        for (_, new) in self.retied() {
            if let Some(of) = self.after.row_type_of(&new).cloned() {
                let name = new.qualified_name();
                let moves = Move::new(
                    writer::alter_row_type(&new, Some(&of)),
                    writer::alter_row_type(&new, None),
                );
                let title = format!("Make {name} a table of type {}", of.name);
                self.step_on(new.id, Operation::TableProperty, title, moves)
                    .at(Place::Contract);
            }
        }
    }

    /// The tables of a type, before or after, that stand all along and cannot stay tied: as the base has them, and the target.
    fn retied(&self) -> Vec<(Arc<Table>, Arc<Table>)> {
        let fields = |own: Option<&Arc<UserType>>| own.map(|own| (own.id, own.kind.clone()));
        let kept = self.after.tables.values().filter_map(|new| {
            let old = self.diff.base.tables.get(&new.id)?;
            let before = self.diff.base.row_type_of(old);
            let after = self.after.row_type_of(new);
            (fields(before) != fields(after)).then(|| (old.clone(), new.clone()))
        });
        kept.collect()
    }
}
