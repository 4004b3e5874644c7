//! Tables with all their parts but programs.

use std::sync::Arc;

use cadastre::model::*;
use cadastre::sql::{names, quote, types};

use super::objects::sequence_options;
use super::{Making, Tape};

impl Making {
    pub(super) fn table(&mut self, tape: &mut Tape) {
        let schema = self.namespace(tape);
        let name = self.name(tape);
        let id: TableId = self.id();
        let mut table = Table::new(id, &schema, &name);
        for _ in 0..tape.below(6) {
            let column = self.column(tape, &table);
            table.columns.push(column);
        }
        self.keys(tape, &mut table);
        self.checks(tape, &mut table);
        let header = &mut table.header;
        header.comment = tape.comment();
        if tape.once_in(6) {
            header.persistence = Persistence::Unlogged;
        }
        if tape.once_in(5) {
            header.options = vec![
                ("fillfactor".to_string(), "70".to_string()),
                ("autovacuum_enabled".to_string(), "off".to_string()),
            ];
        }
        header.row_security = RowSecurity {
            enabled: tape.once_in(4),
            forced: tape.once_in(6),
        };
        header.replica_identity = tape.one(&[
            None,
            None,
            Some("FULL".to_string()),
            Some("NOTHING".to_string()),
        ]);
        self.schema.tables.insert(id, Arc::new(table));
    }

    fn column(&mut self, tape: &mut Tape, table: &Table) -> Column {
        let data_type = self.data_type(tape);
        let number = table.columns.len();
        let stem = tape.one(&[
            "c",
            "id",
            "Order",
            "with blank",
            "quo\"te",
            "été",
            "user",
            "a.b",
        ]);
        let mut column = Column::new(self.id(), &format!("{stem}{number}"), data_type);
        let simple = column.data_type.schema.is_none() && column.data_type.dimensions == 0;
        let kind = if simple {
            column.data_type.name.clone()
        } else {
            String::new()
        };
        column.comment = tape.comment();
        column.not_null = tape.once_in(3);
        column.not_null_name = None;
        if tape.once_in(6) {
            column.statistics = Some(77);
        }
        if tape.once_in(8) {
            column.options = vec![("n_distinct".to_string(), "5".to_string())];
        }
        match kind.as_str() {
            "integer" | "bigint" if tape.once_in(4) => {
                column.not_null = true;
                let sequence_name = tape.once_in(3).then(|| self.name(tape));
                if sequence_name.is_none() {
                    self.reserve(&names::sequence(&table.name, &column.name, &|_| false));
                }
                column.identity = Some(Identity {
                    always: tape.once_in(2),
                    sequence_name,
                    options: sequence_options(tape),
                });
            }
            "integer" => {
                column.default = tape.one(&[None, Some("5".to_string()), Some("1 + 2".to_string())])
            }
            "text" => {
                column.default = tape.one(&[
                    None,
                    Some("'it''s'".to_string()),
                    Some("'a' || 'b'".to_string()),
                ]);
                column.collation = tape.one(&[None, None, Some("\"C\"".to_string())]);
                column.storage = tape.one(&[
                    None,
                    None,
                    Some("external".to_string()),
                    Some("main".to_string()),
                ]);
                column.compression = tape.one(&[None, None, Some("pglz".to_string())]);
            }
            "timestamp with time zone" => {
                column.default = tape.one(&[None, Some("now()".to_string())])
            }
            "boolean" => column.default = tape.one(&[None, Some("true".to_string())]),
            "jsonb" => column.default = tape.one(&[None, Some("'{}'::jsonb".to_string())]),
            _ => {}
        }
        let source = table
            .columns
            .iter()
            .find(|other| other.data_type.is("integer") && other.generated.is_none());
        if let Some(source) = source
            && kind == "bigint"
            && column.identity.is_none()
            && tape.once_in(2)
        {
            column.generated = Some(Generated {
                expression: format!("{} * 2", quote::identifier(&source.name)),
                stored: true,
            });
        }
        column
    }

    /// Columns that an index can hold.
    fn keyable(table: &Table) -> Vec<ColumnId> {
        let plain = [
            "integer", "text", "bigint", "boolean", "numeric", "date", "uuid",
        ];
        table
            .columns
            .iter()
            .filter(|column| column.data_type.schema.is_none() && column.data_type.dimensions == 0)
            .filter(|column| plain.contains(&column.data_type.name.as_str()))
            .map(|column| column.id)
            .collect()
    }

    fn some_of(tape: &mut Tape, columns: &[ColumnId]) -> Vec<ColumnId> {
        let mut chosen: Vec<ColumnId> = columns
            .iter()
            .copied()
            .filter(|_| !tape.once_in(2))
            .collect();
        if chosen.is_empty() {
            chosen.extend(columns.first());
        }
        if tape.once_in(3) {
            chosen.reverse();
        }
        chosen
    }

    fn keys(&mut self, tape: &mut Tape, table: &mut Table) {
        let keyable = Self::keyable(table);
        if keyable.is_empty() {
            return;
        }
        for primary in [true, false] {
            if tape.once_in(3) {
                continue;
            }
            let columns = Self::some_of(tape, &keyable);
            // Of two keys over the same columns, PostgreSQL lets a foreign key choose neither by name.
            let mut sorted = columns.clone();
            sorted.sort_unstable();
            let twice = table.constraints.iter().any(|own| {
                let mut other = own.columns();
                other.sort_unstable();
                other == sorted
            });
            if twice {
                continue;
            }
            let key = Key {
                without_overlaps: false,
                nulls_not_distinct: !primary && tape.once_in(4),
                options: match tape.once_in(4) {
                    true => vec![("fillfactor".to_string(), "60".to_string())],
                    false => Vec::new(),
                },
                include: match tape.once_in(4) {
                    true => keyable
                        .iter()
                        .copied()
                        .filter(|column| !columns.contains(column))
                        .take(1)
                        .collect(),
                    false => Vec::new(),
                },
                columns,
                tablespace: None,
            };
            let named_columns: Vec<String> = table
                .column_names(&key.columns)
                .into_iter()
                .chain(table.column_names(&key.include))
                .map(str::to_string)
                .collect();
            let generated = match primary {
                true => names::primary_key(&table.name, &|_| false),
                false => names::unique(&table.name, &named_columns, &|_| false),
            };
            let kind = match primary {
                true => ConstraintKind::PrimaryKey(key.clone()),
                false => ConstraintKind::Unique(key.clone()),
            };
            let named = tape.once_in(2) || self.is_used(&generated);
            let name = match named {
                true => self.name(tape),
                false => {
                    self.reserve(&generated);
                    generated
                }
            };
            let mut constraint = Constraint::new(self.id(), &name, kind);
            constraint.named = named;
            constraint.comment = tape.comment();
            constraint.deferrable = deferrable(tape);
            if primary {
                for column in &mut table.columns {
                    column.not_null |= key.columns.contains(&column.id);
                }
            }
            table.constraints.push(constraint);
        }
    }

    fn checks(&mut self, tape: &mut Tape, table: &mut Table) {
        let texts: Vec<String> = table
            .columns
            .iter()
            .filter(|column| column.data_type.schema.is_none() && column.data_type.dimensions == 0)
            .filter_map(|column| {
                let name = quote::identifier(&column.name);
                match column.data_type.name.as_str() {
                    "integer" | "bigint" => {
                        Some(format!("{name} > 0 AND ({name} < 100 OR {name} IS NULL)"))
                    }
                    "text" => Some(format!("{name} <> 'it''s -- no comment'")),
                    _ => None,
                }
            })
            .collect();
        for text in texts {
            if !tape.once_in(3) {
                continue;
            }
            let name = self.name(tape);
            let mut check = Constraint::new(
                self.id(),
                &name,
                ConstraintKind::Check(Check { expression: text }),
            );
            check.no_inherit = tape.once_in(4);
            check.validated = !tape.once_in(4);
            check.comment = tape.comment();
            table.constraints.push(check);
        }
    }

    /// A table to change: not one whose parts come from a parent, and with what `fits`.
    pub(super) fn some_table(
        &mut self,
        tape: &mut Tape,
        fits: impl Fn(&Table) -> bool,
    ) -> Option<TableId> {
        let tables: Vec<TableId> = self
            .schema
            .tables
            .values()
            .filter(|table| {
                table.partition_of.is_none()
                    && table.partitioning.is_none()
                    && table.inherits.is_empty()
            })
            .filter(|table| fits(table))
            .map(|table| table.id)
            .collect();
        (!tables.is_empty()).then(|| tape.one(&tables))
    }

    pub(super) fn table_mut(&mut self, id: TableId) -> &mut Table {
        Arc::make_mut(self.schema.tables.get_mut(&id).unwrap())
    }

    pub(super) fn index(&mut self, tape: &mut Tape) {
        let Some(id) = self.some_table(tape, |table| !Self::keyable(table).is_empty()) else {
            return;
        };
        let table = self.schema.table(id).unwrap().clone();
        let keyable = Self::keyable(&table);
        let name = self.name(tape);
        let mut index = Index::btree(self.id(), &name, &Self::some_of(tape, &keyable));
        for key in &mut index.keys {
            key.descending = tape.once_in(3);
            key.nulls_first = tape.one(&[None, None, Some(true), Some(false)]);
            let column = key
                .column()
                .and_then(|column| table.column(column))
                .unwrap();
            if column.data_type.is("text") {
                key.operator_class = tape.one(&[None, Some("text_pattern_ops".to_string())]);
                key.collation = tape.one(&[None, None, Some("\"POSIX\"".to_string())]);
                if tape.once_in(3) {
                    key.source = IndexKeySource::Expression(format!(
                        "lower({})",
                        quote::identifier(&column.name)
                    ));
                }
            }
        }
        index.unique = tape.once_in(3);
        index.nulls_not_distinct = index.unique && tape.once_in(3);
        index.comment = tape.comment();
        if tape.once_in(3) {
            index.predicate = keyable
                .first()
                .and_then(|column| table.column(*column))
                .map(|column| format!("{} IS NOT NULL", quote::identifier(&column.name)));
        }
        if tape.once_in(4) {
            index.options = vec![("fillfactor".to_string(), "55".to_string())];
        }
        if tape.once_in(4) {
            index.include = keyable
                .iter()
                .copied()
                .filter(|column| index.keys.iter().all(|key| key.column() != Some(*column)))
                .take(1)
                .collect();
        }
        let is_method_free = index.keys.len() == 1 && !index.unique && index.include.is_empty();
        if is_method_free && tape.once_in(4) {
            let key = IndexKey::column_key(keyable[0]);
            index.method = "hash".to_string();
            index.keys = vec![key];
            index.nulls_not_distinct = false;
        }
        self.table_mut(id).indexes.push(index);
    }

    pub(super) fn foreign_key(&mut self, tape: &mut Tape) {
        let Some(target) = self.some_table(tape, |table| {
            table
                .constraints
                .iter()
                .any(|own| own.key().is_some() && own.deferrable == Deferrable::No)
        }) else {
            return;
        };
        let target = self.schema.table(target).unwrap().clone();
        let keys: Vec<Key> = target
            .constraints
            .iter()
            .filter(|own| own.deferrable == Deferrable::No)
            .filter_map(|own| own.key().cloned())
            .collect();
        let key = tape.one(&keys);
        // Children would get its columns too.
        let parents: Vec<TableId> = self
            .schema
            .tables
            .values()
            .flat_map(|table| table.inherits.clone())
            .collect();
        let fits =
            |table: &Table| table.persistence == target.persistence && !parents.contains(&table.id);
        let Some(id) = self.some_table(tape, fits) else {
            return;
        };
        let mut columns = Vec::new();
        for column in &key.columns {
            // Columns of its own, so that the types match.
            let above = target.column(*column).unwrap();
            let mut column = Column::new(
                self.id(),
                &format!("fk{}", self.next),
                above.data_type.clone(),
            );
            column.collation.clone_from(&above.collation);
            columns.push(column.id);
            self.table_mut(id).columns.push(column);
        }
        let actions = |columns: &[ColumnId]| {
            vec![
                None,
                Some(ReferentialAction::NoAction),
                Some(ReferentialAction::Cascade),
                Some(ReferentialAction::Restrict),
                Some(ReferentialAction::SetNull(Vec::new())),
                Some(ReferentialAction::SetDefault(
                    columns.iter().copied().take(1).collect(),
                )),
            ]
        };
        let name = self.name(tape);
        let foreign = ForeignKey {
            period: false,
            target: ReferenceTarget::Table {
                table: target.id,
                columns: key.columns.clone(),
            },
            match_type: tape.one(&[MatchType::Simple, MatchType::Full]),
            on_delete: tape.one(&actions(&columns)),
            on_update: tape.one(&actions(&[])),
            columns,
        };
        let mut constraint = Constraint::new(self.id(), &name, ConstraintKind::ForeignKey(foreign));
        constraint.deferrable = deferrable(tape);
        constraint.validated = !tape.once_in(4);
        constraint.comment = tape.comment();
        self.table_mut(id).constraints.push(constraint);
    }

    /// A table that inherits from another.
    pub(super) fn child(&mut self, tape: &mut Tape) {
        let Some(parent) = self.some_table(tape, |table| {
            table
                .columns
                .iter()
                .all(|column| column.identity.is_none() && column.generated.is_none())
        }) else {
            return;
        };
        let parent = self.schema.table(parent).unwrap().clone();
        let name = self.name(tape);
        let id: TableId = self.id();
        let mut table = Table::new(id, &parent.schema, &name);
        table.header.inherits = vec![parent.id];
        for above in &parent.columns {
            let column = Column {
                id: self.id(),
                inherited: true,
                statistics: None,
                options: Vec::new(),
                comment: None,
                not_null_name: None,
                ..above.clone()
            };
            table.columns.push(column);
        }
        let column = self.column(tape, &table);
        table.columns.push(column);
        for above in &parent.constraints {
            if matches!(above.kind, ConstraintKind::Check(_)) && !above.no_inherit {
                let copy = Constraint {
                    id: self.id(),
                    inherited: true,
                    comment: None,
                    ..above.clone()
                };
                table.constraints.push(copy);
            }
        }
        table.header.comment = tape.comment();
        self.schema.tables.insert(id, Arc::new(table));
    }

    /// A partitioned table with its partitions.
    pub(super) fn partitioned(&mut self, tape: &mut Tape) {
        let schema = self.namespace(tape);
        let name = self.name(tape);
        let id: TableId = self.id();
        let mut table = Table::new(id, &schema, &name);
        let key = Column::new(self.id(), "key", types::parse("integer").unwrap());
        let mut note = Column::new(self.id(), "no te", types::parse("text").unwrap());
        note.default = tape.one(&[None, Some("'x'".to_string())]);
        let (method, bounds) = tape.one(&[
            (
                PartitionMethod::Range,
                [
                    "FOR VALUES FROM (1) TO (10)",
                    "FOR VALUES FROM (10) TO (MAXVALUE)",
                ],
            ),
            (PartitionMethod::List, ["FOR VALUES IN (1, 2)", "DEFAULT"]),
            (
                PartitionMethod::Hash,
                [
                    "FOR VALUES WITH (modulus 2, remainder 0)",
                    "FOR VALUES WITH (modulus 2, remainder 1)",
                ],
            ),
        ]);
        table.header.partitioning = Some(Partitioning {
            method,
            keys: vec![IndexKey::column_key(key.id)],
        });
        table.header.comment = tape.comment();
        table.columns = vec![key, note];
        if tape.once_in(2) {
            let name = self.name(tape);
            let check = ConstraintKind::Check(Check {
                expression: "key > 0".to_string(),
            });
            table
                .constraints
                .push(Constraint::new(self.id(), &name, check));
        }
        for bound in bounds.iter().take(tape.below(3)) {
            let name = self.name(tape);
            let id: TableId = self.id();
            let mut part = Table::new(id, &schema, &name);
            part.header.partition_of = Some(Partition {
                parent: table.id,
                bound: bound.to_string(),
            });
            for above in &table.columns {
                part.columns.push(Column {
                    id: self.id(),
                    inherited: true,
                    ..above.clone()
                });
            }
            for above in &table.constraints {
                part.constraints.push(Constraint {
                    id: self.id(),
                    inherited: true,
                    ..above.clone()
                });
            }
            part.header.comment = tape.comment();
            self.schema.tables.insert(id, Arc::new(part));
        }
        self.schema.tables.insert(id, Arc::new(table));
    }
}

fn deferrable(tape: &mut Tape) -> Deferrable {
    tape.one(&[
        Deferrable::No,
        Deferrable::No,
        Deferrable::InitiallyImmediate,
        Deferrable::InitiallyDeferred,
    ])
}
