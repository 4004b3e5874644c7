//! Builds a table from its definition: columns, what comes from parents, constraints, in the order PostgreSQL works in.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::model::*;
use crate::sql::{names, quote, types};

use super::builder::{Applied, Builder, Fault, Relation, exists, missing};
use super::definition::*;

/// PostgreSQL's limit (`MaxHeapAttributeNumber`); it also bounds the work on hostile text.
const MAXIMUM_COLUMNS: usize = 1600;

impl Builder {
    /// Makes the table and everything its definition says.
    pub fn make_table(&mut self, definition: &TableDefinition) -> Applied<TableId> {
        let schema = self.schema_for(&definition.name);
        self.free_relation(&schema, &definition.name.name)?;
        let id: TableId = self.allocate();
        let mut table = Table::new(id, &schema, &definition.name.name);
        table.header.persistence = if definition.unlogged {
            Persistence::Unlogged
        } else {
            Persistence::Permanent
        };
        table.header.options = definition.options.clone();
        table.header.tablespace = definition.tablespace.clone();
        table.header.access_method = definition.access_method.clone();
        let parents = self.place_parents(&mut table, definition)?;
        if let Some(name) = &definition.of_type {
            self.place_row_type(&mut table, name)?;
        }
        let constraints = self.place_columns(&mut table, definition)?;
        self.insert_table(table);
        let result = self.finish_table(id, definition, constraints, &parents);
        if let Err(fault) = result {
            self.forget_table(id);
            return Err(match fault {
                Fault::Missing(reason) => {
                    Fault::Refused(reason, "Name a column that the table has.".to_string())
                }
                other => other,
            });
        }
        Ok(id)
    }

    /// Stores a table and its name.
    fn insert_table(&mut self, table: Table) {
        let id = table.id;
        self.relations.insert(
            &table.header.schema,
            &table.header.name,
            Relation::Table(id),
        );
        self.made(ObjectRef::Table(id));
        self.grant_defaults("TABLE", &table.header.schema, &table.header.name);
        self.schema.tables.insert(id, Arc::new(table));
    }

    /// Looks up INHERITS and PARTITION OF and takes over the parents' columns.
    fn place_parents(
        &mut self,
        table: &mut Table,
        definition: &TableDefinition,
    ) -> Applied<Vec<TableId>> {
        let mut parents = Vec::new();
        for name in &definition.inherits {
            match self.find_table(name) {
                Some(parent) => {
                    table.header.inherits.push(parent);
                    parents.push(parent);
                }
                None => table.header.inherits_external.push(name.clone()),
            }
        }
        if let Some((name, bound)) = &definition.partition_of {
            let parent = self.table(name)?;
            table.header.partition_of = Some(Partition {
                parent,
                bound: bound.clone(),
            });
            parents.push(parent);
        }
        for parent in &parents {
            let columns = self.table_ref(*parent)?.columns.clone();
            for column in columns {
                match table.columns.iter_mut().find(|own| own.name == column.name) {
                    Some(own) => own.not_null |= column.not_null && !column.not_null_no_inherit,
                    None => {
                        let inherited = self.inherited_column(&column);
                        table.columns.push(inherited);
                    }
                }
            }
        }
        Ok(parents)
    }

    /// A child's copy of a parent's column. Identity stays the parent's.
    pub fn inherited_column(&mut self, column: &Column) -> Column {
        let mut own = Column {
            id: self.allocate(),
            identity: None,
            inherited: true,
            comment: None,
            statistics: None,
            options: Vec::new(),
            not_null_comment: None,
            ..column.clone()
        };
        if own.not_null_no_inherit {
            own.allow_null();
        }
        own
    }

    /// Makes the table's own columns; gives back the constraints written with them.
    fn place_columns(
        &mut self,
        table: &mut Table,
        definition: &TableDefinition,
    ) -> Applied<Vec<ConstraintDefinition>> {
        let mut constraints = Vec::new();
        let mut likes = definition.likes.iter().peekable();
        let known: HashSet<String> = table
            .columns
            .iter()
            .map(|column| column.name.clone())
            .collect();
        let mut seen = HashSet::new();
        for (position, column) in definition.columns.iter().enumerate() {
            while let Some(like) = likes.next_if(|like| like.position <= position) {
                self.place_like(table, like)?;
            }
            if !seen.insert(column.name.as_str()) {
                return Err(exists(&format!("column {}", column.name)));
            }
            let merged = known.contains(&column.name);
            let built = self.build_column(table, column, merged)?;
            match table
                .columns
                .iter_mut()
                .find(|own| merged && own.name == built.name)
            {
                Some(own) => {
                    // DEFAULT NULL takes the parent's default off.
                    if column.default.is_some() {
                        own.default = None;
                    }
                    merge_column(own, built, definition.partition_of.is_some());
                }
                None => table.columns.push(built),
            }
            constraints.extend(column.constraints.iter().cloned());
        }
        for like in likes {
            self.place_like(table, like)?;
        }
        if table.columns.len() > MAXIMUM_COLUMNS {
            return Err(too_many_columns());
        }
        // Most tables get no column more, and a column is large.
        table.columns.shrink_to_fit();
        Ok(constraints)
    }

    /// The fields of the composite type that LIKE names.
    pub fn fields_of_like(&self, like: &LikeClause) -> Option<Vec<CompositeField>> {
        match self.relation(&like.table) {
            Some((_, Relation::CompositeType(id))) => self.fields_of(id),
            _ => None,
        }
    }

    /// The fields of a composite type.
    pub fn fields_of(&self, id: TypeId) -> Option<Vec<CompositeField>> {
        match &self.schema.types.get(&id)?.kind {
            UserTypeKind::Composite { fields } => Some(fields.clone()),
            _ => None,
        }
    }

    /// A column as a field of a composite type is.
    pub fn column_of_field(&mut self, table: &Table, field: &CompositeField) -> Applied<Column> {
        if table.column_named(&field.name).is_some() {
            return Err(exists(&format!("column {}", field.name)));
        }
        let id: ColumnId = self.allocate();
        self.made(ObjectRef::Column(table.id, id));
        let mut column = Column::new(id, &field.name, field.data_type.clone());
        column.collation.clone_from(&field.collation);
        Ok(column)
    }

    fn place_like(&mut self, table: &mut Table, like: &LikeClause) -> Applied<()> {
        if let Some(fields) = self.fields_of_like(like) {
            for field in fields {
                let column = self.column_of_field(table, &field)?;
                table.columns.push(Column {
                    comment: field
                        .comment
                        .filter(|_| like.including.contains(&"COMMENTS")),
                    ..column
                });
            }
            return Ok(());
        }
        let source = self.table(&like.table)?;
        let columns = self.table_ref(source)?.columns.clone();
        for column in columns {
            if table.column_named(&column.name).is_some() {
                return Err(exists(&format!("column {}", column.name)));
            }
            let has = |part: &str| like.including.contains(&part);
            table.columns.push(Column {
                id: self.allocate(),
                default: column.default.filter(|_| has("DEFAULTS")),
                not_null_comment: column.not_null_comment.filter(|_| has("COMMENTS")),
                identity: column.identity.filter(|_| has("IDENTITY")),
                generated: column.generated.filter(|_| has("GENERATED")),
                storage: column.storage.filter(|_| has("STORAGE")),
                compression: column.compression.filter(|_| has("COMPRESSION")),
                comment: column.comment.filter(|_| has("COMMENTS")),
                statistics: None,
                options: Vec::new(),
                inherited: false,
                ..column
            });
        }
        Ok(())
    }

    /// A column from its definition; a serial makes its sequence.
    pub fn build_column(
        &mut self,
        table: &Table,
        definition: &ColumnDefinition,
        merged: bool,
    ) -> Applied<Column> {
        if table.columns.len() >= MAXIMUM_COLUMNS {
            return Err(too_many_columns());
        }
        let id: ColumnId = self.allocate();
        let mut data_type = definition.data_type.clone();
        let serial = if merged {
            None
        } else {
            types::serial(&data_type)
        };
        let mut column = Column::new(id, &definition.name, DataType::default());
        column.not_null = definition.not_null;
        column.default = definition.default.clone();
        if let Some(integer) = serial {
            data_type = DataType::named(integer);
            column.not_null = true;
            column.default = Some(self.make_serial_sequence(table, &column, integer));
        }
        self.qualify_type(&mut data_type);
        column.data_type = data_type;
        super::table_actions::forget_null_default(&mut column);
        column.not_null_name = definition.not_null_name.clone();
        column.not_null_no_inherit = definition.not_null_no_inherit;
        column.not_null_validated = definition.not_null_validated;
        column.identity = definition.identity.clone();
        column.generated = definition.generated.clone();
        column.collation = definition.collation.clone();
        column.storage = definition.storage.clone();
        column.compression = definition.compression.clone();
        if let Some(identity) = &mut column.identity {
            self.name_identity(table, id, &definition.name, identity);
        }
        self.made(ObjectRef::Column(table.id, id));
        Ok(column)
    }

    fn make_serial_sequence(&mut self, table: &Table, column: &Column, integer: &str) -> String {
        let schema = table.header.schema.clone();
        let name = names::sequence(&table.header.name, &column.name, &|name| {
            self.is_taken(&schema, name, false)
        });
        let id: SequenceId = self.allocate();
        self.relations
            .insert(&schema, &name, Relation::Sequence(id));
        self.owned_sequences.entry(table.id).or_default().insert(id);
        self.made(ObjectRef::Sequence(id));
        self.grant_defaults("SEQUENCE", &schema, &name);
        let default = format!(
            "nextval({}::regclass)",
            quote::literal(&quote::unless_public(&schema, &name))
        );
        self.schema.sequences.insert(
            id,
            Arc::new(Sequence {
                id,
                schema,
                name,
                data_type: integer.to_string(),
                options: SequenceOptions::default(),
                owned_by: Some((table.id, column.id)),
                unlogged: false,
                from_serial: true,
                comment: None,
            }),
        );
        default
    }

    /// Claims the name of an identity column's sequence; it is noted only where PostgreSQL would choose another.
    pub fn name_identity(
        &mut self,
        table: &Table,
        column: ColumnId,
        column_name: &str,
        identity: &mut Identity,
    ) {
        let schema = table.header.schema.clone();
        let generated = names::sequence(&table.header.name, column_name, &|name| {
            self.is_taken(&schema, name, false)
        });
        let name = match identity.sequence_name.take() {
            Some(name) if name != generated => {
                identity.sequence_name = Some(name.clone());
                name
            }
            _ => generated,
        };
        self.relations
            .insert(&schema, &name, Relation::IdentitySequence(table.id, column));
        self.identity_names.insert(column, (schema, name));
    }

    /// Notes the schema of a user type outside `public`, and takes `public` off.
    pub fn qualify_type(&self, data_type: &mut DataType) {
        match data_type.schema.as_deref() {
            Some("public") => data_type.schema = None,
            Some(_) => {}
            None if types::is_built_in(data_type) => {}
            None => {
                let found = self.user_type(&QualifiedName {
                    schema: None,
                    name: data_type.name.clone(),
                });
                data_type.schema = found
                    .map(|(schema, _)| schema)
                    .filter(|schema| schema != "public");
            }
        }
    }

    /// `OF type`: the columns are the type's.
    fn place_row_type(&mut self, table: &mut Table, name: &QualifiedName) -> Applied<()> {
        let (of, fields) = self.row_type(name)?;
        table.header.of_type = Some(of);
        for field in fields {
            let column = self.column_of_field(table, &field)?;
            table.columns.push(column);
        }
        Ok(())
    }

    /// A composite type as a table refers to it, with its fields.
    pub fn row_type(&self, name: &QualifiedName) -> Applied<(DataType, Vec<CompositeField>)> {
        let Some((schema, id)) = self.user_type(name) else {
            return Err(missing("type", name));
        };
        let Some(fields) = self.fields_of(id) else {
            return Err(Fault::Refused(
                format!("type {name} is no composite type"),
                "Only a composite type can be the type of a table.".to_string(),
            ));
        };
        let mut of = DataType::named(&name.name);
        of.schema = Some(schema).filter(|schema| schema != "public");
        Ok((of, fields))
    }

    /// The tables of a composite type.
    pub fn tables_of(&self, schema: &str, name: &str) -> Vec<TableId> {
        let is_of = |table: &&Arc<Table>| {
            table.of_type.as_ref().is_some_and(|of| {
                of.name == name && of.schema.as_deref().unwrap_or("public") == schema
            })
        };
        let tables = self.schema.tables.values().filter(is_of);
        tables.map(|table| table.id).collect()
    }

    /// Constraints, partitioning and what comes from parents, once the table has its columns and name.
    fn finish_table(
        &mut self,
        id: TableId,
        definition: &TableDefinition,
        mut constraints: Vec<ConstraintDefinition>,
        parents: &[TableId],
    ) -> Applied<()> {
        constraints.extend(definition.constraints.iter().cloned());
        // PostgreSQL names checks first, then the primary key, other keys, foreign keys.
        constraints.sort_by_key(|constraint| (naming_phase(&constraint.kind), constraint.at));
        let constraints = without_equal_keys(constraints);
        for parent in parents {
            self.children.entry(*parent).or_default().push(id);
        }
        for parent in parents {
            self.inherit_checks(*parent, id)?;
        }
        let mut order = Vec::new();
        for constraint in &constraints {
            if let Some(made) = self.add_constraint(id, constraint)? {
                order.push((constraint.at, made));
            }
        }
        order.sort_unstable();
        let place: HashMap<ConstraintId, usize> = order
            .iter()
            .enumerate()
            .map(|(place, (_, made))| (*made, place))
            .collect();
        self.table_mut(id)?
            .constraints
            .sort_by_key(|constraint| place.get(&constraint.id).copied());
        for like in &definition.likes {
            self.finish_like(id, like)?;
        }
        if let Some((method, keys)) = &definition.partition_by {
            let keys = keys
                .iter()
                .map(|key| self.index_key(id, key))
                .collect::<Applied<_>>()?;
            self.table_mut(id)?.header.partitioning = Some(Partitioning {
                method: *method,
                keys,
            });
        }
        if definition.partition_of.is_some() {
            for parent in parents {
                self.clone_to_partition(*parent, id)?;
            }
        }
        Ok(())
    }
}

/// PostgreSQL makes one index of keys that say the same in one CREATE TABLE (`transformIndexConstraints`): the first stays,
/// under the other's name where it has none of its own.
fn without_equal_keys(constraints: Vec<ConstraintDefinition>) -> Vec<ConstraintDefinition> {
    type Identity = (Vec<String>, Vec<String>, (bool, bool), u8);
    let mut kept: Vec<ConstraintDefinition> = Vec::with_capacity(constraints.len());
    let mut seen: HashMap<Identity, usize> = HashMap::new();
    for constraint in constraints {
        if let ConstraintShape::Key {
            columns,
            include,
            nulls_not_distinct,
            without_overlaps,
            ..
        } = &constraint.kind
        {
            let identity = (
                columns.clone(),
                include.clone(),
                (*nulls_not_distinct, *without_overlaps),
                constraint.deferrable as u8,
            );
            if let Some(first) = seen.get(&identity).and_then(|place| kept.get_mut(*place)) {
                first.name = first.name.take().or(constraint.name);
                continue;
            }
            seen.insert(identity, kept.len());
        }
        kept.push(constraint);
    }
    kept
}

fn naming_phase(shape: &ConstraintShape) -> u8 {
    match shape {
        ConstraintShape::NotNull(_) | ConstraintShape::Check(_) => 0,
        ConstraintShape::Key { primary: true, .. } => 1,
        ConstraintShape::Foreign { .. } => 3,
        _ => 2,
    }
}

fn merge_column(own: &mut Column, built: Column, partition: bool) {
    own.not_null |= built.not_null;
    own.not_null_name = built.not_null_name.or(own.not_null_name.take());
    own.not_null_no_inherit |= built.not_null_no_inherit;
    own.not_null_validated &= built.not_null_validated;
    own.default = built.default.or(own.default.take());
    own.generated = built.generated.or(own.generated.take());
    own.identity = built.identity.or(own.identity.take());
    own.inherited = partition;
}

pub(super) fn too_many_columns() -> Fault {
    Fault::Refused(
        format!("more than {MAXIMUM_COLUMNS} columns"),
        "PostgreSQL holds no more in one table; split the table.".to_string(),
    )
}
