//! Closing a leak path: a key that carries the tenant, so that the database itself refuses a row across the border.

use crate::model::tenancy::{self, Tenancy};
use crate::model::{
    ColumnId, ConstraintId, Document, ObjectRef, Op, ReferentialAction, Table, TableId,
};
use crate::rules::tenancy::{cross_tenant_fk, tenant_column_missing};
use crate::rules::{Context, IdSource, Neighbours, Stances, fix, shape};

use super::{Leak, LeakKind};

/// The operations that close a path; `None` where the columns of its keys do not allow it. A reference is made composite over
/// the tenant column. A junction gets the tenant column, and both its keys carry it. Who is shared by all tenants is held by
/// one more key to the table that says who belongs where. Time is linear in the schema.
pub fn close(document: &Document, leak: &Leak) -> Option<Vec<Op>> {
    let mut closing = Closing {
        document: document.clone(),
        ids: IdSource::new(document),
        ops: Vec::new(),
    };
    match leak.kind {
        LeakKind::Reference => closing.carry(leak.key)?,
        LeakKind::Junction => {
            let (table, _) = leak.key;
            closing.make(|context, ids| {
                tenant_column_missing::add_tenant_column(context, context.table(table)?, ids)
            })?;
            for key in &leak.keys {
                closing.carry((table, *key))?;
            }
        }
        LeakKind::Shared => {
            let bridge = leak.to()?;
            closing.make(|context, ids| membership_key(context, leak, bridge, ids))?;
        }
    }
    Some(closing.ops)
}

/// A document on the way to one without the path.
struct Closing {
    document: Document,
    ids: IdSource,
    ops: Vec<Op>,
}

impl Closing {
    /// Makes operations against the document as it stands by now, and applies them.
    fn make(
        &mut self,
        ops: impl FnOnce(&Context<'_>, &mut IdSource) -> Option<Vec<Op>>,
    ) -> Option<()> {
        let tenancy = tenancy_of(&self.document);
        let stances = Stances::of(&self.document.settings);
        let neighbours = Neighbours::of(&self.document.schema);
        let context = Context::new(&self.document, &tenancy, &stances, &neighbours);
        let ops = ops(&context, &mut self.ids)?;
        Op::apply_all(ops.clone(), &mut self.document).ok()?;
        self.ops.extend(ops);
        Some(())
    }

    /// Makes a foreign key carry the tenant.
    fn carry(&mut self, (table, constraint): (TableId, ConstraintId)) -> Option<()> {
        let object = ObjectRef::Constraint(table, constraint);
        self.make(|context, ids| cross_tenant_fk::carry_tenant(context, object, ids))
    }
}

fn tenancy_of(document: &Document) -> Tenancy {
    tenancy::infer(&document.schema, &document.tenancy)
}

/// A key over the tenant and the shared row to the table that pairs them, beside the one to the shared row alone. With a
/// membership, what names it goes as the key says: cleared where it may be null, refused otherwise.
fn membership_key(
    context: &Context<'_>,
    leak: &Leak,
    bridge: TableId,
    ids: &mut IdSource,
) -> Option<Vec<Op>> {
    let (table, constraint) = leak.key;
    let (table, bridge) = (context.table(table)?, context.table(bridge)?);
    let key = table.constraint(constraint)?.foreign_key()?;
    let membership = bridge.constraint(*leak.keys.get(1)?)?.foreign_key()?;
    let (own, theirs) = (
        context.tenant_column(table)?,
        context.tenant_column(bridge)?,
    );
    if !context.same_type(&own.data_type, &theirs.data_type) {
        return None;
    }
    let mut pairs = vec![(own.id, theirs.id)];
    for (column, referenced) in key.columns.iter().zip(key.target.columns()) {
        let place = membership.target.columns();
        let place = place.iter().position(|one| one == referenced)?;
        pairs.push((*column, *membership.columns.get(place)?));
    }
    let referenced = ordered(bridge, pairs.iter().map(|(_, theirs)| *theirs).collect())?;
    let columns: Vec<(ColumnId, &str)> = referenced
        .iter()
        .filter_map(|theirs| {
            let (own, _) = pairs.iter().find(|(_, other)| other == theirs)?;
            Some((*own, table.column(*own)?.name.as_str()))
        })
        .collect();
    let clearable = key
        .columns
        .iter()
        .all(|id| table.column(*id).is_some_and(|column| !column.not_null));
    let on_delete = if clearable && context.postgresql >= 15 {
        ReferentialAction::SetNull(key.columns.clone())
    } else {
        ReferentialAction::Restrict
    };
    let indexed: Vec<ColumnId> = columns.iter().map(|(id, _)| *id).collect();
    let made = fix::new_foreign_key(table, columns, bridge, referenced, Some(on_delete), ids);
    let mut ops = vec![fix::put_constraint(table.id, made)];
    if !shape::leads_with(table, &indexed) {
        ops.push(fix::new_index(context, table, &indexed, ids));
    }
    Some(ops)
}

/// The columns in the order of the key or unique index that holds exactly them.
fn ordered(table: &Table, columns: Vec<ColumnId>) -> Option<Vec<ColumnId>> {
    shape::served(table)
        .find(|served| {
            served.unique
                && served.plain
                && served.predicate.is_none()
                && shape::same_set(&served.columns, &columns)
        })
        .map(|served| served.columns)
}
