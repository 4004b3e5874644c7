//! Where a data type begins and ends among the tokens.

use crate::model::DataType;
use crate::sql::types;

use super::cursor::{Broken, Cursor, Read};
use super::lexer::TokenKind;

impl<'a> Cursor<'a> {
    /// Passes a data type and gives its text.
    pub fn type_text(&mut self) -> Read<&'a str> {
        let start = self.offset();
        self.take("SETOF");
        let named = self
            .token(0)
            .is_some_and(|token| token.is_name() && token.kind != TokenKind::BacktickName);
        if !named {
            return self.broken("a data type");
        }
        let head = self.word_at(0).unwrap_or("").to_ascii_lowercase();
        self.skip(1);
        match head.as_str() {
            "double" => {
                self.take("PRECISION");
            }
            "national" => {
                let _ = self.take("CHARACTER") || self.take("CHAR");
                self.take("VARYING");
            }
            "character" | "char" | "bit" | "nchar" => {
                self.take("VARYING");
            }
            "timestamp" | "time" => {
                self.modifiers()?;
                let _ = self.take("WITH TIME ZONE") || self.take("WITHOUT TIME ZONE");
            }
            "interval" => self.interval_fields(),
            _ => {}
        }
        while self.is(b'.') {
            self.skip(1);
            self.name()?;
        }
        if self.is_operator("%") && self.is_word_at(1, "TYPE") {
            self.skip(2);
        }
        self.modifiers()?;
        self.dimensions();
        Ok(self.since(start))
    }

    fn modifiers(&mut self) -> Read<()> {
        if self.is(b'(') {
            self.group_tokens()?;
        }
        Ok(())
    }

    fn interval_fields(&mut self) {
        const FIELDS: [&str; 6] = ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"];
        if self.take_one_of(&FIELDS).is_some() && self.take("TO") {
            self.take_one_of(&FIELDS);
        }
    }

    fn dimensions(&mut self) {
        if self.take("ARRAY") && !self.is(b'[') {
            return;
        }
        while self.is(b'[') {
            let digits = usize::from(!self.token(1).is_some_and(|token| token.is(b']')));
            if !self.token(1 + digits).is_some_and(|token| token.is(b']')) {
                return;
            }
            self.skip(2 + digits);
        }
    }

    /// A data type.
    pub fn data_type(&mut self) -> Read<DataType> {
        let start = self.offset();
        let text = self.type_text()?;
        types::parse(text).map_err(|error| Broken {
            at: start,
            reason: error.to_string(),
        })
    }
}
