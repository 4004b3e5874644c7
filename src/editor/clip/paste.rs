//! Pasting what was copied, or SQL from anywhere.

use std::collections::BTreeMap;

use super::Clip;
use crate::diff::{MergeOptions, merge};
use crate::editor::definition::read;
use crate::editor::drawing::place_all;
use crate::editor::name;
use crate::editor::selection::Item;
use crate::editor::{Draft, EditError, Plan, edit};
use crate::layout::geometry::bounds;
use crate::layout::{Point, Rect};
use crate::model::{
    Constraint, ConstraintKind, Document, ObjectRef, Op, ReferenceTarget, Schema, TableId,
};

/// What pasting came to.
#[derive(Clone, Debug)]
pub struct Pasted {
    /// The step.
    pub plan: Plan,
    /// What came: tables, notes, areas.
    pub items: Vec<Item>,
    /// Relationships that lead to tables which are not here, and were left out.
    pub left_out: Vec<String>,
}

/// Plans pasting into a document. Tables whose names are taken get free ones; relationships that lead out of what was copied
/// are joined to tables of the same name, if there are. `place` is asked for the top left corner of what comes, by its size.
///
/// # Errors
/// When the SQL cannot be read, or makes nothing.
pub fn paste(
    document: &Document,
    clip: &Clip,
    place: impl FnOnce(Rect) -> Point,
) -> Result<Pasted, EditError> {
    let own = document.settings.dialect;
    let dialect = clip.dialect.unwrap_or(own);
    if dialect != own && !clip.sql.is_empty() {
        return Err(EditError::OtherDialect {
            copied: dialect.title(),
            open: own.title(),
        });
    }
    let mut piece = Document::new("", Schema::default());
    if !clip.sql.is_empty() {
        piece.schema = read(clip.sql.clone(), dialect, 0)?.schema;
        piece.next_id = piece.schema.greatest_id() + 1;
    }
    piece.settings.dialect = dialect;
    if piece.schema.tables.is_empty() && clip.notes.is_empty() && clip.areas.is_empty() {
        return Err(EditError::NothingToPaste);
    }
    stand(&mut piece, clip);
    let piece = with_free_names(piece, &document.schema)?;
    let area = extent(&piece, clip);
    let to = place(area);
    let by = Point::new((to.x - area.x).round(), (to.y - area.y).round());
    let ((items, left_out), plan) = Draft::plan(document, |draft| graft(draft, &piece, clip, by))?;
    Ok(Pasted {
        plan,
        items,
        left_out,
    })
}

/// Gives the tables of the piece their places: those they were copied from, or arranged ones.
fn stand(piece: &mut Document, clip: &Clip) {
    for copied in &clip.tables {
        let table = piece
            .schema
            .tables
            .values()
            .find(|table| table.qualified_name() == copied.name)
            .map(|table| table.id);
        if let Some(table) = table {
            piece.placements.insert(table, copied.placement.clone());
            if let Some(class) = copied.class {
                piece.tenancy.classes.insert(table, class);
            }
        }
    }
    place_all(piece);
}

/// The piece with tables, keys, indexes and sequences renamed where their names are taken.
fn with_free_names(piece: Document, own: &Schema) -> Result<Document, EditError> {
    let ((), plan) = Draft::plan(&piece, |draft| {
        let tables: Vec<TableId> = draft.schema().tables.keys().copied().collect();
        for id in &tables {
            let table = draft.table(*id)?.clone();
            if name::relation(own, &table.schema, &table.name).is_some() {
                let base = format!("{}_copy", name::cut(&table.name, 58));
                let free = name::numbered(&base, |one| {
                    let taken = |schema| {
                        name::relation(schema, &table.schema, one).is_some()
                            || name::user_type(schema, &table.schema, one).is_some()
                    };
                    taken(own) || taken(draft.schema())
                });
                edit::rename_table(draft, *id, &free)?;
            }
        }
        tables
            .iter()
            .try_for_each(|id| free_parts(draft, *id, own))?;
        let sequences: Vec<_> = draft.schema().sequences.values().cloned().collect();
        for sequence in sequences {
            let taken = |one: &str| name::relation(own, &sequence.schema, one).is_some();
            if taken(&sequence.name) {
                let free = name::numbered(&sequence.name, |one| {
                    taken(one) || name::relation(draft.schema(), &sequence.schema, one).is_some()
                });
                edit::change_sequence(draft, sequence.id, |sequence| {
                    sequence.name = free;
                    Ok(())
                })?;
            }
        }
        Ok(())
    })?;
    Ok(plan.document)
}

/// Renames the keys and indexes of a table whose names are taken: an index shares its names with tables.
fn free_parts(draft: &mut Draft, id: TableId, own: &Schema) -> Result<(), EditError> {
    let table = draft.table(id)?.clone();
    let taken = |one: &str| name::relation(own, &table.schema, one).is_some();
    let free = |draft: &Draft, base: &str| {
        name::numbered(base, |one| {
            taken(one) || name::relation(draft.schema(), &table.schema, one).is_some()
        })
    };
    for constraint in table.constraints.iter().filter(|one| name::has_index(one)) {
        if taken(&constraint.name) {
            let name = free(draft, &constraint.name);
            edit::rename_constraint(draft, id, constraint.id, &name)?;
        }
    }
    for index in &table.indexes {
        if taken(&index.name) {
            let name = free(draft, &index.name);
            edit::rename_index(draft, id, index.id, &name)?;
        }
    }
    Ok(())
}

/// The box around everything that comes, as it stood.
fn extent(piece: &Document, clip: &Clip) -> Rect {
    let drawing = crate::editor::drawing::Drawing::new(piece, None);
    let notes = clip
        .notes
        .iter()
        .map(|note| Rect::new(note.x, note.y, note.width, note.height));
    let areas = clip
        .areas
        .iter()
        .map(|area| Rect::new(area.x, area.y, area.width, area.height));
    let boxes: Vec<Rect> = drawing
        .bounds()
        .into_iter()
        .chain(notes)
        .chain(areas)
        .collect();
    bounds(&boxes).unwrap_or_default()
}

/// Puts the piece into the document: only what is new to it, so that a type of a known name stays as it is here.
fn graft(
    draft: &mut Draft,
    piece: &Document,
    clip: &Clip,
    by: Point,
) -> Result<(Vec<Item>, Vec<String>), EditError> {
    let options = MergeOptions {
        next_id: draft.document().next_id,
        ..MergeOptions::default()
    };
    let merged = merge(draft.schema(), &piece.schema, &options)
        .map_err(|error| EditError::Expression(error.to_string()))?;
    let count = piece.schema.tables.len();
    draft.say(|| match piece.schema.tables.values().next() {
        Some(table) if count == 1 => format!("Paste table {}", table.name),
        Some(_) => format!("Paste {count} tables"),
        None => "Paste".to_string(),
    });
    let mut items = Vec::new();
    for op in merged.ops {
        let Op::Put(object) = &op else { continue };
        let reference = object.reference();
        if draft.schema().contains(reference) {
            continue;
        }
        if let ObjectRef::Table(table) = reference {
            items.push(Item::from(table));
        }
        draft.apply(op)?;
    }
    let left_out = join_outward(draft, &items)?;
    draw(draft, piece, &items, by)?;
    for area in &clip.areas {
        let id = draft.allocate();
        let mut area = area.clone();
        (area.id, area.x, area.y) = (id, area.x + by.x, area.y + by.y);
        draft.apply(Op::SetArea {
            id,
            area: Some(area),
        })?;
        items.push(Item::Area(id));
    }
    for note in &clip.notes {
        let id = draft.allocate();
        let mut note = note.clone();
        (note.id, note.x, note.y) = (id, note.x + by.x, note.y + by.y);
        draft.apply(Op::SetNote {
            id,
            note: Some(note),
        })?;
        items.push(Item::Note(id));
    }
    Ok((items, left_out))
}

/// Joins relationships that name a table outside of what was copied to the table of that name; the others go.
fn join_outward(draft: &mut Draft, items: &[Item]) -> Result<Vec<String>, EditError> {
    let mut left_out = Vec::new();
    for table in tables_of(items) {
        let held = draft.table(table)?.clone();
        for constraint in &held.constraints {
            let ConstraintKind::ForeignKey(key) = &constraint.kind else {
                continue;
            };
            let ReferenceTarget::External {
                table: parent,
                columns,
            } = &key.target
            else {
                continue;
            };
            match target_here(
                draft.schema(),
                parent.schema.as_deref(),
                &parent.name,
                columns,
            ) {
                Some(target) if target_fits(&target, &key.columns) => {
                    let mut key = key.clone();
                    key.target = target;
                    let joined = Constraint {
                        kind: ConstraintKind::ForeignKey(key),
                        ..constraint.clone()
                    };
                    draft.put_constraint(table, joined)?;
                }
                _ => {
                    left_out.push(format!("{}.{}", held.name, constraint.name));
                    draft.remove(ObjectRef::Constraint(table, constraint.id))?;
                }
            }
        }
    }
    Ok(left_out)
}

fn target_fits(target: &ReferenceTarget, columns: &[crate::model::ColumnId]) -> bool {
    target.columns().len() == columns.len()
}

/// The table of a name with these columns, or its primary key where none are named.
fn target_here(
    schema: &Schema,
    namespace: Option<&str>,
    name: &str,
    columns: &[String],
) -> Option<ReferenceTarget> {
    let namespace = namespace.unwrap_or("public");
    let parent = schema
        .tables
        .values()
        .find(|table| table.schema == namespace && table.name == name)?;
    let found: Option<Vec<_>> = columns
        .iter()
        .map(|name| {
            let mut own = parent.columns.iter();
            own.find(|column| column.name == *name)
                .map(|column| column.id)
        })
        .collect();
    let mut found = found?;
    if found.is_empty() {
        found = parent.primary_key_columns().to_vec();
    }
    Some(ReferenceTarget::Table {
        table: parent.id,
        columns: found,
    })
}

/// Places the tables as the piece has them, moved, with their classes.
fn draw(draft: &mut Draft, piece: &Document, items: &[Item], by: Point) -> Result<(), EditError> {
    let by_name: BTreeMap<String, TableId> = piece
        .schema
        .tables
        .values()
        .map(|table| (table.qualified_name().to_string(), table.id))
        .collect();
    let mut tenancy = draft.document().tenancy.clone();
    for table in tables_of(items) {
        let name = draft.table(table)?.qualified_name().to_string();
        let Some(from) = by_name.get(&name) else {
            continue;
        };
        if let Some(class) = piece.tenancy.classes.get(from) {
            tenancy.classes.insert(table, *class);
        }
        let mut placement = piece.placements.get(from).cloned().unwrap_or_default();
        (placement.x, placement.y) = (placement.x + by.x, placement.y + by.y);
        placement.hidden = false;
        draft.apply(Op::Place {
            table,
            placement: Some(placement),
        })?;
    }
    if tenancy != draft.document().tenancy {
        draft.apply(Op::SetTenancy(tenancy))?;
    }
    Ok(())
}

fn tables_of(items: &[Item]) -> Vec<TableId> {
    items
        .iter()
        .filter_map(|item| match item {
            Item::Object(ObjectRef::Table(table)) => Some(*table),
            _ => None,
        })
        .collect()
}
