//! Applying operations: exact inverses, or an error and no change.

use std::sync::Arc;

use super::*;

impl Op {
    /// Changes the document; returns the operation that undoes the change exactly, and what was touched.
    ///
    /// `next_id` only grows, and the inverse leaves it.
    ///
    /// # Errors
    /// When a named table or object does not exist or is of the wrong kind; the document is then unchanged.
    pub fn apply(self, document: &mut Document) -> Result<(Op, Touched), OpError> {
        let mut touched = Touched::default();
        let inverse = match self {
            Op::Put(object) => put(document, object, &mut touched),
            Op::Remove(reference) => {
                let old = document
                    .schema
                    .take(reference)
                    .ok_or(OpError::NoObject(reference))?;
                touch(&mut touched, reference);
                touched.list = true;
                Op::Put(old)
            }
            Op::SetHeader { table, header } => {
                let old = std::mem::replace(&mut table_mut(document, table)?.header, *header);
                touched.tables.insert(table);
                Op::SetHeader {
                    table,
                    header: Box::new(old),
                }
            }
            Op::PutColumn {
                table,
                column,
                position,
            } => {
                reserve(document, column.id.0);
                let reference = ObjectRef::Column(table, column.id);
                let old = put_part(
                    &mut table_mut(document, table)?.columns,
                    *column,
                    position,
                    |part| part.id,
                );
                touched.tables.insert(table);
                old.map_or(Op::RemovePart(reference), |(column, position)| {
                    Op::PutColumn {
                        table,
                        column: Box::new(column),
                        position: Some(position),
                    }
                })
            }
            Op::PutConstraint {
                table,
                constraint,
                position,
            } => {
                reserve(document, constraint.id.0);
                let reference = ObjectRef::Constraint(table, constraint.id);
                let old = put_part(
                    &mut table_mut(document, table)?.constraints,
                    *constraint,
                    position,
                    |part| part.id,
                );
                touched.tables.insert(table);
                old.map_or(Op::RemovePart(reference), |(constraint, position)| {
                    Op::PutConstraint {
                        table,
                        constraint: Box::new(constraint),
                        position: Some(position),
                    }
                })
            }
            Op::PutIndex {
                table,
                index,
                position,
            } => {
                reserve(document, index.id.0);
                let reference = ObjectRef::Index(table, index.id);
                let old = put_part(
                    &mut table_mut(document, table)?.indexes,
                    *index,
                    position,
                    |part| part.id,
                );
                touched.tables.insert(table);
                old.map_or(Op::RemovePart(reference), |(index, position)| {
                    Op::PutIndex {
                        table,
                        index: Box::new(index),
                        position: Some(position),
                    }
                })
            }
            Op::PutTrigger {
                table,
                trigger,
                position,
            } => {
                reserve(document, trigger.id.0);
                let reference = ObjectRef::Trigger(table, trigger.id);
                let old = put_part(
                    &mut table_mut(document, table)?.triggers,
                    *trigger,
                    position,
                    |part| part.id,
                );
                touched.tables.insert(table);
                old.map_or(Op::RemovePart(reference), |(trigger, position)| {
                    Op::PutTrigger {
                        table,
                        trigger: Box::new(trigger),
                        position: Some(position),
                    }
                })
            }
            Op::PutPolicy {
                table,
                policy,
                position,
            } => {
                reserve(document, policy.id.0);
                let reference = ObjectRef::Policy(table, policy.id);
                let old = put_part(
                    &mut table_mut(document, table)?.policies,
                    *policy,
                    position,
                    |part| part.id,
                );
                touched.tables.insert(table);
                old.map_or(Op::RemovePart(reference), |(policy, position)| {
                    Op::PutPolicy {
                        table,
                        policy: Box::new(policy),
                        position: Some(position),
                    }
                })
            }
            Op::RemovePart(reference) => remove_part(document, reference, &mut touched)?,
            Op::SetOrigin(_) | Op::SetProposal { .. } | Op::SetRound { .. } | Op::Say { .. } => {
                touched.debate = true;
                apply_to_debate(self, document)?
            }
            other => apply_beside_schema(other, document, &mut touched)?,
        };
        Ok((inverse, touched))
    }

    /// Applies several operations as one: all or none. The inverses come in the order in which to apply them.
    ///
    /// # Errors
    /// The first operation's error; those before it are undone.
    pub fn apply_all(ops: Vec<Op>, document: &mut Document) -> Result<(Vec<Op>, Touched), OpError> {
        let mut inverses = Vec::with_capacity(ops.len());
        let mut touched = Touched::default();
        for op in ops {
            match op.apply(document) {
                Ok((inverse, now)) => {
                    inverses.push(inverse);
                    touched.merge(&now);
                }
                Err(error) => {
                    for inverse in inverses.into_iter().rev() {
                        // An inverse taken just now applies to the very state it was made for.
                        let _ = inverse.apply(document);
                    }
                    return Err(error);
                }
            }
        }
        inverses.reverse();
        Ok((inverses, touched))
    }
}

/// The operations on what stands beside the schema.
fn apply_beside_schema(
    op: Op,
    document: &mut Document,
    touched: &mut Touched,
) -> Result<Op, OpError> {
    touched.settings = !matches!(
        op,
        Op::Place { .. } | Op::SetArea { .. } | Op::SetNote { .. } | Op::SetSavedView { .. }
    );
    touched.debate = matches!(op, Op::OpenProposal(_));
    Ok(match op {
        Op::Place { table, placement } => {
            touched.placements.insert(table);
            Op::Place {
                table,
                placement: replace(&mut document.placements, table, placement),
            }
        }
        Op::SetArea { id, area } => {
            reserve(document, id.0);
            touched.drawing = true;
            Op::SetArea {
                id,
                area: replace(&mut document.areas, id, area),
            }
        }
        Op::SetNote { id, note } => {
            reserve(document, id.0);
            touched.drawing = true;
            Op::SetNote {
                id,
                note: replace(&mut document.notes, id, note),
            }
        }
        Op::SetSavedView { id, view } => {
            reserve(document, id.0);
            touched.drawing = true;
            Op::SetSavedView {
                id,
                view: replace(&mut document.saved_views, id, view),
            }
        }
        Op::SetTenancy(tenancy) => {
            Op::SetTenancy(std::mem::replace(&mut document.tenancy, tenancy))
        }
        Op::SetSettings(settings) => {
            Op::SetSettings(std::mem::replace(&mut document.settings, settings))
        }
        Op::SetAccessPattern { id, pattern } => {
            reserve(document, id.0);
            Op::SetAccessPattern {
                id,
                pattern: replace(&mut document.access_patterns, id, pattern),
            }
        }
        Op::SetScale { table, scale } => Op::SetScale {
            table,
            scale: replace(&mut document.scale, table, scale),
        },
        Op::SetWaiver { id, waiver } => {
            reserve(document, id.0);
            Op::SetWaiver {
                id,
                waiver: replace(&mut document.waivers, id, waiver),
            }
        }
        Op::SetMigration(choices) => Op::SetMigration(Box::new(std::mem::replace(
            &mut document.migration,
            *choices,
        ))),
        Op::SetTitle(title) => Op::SetTitle(std::mem::replace(&mut document.title, title)),
        Op::SetBase(base) => Op::SetBase(std::mem::replace(&mut document.base, base)),
        Op::OpenProposal(id) => Op::OpenProposal(debate::open(document, id, touched)?),
        // Operations on the schema itself are applied by the caller and never come here.
        schema_op => return schema_op.apply(document).map(|(inverse, _)| inverse),
    })
}

/// The operations on proposals and on what is said of them. None changes what is drawn.
fn apply_to_debate(op: Op, document: &mut Document) -> Result<Op, OpError> {
    let debate = Arc::make_mut(&mut document.debate);
    Ok(match op {
        Op::SetOrigin(origin) => {
            let held = |proposal: &Arc<debate::Proposal>| proposal.version.is_some();
            if debate.proposals.values().any(held) || !debate.rounds.is_empty() {
                return Err(OpError::OriginInUse);
            }
            Op::SetOrigin(std::mem::replace(&mut debate.origin, origin))
        }
        Op::SetProposal { id, proposal } => {
            let is_drawn = debate.opened.as_ref() == Some(&id);
            // The document itself holds the one that is drawn.
            if is_drawn && proposal.as_ref().is_none_or(|one| one.version.is_some()) {
                return Err(OpError::NotKept);
            }
            let greatest = proposal.as_ref().map_or(0, |one| one.greatest_id());
            let old = replace(&mut debate.proposals, id.clone(), proposal);
            reserve(document, greatest);
            Op::SetProposal { id, proposal: old }
        }
        Op::SetRound { id, round } => Op::SetRound {
            round: replace(&mut debate.rounds, id.clone(), round),
            id,
        },
        Op::Say { id, statement } => Op::Say {
            statement: replace(&mut debate.statements, id.clone(), statement),
            id,
        },
        other => other.apply(document).map(|(inverse, _)| inverse)?,
    })
}

fn put(document: &mut Document, object: Object, touched: &mut Touched) -> Op {
    let reference = object.reference();
    touch(touched, reference);
    let old = document.schema.put(object);
    let greatest = match reference {
        // What is put whole may bring parts that no operation named.
        ObjectRef::Table(id) => document
            .schema
            .table(id)
            .map_or(id.0, |table| table.greatest_id()),
        ObjectRef::View(id) => document
            .schema
            .views
            .get(&id)
            .map_or(id.0, |view| view.greatest_id()),
        _ => reference.id_number(),
    };
    reserve(document, greatest);
    match old {
        Some(old) => Op::Put(old),
        None => {
            touched.list = true;
            Op::Remove(reference)
        }
    }
}

fn remove_part(
    document: &mut Document,
    reference: ObjectRef,
    touched: &mut Touched,
) -> Result<Op, OpError> {
    let id = reference.table().ok_or(OpError::WrongKind(reference))?;
    let table = table_mut(document, id)?;
    let missing = OpError::NoObject(reference);
    let inverse = match reference {
        ObjectRef::Column(_, part) => {
            let (column, position) =
                take_part(&mut table.columns, |c| c.id == part).ok_or(missing)?;
            Op::PutColumn {
                table: id,
                column: Box::new(column),
                position: Some(position),
            }
        }
        ObjectRef::Constraint(_, part) => {
            let (constraint, position) =
                take_part(&mut table.constraints, |c| c.id == part).ok_or(missing)?;
            Op::PutConstraint {
                table: id,
                constraint: Box::new(constraint),
                position: Some(position),
            }
        }
        ObjectRef::Index(_, part) => {
            let (index, position) =
                take_part(&mut table.indexes, |i| i.id == part).ok_or(missing)?;
            Op::PutIndex {
                table: id,
                index: Box::new(index),
                position: Some(position),
            }
        }
        ObjectRef::Trigger(_, part) => {
            let (trigger, position) =
                take_part(&mut table.triggers, |t| t.id == part).ok_or(missing)?;
            Op::PutTrigger {
                table: id,
                trigger: Box::new(trigger),
                position: Some(position),
            }
        }
        ObjectRef::Policy(_, part) => {
            let (policy, position) =
                take_part(&mut table.policies, |p| p.id == part).ok_or(missing)?;
            Op::PutPolicy {
                table: id,
                policy: Box::new(policy),
                position: Some(position),
            }
        }
        _ => return Err(OpError::WrongKind(reference)),
    };
    touched.tables.insert(id);
    Ok(inverse)
}

fn table_mut(document: &mut Document, id: TableId) -> Result<&mut Table, OpError> {
    document
        .schema
        .tables
        .get_mut(&id)
        .map(Arc::make_mut)
        .ok_or(OpError::NoTable(id))
}

/// Keeps the id counter ahead of every id in use, also of those that come from a journal.
fn reserve(document: &mut Document, id: u32) {
    document.next_id = document.next_id.max(id.saturating_add(1));
}

fn touch(touched: &mut Touched, reference: ObjectRef) {
    match reference {
        ObjectRef::Table(table) => {
            touched.tables.insert(table);
        }
        other => {
            touched.objects.insert(other);
        }
    }
}

/// Puts a part; gives back the one it replaced with the position it had.
fn put_part<T, Id: PartialEq>(
    parts: &mut Vec<T>,
    part: T,
    position: Option<usize>,
    id: impl Fn(&T) -> Id,
) -> Option<(T, usize)> {
    let old = take_part(parts, |other| id(other) == id(&part));
    let default = old.as_ref().map_or(parts.len(), |(_, position)| *position);
    let position = position.unwrap_or(default).min(parts.len());
    parts.insert(position, part);
    old
}

fn take_part<T>(parts: &mut Vec<T>, is: impl Fn(&T) -> bool) -> Option<(T, usize)> {
    let position = parts.iter().position(is)?;
    Some((parts.remove(position), position))
}

fn replace<K: Ord, V>(
    map: &mut std::collections::BTreeMap<K, V>,
    key: K,
    value: Option<V>,
) -> Option<V> {
    match value {
        Some(value) => map.insert(key, value),
        None => map.remove(&key),
    }
}
