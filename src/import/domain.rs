//! CREATE and ALTER DOMAIN.

use std::sync::Arc;

use crate::model::*;
use crate::sql::names;

use super::builder::{Applied, Builder, Done, Fault, missing};
use super::columns;
use super::cursor::{Cursor, Read};

impl Builder {
    /// CREATE DOMAIN, after `CREATE DOMAIN`.
    pub fn create_domain(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let name = cursor.qualified_name()?;
        cursor.take("AS");
        let mut base = cursor.data_type()?;
        self.qualify_type(&mut base);
        let mut collation = None;
        let mut default = None;
        let mut not_null = false;
        let mut checks: Vec<DomainCheck> = Vec::new();
        while !cursor.is_done() {
            let constraint = if cursor.take("CONSTRAINT") {
                Some(cursor.name()?)
            } else {
                None
            };
            if cursor.take("NOT NULL") {
                not_null = true;
            } else if cursor.take("NULL") {
                not_null = false;
            } else if cursor.take("DEFAULT") {
                default = Some(columns::default_expression(cursor)?);
            } else if cursor.take("COLLATE") {
                collation = Some(columns::any_name(cursor)?);
            } else if cursor.take("CHECK") {
                let check = domain_check(&name.name, constraint, cursor, &checks)?;
                checks.push(check);
            } else {
                return Err(cursor
                    .broken::<()>("CONSTRAINT, CHECK, DEFAULT, COLLATE or NOT NULL")
                    .err()
                    .map_or(Fault::Keep, Fault::from));
            }
        }
        let default = match default {
            // Said to have none; over a domain that has one this is not the same as saying nothing.
            Some(text) if text.eq_ignore_ascii_case("null") => None,
            None => self.default_of_domain(&base),
            some => some,
        };
        let done = Done::new("domain", &name);
        let kind = UserTypeKind::Domain {
            base,
            collation,
            default,
            not_null,
            checks,
        };
        let result = self.make_type(&name, kind).map(|()| done.clone());
        self.unless_exists(false, result, done)
    }

    /// A domain over a domain takes its default over when it is made.
    fn default_of_domain(&self, base: &DataType) -> Option<String> {
        if base.dimensions > 0 {
            return None;
        }
        let (_, id) = self.user_type(&QualifiedName {
            schema: base.schema.clone(),
            name: base.name.clone(),
        })?;
        match &self.schema.types.get(&id)?.kind {
            UserTypeKind::Domain { default, .. } => default.clone(),
            _ => None,
        }
    }

    /// ALTER DOMAIN, after `ALTER DOMAIN`.
    pub fn alter_domain(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let name = cursor.qualified_name()?;
        let Some((schema, id)) = self.user_type(&name) else {
            return Err(missing("domain", &name));
        };
        let done = Done::new("domain", &name);
        if cursor.take("OWNER TO") {
            return Ok(Done::skipped("owner", &name));
        }
        if cursor.take("RENAME TO") {
            let new = cursor.name()?;
            return self.rename_type(id, &schema, &schema, &new).map(|()| done);
        }
        if cursor.take("SET SCHEMA") {
            let new = cursor.name()?;
            return self
                .rename_type(id, &schema, &new, &name.name)
                .map(|()| done);
        }
        self.change_domain(cursor, id, &name.name).map(|()| done)
    }

    fn change_domain(
        &mut self,
        cursor: &mut Cursor<'_>,
        id: TypeId,
        own_name: &str,
    ) -> Applied<()> {
        let Some(UserType {
            kind:
                UserTypeKind::Domain {
                    default,
                    not_null,
                    checks,
                    ..
                },
            ..
        }) = self.schema.types.get_mut(&id).map(Arc::make_mut)
        else {
            return Err(Fault::Keep);
        };
        if cursor.take("SET DEFAULT") {
            *default = Some(columns::default_expression(cursor)?);
        } else if cursor.take("DROP DEFAULT") {
            *default = None;
        } else if cursor.take("SET NOT NULL") {
            *not_null = true;
        } else if cursor.take("DROP NOT NULL") {
            *not_null = false;
        } else if cursor.take("ADD") {
            let constraint = if cursor.take("CONSTRAINT") {
                Some(cursor.name()?)
            } else {
                None
            };
            cursor.expect("CHECK")?;
            let mut check = domain_check(own_name, constraint, cursor, checks)?;
            check.validated = !cursor.take("NOT VALID");
            checks.push(check);
        } else if cursor.take("DROP CONSTRAINT") {
            let if_exists = cursor.take("IF EXISTS");
            let constraint = cursor.name()?;
            let before = checks.len();
            checks.retain(|check| check.name != constraint);
            if checks.len() == before && !if_exists {
                return Err(Fault::Missing(format!(
                    "{own_name} has no constraint {constraint}"
                )));
            }
            let _ = cursor.take("CASCADE") || cursor.take("RESTRICT");
        } else if cursor.take("VALIDATE CONSTRAINT") {
            let constraint = cursor.name()?;
            for check in checks.iter_mut().filter(|check| check.name == constraint) {
                check.validated = true;
            }
        } else if cursor.take("RENAME CONSTRAINT") {
            let old = cursor.name()?;
            cursor.expect("TO")?;
            let new = cursor.name()?;
            for check in checks.iter_mut().filter(|check| check.name == old) {
                check.name.clone_from(&new);
            }
        } else {
            return Err(Fault::Keep);
        }
        cursor.finish()?;
        Ok(())
    }
}

fn domain_check(
    domain: &str,
    name: Option<String>,
    cursor: &mut Cursor<'_>,
    others: &[DomainCheck],
) -> Read<DomainCheck> {
    let expression = cursor.expression_group()?;
    let taken = |name: &str| others.iter().any(|check| check.name == name);
    Ok(DomainCheck {
        name: name.unwrap_or_else(|| names::check(domain, None, &taken)),
        expression,
        validated: true,
        comment: None,
    })
}
