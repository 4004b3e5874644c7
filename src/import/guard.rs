//! DO blocks that only wrap DDL in existence guards: the DDL inside is applied.
//!
//! `IF NOT EXISTS (...) THEN ddl; END IF;` and `BEGIN ddl; EXCEPTION WHEN duplicate_object THEN NULL; END;` are how
//! migrations make CREATE TYPE and ADD CONSTRAINT repeatable. Anything else in a block is kept word for word, whole.

use super::builder::{Applied, Builder, Done, Fault};
use super::cursor::Cursor;
use super::lexer::{Lexer, Token};

/// How deep blocks may nest before the whole is kept word for word.
const DEEPEST: usize = 8;

/// A statement found inside a block, by its tokens.
struct Inner {
    first: usize,
    last: usize,
}

impl Builder {
    /// DO, after that word.
    pub fn do_block(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        language(cursor)?;
        let body = cursor.string()?;
        language(cursor)?;
        cursor.finish()?;
        let mut tokens = Vec::new();
        let mut lexer = Lexer::new(&body, 0);
        while let Some(token) = lexer.next() {
            if token.open {
                return Err(Fault::Keep);
            }
            tokens.push(token);
        }
        let Some(inner) = plain_ddl(&Cursor::new(&body, &tokens, body.len())) else {
            return Err(Fault::Keep);
        };
        self.apply_guarded(&body, &tokens, &inner)
    }

    fn apply_guarded(&mut self, body: &str, tokens: &[Token], inner: &[Inner]) -> Applied {
        let statements: Vec<(&[Token], usize)> = inner
            .iter()
            .map(|statement| {
                let tokens = tokens.get(statement.first..statement.last).unwrap_or(&[]);
                (tokens, tokens.last().map_or(0, |token| token.end))
            })
            .collect();
        let was_lenient = std::mem::replace(&mut self.lenient, true);
        let mut result = Ok(Done::new("do block", ""));
        for (place, (tokens, end)) in statements.iter().enumerate() {
            match self.apply(Cursor::new(body, tokens, *end)) {
                Ok(done) if statements.len() == 1 => {
                    result = Ok(Done {
                        understood: true,
                        ..done
                    });
                }
                Ok(_) => {}
                Err(fault) => {
                    // Nothing was applied yet, so that the block can be kept whole.
                    if place == 0 {
                        result = Err(Fault::Keep);
                        break;
                    }
                    let cursor = Cursor::new(body, tokens, *end);
                    let (kind, name) = super::headline::headline(cursor);
                    let _ = fault;
                    self.keep(cursor, &kind, &name);
                }
            }
        }
        self.lenient = was_lenient;
        result
    }
}

/// `LANGUAGE plpgsql`, before or after the body.
fn language(cursor: &mut Cursor<'_>) -> Applied<()> {
    if !cursor.take("LANGUAGE") {
        return Ok(());
    }
    let language = match cursor.string() {
        Ok(language) => language,
        Err(_) => cursor.name()?,
    };
    if language.eq_ignore_ascii_case("plpgsql") {
        Ok(())
    } else {
        Err(Fault::Keep)
    }
}

/// The statements of a block that holds guards and DDL only.
fn plain_ddl(block: &Cursor<'_>) -> Option<Vec<Inner>> {
    let mut reader = Reader {
        cursor: *block,
        at: 0,
        found: Vec::new(),
    };
    reader.block(0)?;
    let _ = reader.mark(b';');
    (reader.cursor.is_done() && !reader.found.is_empty()).then_some(reader.found)
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    /// Place of the cursor among the body's tokens.
    at: usize,
    found: Vec<Inner>,
}

impl Reader<'_> {
    fn skip(&mut self, count: usize) {
        self.cursor.skip(count);
        self.at += count;
    }

    fn word(&mut self, words: &str) -> bool {
        let found = self.cursor.is_words(words);
        if found {
            self.skip(words.split(' ').count());
        }
        found
    }

    fn mark(&mut self, mark: u8) -> Option<()> {
        if !self.cursor.is(mark) {
            return None;
        }
        self.skip(1);
        Some(())
    }

    /// `BEGIN statements [EXCEPTION ...] END`.
    fn block(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST || !self.word("BEGIN") {
            return None;
        }
        while !self.cursor.is_word("END") && !self.cursor.is_word("EXCEPTION") {
            self.statement(depth)?;
        }
        if self.word("EXCEPTION") {
            while self.word("WHEN") {
                while !self.word("THEN") {
                    self.cursor.word_at(0)?;
                    self.skip(1);
                }
                self.handler()?;
            }
        }
        self.word("END").then_some(())
    }

    /// What a handler does: nothing, or a notice.
    fn handler(&mut self) -> Option<()> {
        while !self.cursor.is_word("WHEN") && !self.cursor.is_word("END") {
            let harmless = self.cursor.is_word("NULL")
                || self.cursor.is_words("RAISE NOTICE")
                || self.cursor.is_words("RAISE INFO")
                || self.cursor.is_words("RAISE WARNING");
            if !harmless {
                return None;
            }
            self.to_semicolon()?;
        }
        Some(())
    }

    fn to_semicolon(&mut self) -> Option<()> {
        while !self.cursor.is(b';') {
            self.cursor.token(0)?;
            self.skip(1);
        }
        self.mark(b';')
    }

    fn statement(&mut self, depth: usize) -> Option<()> {
        if self.cursor.is_word("BEGIN") {
            self.block(depth + 1)?;
            return self.mark(b';');
        }
        if self.word("IF") {
            return self.guard(depth);
        }
        if self.cursor.is_word("NULL") || self.cursor.is_words("RAISE NOTICE") {
            return self.to_semicolon();
        }
        let ddl = ["CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE"]
            .iter()
            .any(|word| self.cursor.is_word(word));
        if !ddl {
            return None;
        }
        let first = self.at;
        self.to_semicolon()?;
        self.found.push(Inner {
            first,
            last: self.at - 1,
        });
        Some(())
    }

    /// `[NOT] EXISTS (...) THEN statements END IF;`, after IF.
    fn guard(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        self.word("NOT");
        let enclosed = self.mark(b'(').is_some();
        if enclosed {
            self.word("NOT");
        }
        if !self.word("EXISTS") {
            return None;
        }
        let rest = self.cursor.rest().len();
        self.cursor.group_tokens().ok()?;
        self.at += rest - self.cursor.rest().len();
        if enclosed {
            self.mark(b')')?;
        }
        if !self.word("THEN") {
            return None;
        }
        while !self.word("END IF") {
            self.statement(depth + 1)?;
        }
        self.mark(b';')
    }
}
