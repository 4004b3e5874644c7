//! CREATE VIEW and MATERIALIZED VIEW.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::*;

use super::builder::{Applied, Builder, Done, Relation};
use super::cursor::{Cursor, Read};

impl Builder {
    /// CREATE [OR REPLACE] [MATERIALIZED] VIEW, after `CREATE [OR REPLACE]`.
    pub fn create_view(&mut self, cursor: &mut Cursor<'_>, replace: bool) -> Applied {
        if cursor.take("TEMPORARY") || cursor.take("TEMP") {
            return Ok(Done::skipped("temporary view", ""));
        }
        let recursive = cursor.take("RECURSIVE");
        let materialized = cursor.take("MATERIALIZED");
        cursor.expect("VIEW")?;
        let if_not_exists = cursor.take("IF NOT EXISTS");
        let name = cursor.qualified_name()?;
        let columns = if cursor.is(b'(') {
            cursor.name_list()?
        } else {
            Vec::new()
        };
        let mut options = Vec::new();
        let (mut access_method, mut tablespace) = (None, None);
        loop {
            if cursor.take("WITH") {
                options = cursor.options()?;
            } else if cursor.take("USING") {
                access_method = Some(cursor.name()?).filter(|name| name != "heap");
            } else if cursor.take("TABLESPACE") {
                tablespace = Some(cursor.name()?).filter(|name| name != "pg_default");
            } else {
                break;
            }
        }
        cursor.expect("AS")?;
        let (query, check_option, with_data) = query(cursor, materialized)?;
        let kind = if materialized {
            "materialized view"
        } else {
            "view"
        };
        let done = Done::new(kind, &name);
        let view = View {
            id: ViewId(0),
            schema: self.schema_for(&name),
            name: name.name,
            materialized,
            recursive,
            columns,
            options,
            query,
            check_option,
            with_data,
            tablespace,
            access_method,
            cluster_on: None,
            column_settings: BTreeMap::new(),
            indexes: Vec::new(),
            triggers: Vec::new(),
            column_comments: BTreeMap::new(),
            comment: None,
        };
        let result = self.make_view(view, replace).map(|()| done.clone());
        self.unless_exists(if_not_exists, result, done)
    }

    fn make_view(&mut self, view: View, replace: bool) -> Applied<()> {
        let id = match self.relations.get(&view.schema, &view.name).copied() {
            Some(Relation::View(id)) if replace => {
                if let Some(old) = self.schema.views.get_mut(&id) {
                    let old = Arc::make_mut(old);
                    old.query = view.query;
                    old.columns = view.columns;
                    old.options = view.options;
                    old.check_option = view.check_option;
                    old.recursive = view.recursive;
                }
                id
            }
            _ => {
                self.free_relation(&view.schema, &view.name)?;
                let id: ViewId = self.allocate();
                self.relations
                    .insert(&view.schema, &view.name, Relation::View(id));
                self.made(ObjectRef::View(id));
                self.grant_defaults("TABLE", &view.schema, &view.name);
                self.schema.views.insert(id, Arc::new(View { id, ..view }));
                id
            }
        };
        self.touch(ObjectRef::View(id));
        Ok(())
    }
}

/// The query of a view, its check option, and whether it is filled.
fn query(cursor: &mut Cursor<'_>, materialized: bool) -> Read<(String, Option<String>, bool)> {
    let tokens = cursor.rest();
    if tokens.is_empty() {
        return cursor.broken("a query");
    }
    let word = |back: usize| {
        tokens
            .len()
            .checked_sub(back)
            .and_then(|place| tokens.get(place))
            .map_or("", |token| cursor.text_of(*token))
    };
    let ends = |words: &[&str]| {
        words
            .iter()
            .rev()
            .enumerate()
            .all(|(back, expected)| word(back + 1).eq_ignore_ascii_case(expected))
    };
    let mut check_option = None;
    let mut with_data = true;
    let mut cut = 0;
    if materialized {
        if ends(&["WITH", "NO", "DATA"]) {
            with_data = false;
            cut = 3;
        } else if ends(&["WITH", "DATA"]) {
            cut = 2;
        }
    } else if ends(&["WITH", "CHECK", "OPTION"]) {
        check_option = Some("CHECK OPTION".to_string());
        cut = 3;
    } else if ends(&["CHECK", "OPTION"]) && word(4).eq_ignore_ascii_case("WITH") {
        check_option = Some(format!("{} CHECK OPTION", word(3).to_ascii_uppercase()));
        cut = 4;
    }
    let kept = tokens.get(..tokens.len() - cut).unwrap_or(tokens);
    if kept.is_empty() {
        return cursor.broken("a query");
    }
    let text = cursor.text_of_tokens(kept).to_string();
    cursor.skip_all();
    Ok((text, check_option, with_data))
}
