//! Schemas, types, sequences, extensions, roles and what is granted.

use std::sync::Arc;

use cadastre::model::*;
use cadastre::sql::{quote, types};

use super::{Making, Tape};

/// Built-in types for columns and fields.
pub const TYPES: &[&str] = &[
    "integer",
    "text",
    "bigint",
    "boolean",
    "numeric(10,2)",
    "timestamp with time zone",
    "uuid",
    "jsonb",
    "text[]",
    "varchar(20)",
    "date",
    "integer[][]",
    "interval day to second(2)",
    "bit varying(5)",
    "char(3)",
    "double precision",
    "int4range",
    "\"char\"",
    "time(3)",
];

impl Making {
    pub(super) fn namespace_object(&mut self, tape: &mut Tape) {
        let name = self.name(tape);
        let id: NamespaceId = self.id();
        let comment = tape.comment();
        self.schema
            .namespaces
            .insert(id, Arc::new(Namespace { id, name, comment }));
    }

    /// A type for a column: built in, or one that was made.
    pub(super) fn data_type(&mut self, tape: &mut Tape) -> DataType {
        let own = self.schema.types.len();
        let place = tape.below(TYPES.len() + own);
        match place.checked_sub(TYPES.len()) {
            None => types::parse(TYPES[place]).unwrap(),
            Some(place) => {
                let own = self.schema.types.values().nth(place).unwrap();
                let schema = Some(own.schema.clone()).filter(|schema| schema != "public");
                DataType {
                    schema,
                    name: own.name.clone(),
                    modifiers: Vec::new(),
                    dimensions: u8::from(tape.once_in(4)),
                }
            }
        }
    }

    pub(super) fn user_type(&mut self, tape: &mut Tape) {
        let schema = self.namespace(tape);
        let kind = match tape.below(4) {
            0 => UserTypeKind::Enum {
                labels: ["a", "it's", "", "é", "with, comma"]
                    .iter()
                    .take(tape.below(6))
                    .map(|label| label.to_string())
                    .collect(),
            },
            1 => self.domain(tape),
            2 => {
                let mut fields = Vec::new();
                for number in 0..tape.below(4) {
                    let data_type = self.data_type(tape);
                    let collatable = data_type.name == "text";
                    fields.push(CompositeField {
                        name: format!("{}{number}", tape.one(&["f", "Field", "order", "été"])),
                        data_type,
                        collation: (collatable && tape.once_in(2)).then(|| "\"C\"".to_string()),
                        comment: tape.comment(),
                    });
                }
                UserTypeKind::Composite { fields }
            }
            _ => UserTypeKind::Range {
                options: match tape.below(2) {
                    0 => vec![("subtype".to_string(), "double precision".to_string())],
                    _ => vec![
                        ("subtype".to_string(), "text".to_string()),
                        ("collation".to_string(), "\"C\"".to_string()),
                    ],
                },
            },
        };
        let name = self.name(tape);
        if let UserTypeKind::Range { .. } = kind {
            // PostgreSQL makes its multirange beside it.
            let multi = match name.contains("range") {
                true => name.replacen("range", "multirange", 1),
                false => format!("{name}_multirange"),
            };
            if multi.len() > 63 || self.is_used(&multi) {
                return;
            }
            self.reserve(&multi);
        }
        let id: TypeId = self.id();
        let comment = tape.comment();
        self.schema.types.insert(
            id,
            Arc::new(UserType {
                id,
                schema,
                name,
                kind,
                comment,
            }),
        );
    }

    fn domain(&mut self, tape: &mut Tape) -> UserTypeKind {
        let (base, default, check) = tape.one(&[
            ("integer", "5", "VALUE > 0"),
            ("text", "'it''s'", "length(VALUE) < 100"),
            ("numeric(10,2)", "1.5", "VALUE >= 0.5 AND VALUE <= 10"),
        ]);
        let mut checks = Vec::new();
        for number in 0..tape.below(3) {
            checks.push(DomainCheck {
                name: format!("{}{number}", tape.one(&["c", "Check", "is it"])),
                expression: check.to_string(),
                validated: !tape.once_in(4),
                comment: tape.comment(),
            });
        }
        // Those that wait to be validated are added after the domain is made.
        checks.sort_by_key(|check| !check.validated);
        UserTypeKind::Domain {
            base: types::parse(base).unwrap(),
            collation: (base == "text" && tape.once_in(2)).then(|| "\"C\"".to_string()),
            default: tape.once_in(2).then(|| default.to_string()),
            not_null: tape.once_in(3),
            checks,
        }
    }

    pub(super) fn sequence(&mut self, tape: &mut Tape) {
        let schema = self.namespace(tape);
        let name = self.name(tape);
        let id: SequenceId = self.id();
        let options = sequence_options(tape);
        // PostgreSQL wants a sequence in the schema of its owner.
        let owners: Vec<(TableId, ColumnId)> = self
            .schema
            .tables
            .values()
            .filter(|table| table.schema == schema && table.partition_of.is_none())
            .filter_map(|table| Some((table.id, table.columns.first()?.id)))
            .collect();
        let owned_by = match tape.once_in(2) && !owners.is_empty() {
            true => Some(tape.one(&owners)),
            false => None,
        };
        let sequence = Sequence {
            id,
            schema,
            name,
            data_type: tape.one(&["bigint", "integer", "smallint"]).to_string(),
            options,
            owned_by,
            unlogged: false,
            from_serial: false,
            comment: tape.comment(),
        };
        self.schema.sequences.insert(id, Arc::new(sequence));
    }

    pub(super) fn extension_or_role(&mut self, tape: &mut Tape) {
        if tape.once_in(2) && self.roles {
            let name = format!("generated {}", self.schema.roles.len());
            let id: RoleId = self.id();
            let options = tape.one(&[
                vec![],
                vec!["NOLOGIN"],
                vec!["BYPASSRLS", "CONNECTION LIMIT 3"],
            ]);
            let role = Role {
                id,
                name,
                options: options.into_iter().map(str::to_string).collect(),
                comment: tape.comment(),
            };
            self.schema.roles.insert(id, Arc::new(role));
            return;
        }
        let name = tape
            .one(&["pg_trgm", "citext", "btree_gist", "uuid-ossp"])
            .to_string();
        if self.schema.extensions.values().any(|own| own.name == name) {
            return;
        }
        let id: ExtensionId = self.id();
        let schema = self.namespace(tape);
        let extension = Extension {
            id,
            name,
            schema: tape.once_in(2).then_some(schema),
            version: None,
            cascade: tape.once_in(4),
            comment: tape.comment(),
        };
        self.schema.extensions.insert(id, Arc::new(extension));
    }

    fn grantee(&mut self, tape: &mut Tape) -> String {
        let mut names = vec!["PUBLIC".to_string()];
        names.extend(
            self.schema
                .roles
                .values()
                .map(|role| quote::identifier(&role.name)),
        );
        tape.one(&names)
    }

    pub(super) fn grant(&mut self, tape: &mut Tape) {
        let grantee = self.grantee(tape);
        let tables: Vec<Arc<Table>> = self.schema.tables.values().cloned().collect();
        if tables.is_empty() {
            return;
        }
        let table = tape.one(&tables);
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|column| column.name.clone())
            .collect();
        let mut privilege = |name: &str| Privilege {
            name: name.to_string(),
            columns: match tape.once_in(3) && !columns.is_empty() {
                true => vec![tape.one(&columns)],
                false => Vec::new(),
            },
        };
        let privileges = vec![privilege("SELECT"), privilege("UPDATE")];
        let id: GrantId = self.id();
        let grant = Grant {
            id,
            revoke: tape.once_in(4),
            privileges,
            object_kind: "TABLE".to_string(),
            object: quote::qualified(&table.schema, &table.name),
            with_option: grantee != "PUBLIC" && tape.once_in(3),
            inherit: None,
            set: None,
            granted_by: None,
            grantees: vec![grantee],
        };
        let grant = Grant {
            with_option: grant.with_option && !grant.revoke,
            ..grant
        };
        self.schema.grants.insert(id, Arc::new(grant));
    }

    pub(super) fn default_privilege(&mut self, tape: &mut Tape) {
        let schema = self.namespace(tape);
        let grantee = self.grantee(tape);
        let on = tape.one(&["SELECT ON TABLES", "USAGE ON SEQUENCES", "USAGE ON TYPES"]);
        let id: DefaultPrivilegeId = self.id();
        let definition = format!(
            "ALTER DEFAULT PRIVILEGES IN SCHEMA {} GRANT {on} TO {grantee}",
            quote::identifier(&schema)
        );
        let privilege = DefaultPrivilege {
            id,
            schema: Some(schema),
            definition,
        };
        self.schema
            .default_privileges
            .insert(id, Arc::new(privilege));
    }
}

/// Options of a sequence that PostgreSQL takes together.
pub fn sequence_options(tape: &mut Tape) -> SequenceOptions {
    SequenceOptions {
        start: tape.once_in(3).then_some(20),
        increment: tape.once_in(3).then_some(3),
        minimum: tape.once_in(4).then_some(5),
        maximum: tape.once_in(4).then_some(500),
        cache: tape.once_in(4).then_some(7),
        cycle: tape.once_in(4),
    }
}
