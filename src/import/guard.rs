//! DO blocks that only wrap DDL in existence guards: the DDL inside is applied.
//!
//! `IF NOT EXISTS (...) THEN ddl; END IF;` and `BEGIN ddl; EXCEPTION WHEN duplicate_object THEN NULL; END;` are how
//! migrations make CREATE TYPE and ADD CONSTRAINT repeatable. Statements on rows beside them have no effect on a schema.
//! Blocks with DDL that hangs on anything else (loops, other conditions, made-up text) are kept word for word, whole.

use std::ops::Range;

use super::builder::{Applied, Builder, Done, Fault};
use super::cursor::Cursor;
use super::guard_count::Counted;
use super::headline::headline;
use super::lexer::{Lexer, Token, TokenKind};

/// How deep blocks may nest before the whole is kept word for word.
const DEEPEST: usize = 8;

/// Words that start statements on the schema; without any of them a block is about rows.
const DDL: [&str; 7] = [
    "CREATE", "ALTER", "DROP", "EXECUTE", "GRANT", "REVOKE", "COMMENT",
];

/// A statement found inside a block.
struct Inner {
    text: InnerText,
    /// Whether it stands under `IF EXISTS`: what is not there is no fault then.
    positive: bool,
    /// The count under which it stands.
    counted: Option<Counted>,
}

enum InnerText {
    /// By its tokens in the body.
    Tokens(Range<usize>),
    /// The text of `EXECUTE '...'`.
    Text(String),
}

impl Builder {
    /// DO, after that word.
    pub fn do_block(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        language(cursor)?;
        let body = cursor.string()?;
        language(cursor)?;
        cursor.finish()?;
        let tokens = tokens_of(&body)?;
        let block = Cursor::new(&body, &tokens, body.len());
        if !has_ddl(&block, &tokens) {
            return Ok(Done::skipped("rows", ""));
        }
        let Some(inner) = plain_ddl(&block) else {
            return Err(Fault::Keep);
        };
        let before = (self.lenient, self.lenient_missing);
        self.lenient = true;
        let result = self.apply_guarded(&body, &tokens, &inner);
        (self.lenient, self.lenient_missing) = before;
        result
    }

    fn apply_guarded(&mut self, body: &str, tokens: &[Token], inner: &[Inner]) -> Applied {
        let mut result = Done::new("do block", "");
        let mut first = true;
        for statement in inner {
            if statement
                .counted
                .as_ref()
                .is_some_and(|one| !one.holds(self))
            {
                continue;
            }
            self.lenient_missing = statement.positive;
            let applied = match &statement.text {
                InnerText::Tokens(range) => {
                    let tokens = tokens.get(range.clone()).unwrap_or(&[]);
                    self.apply_or_keep(body, tokens, first)?
                }
                InnerText::Text(text) => {
                    let tokens = tokens_of(text)?;
                    self.apply_or_keep(text, &tokens, first)?
                }
            };
            first = false;
            if let Some(done) = applied
                && inner.len() == 1
            {
                result = Done {
                    understood: true,
                    ..done
                };
            }
        }
        Ok(result)
    }

    /// Applies one statement. What cannot be applied is kept beside the others; if it is the first, the block is kept whole.
    fn apply_or_keep(
        &mut self,
        text: &str,
        tokens: &[Token],
        first: bool,
    ) -> Applied<Option<Done>> {
        let end = tokens.last().map_or(0, |token| token.end);
        let cursor = Cursor::new(text, tokens, end);
        match self.apply(cursor) {
            Ok(done) => Ok(Some(done)),
            // What the guard is there for.
            Err(Fault::Refused(..)) => Ok(None),
            Err(Fault::Missing(_)) if self.lenient_missing => Ok(None),
            Err(_) if first => Err(Fault::Keep),
            Err(_) => {
                let (kind, name) = headline(cursor);
                self.keep(cursor, &kind, &name);
                Ok(None)
            }
        }
    }
}

/// The tokens of a text up to its final semicolon; a text with an open quote is kept.
fn tokens_of(text: &str) -> Applied<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut lexer = Lexer::new(text, 0);
    while let Some(token) = lexer.next() {
        if token.open {
            return Err(Fault::Keep);
        }
        tokens.push(token);
    }
    Ok(tokens)
}

fn has_ddl(cursor: &Cursor<'_>, tokens: &[Token]) -> bool {
    tokens.iter().any(|token| {
        token.kind == TokenKind::Word
            && DDL
                .iter()
                .any(|word| cursor.text_of(*token).eq_ignore_ascii_case(word))
    })
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

/// The statements of a block whose DDL stands in guards only.
fn plain_ddl(block: &Cursor<'_>) -> Option<Vec<Inner>> {
    let mut reader = Reader {
        cursor: *block,
        all: block.rest(),
        found: Vec::new(),
        positive: false,
        counted: None,
    };
    if reader.cursor.is_word("DECLARE") {
        reader.cursor.take_until(|cursor| cursor.is_word("BEGIN"));
    }
    reader.block(0)?;
    let _ = reader.cursor.take_mark(b';');
    (reader.cursor.is_done() && !reader.found.is_empty()).then_some(reader.found)
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    all: &'a [Token],
    found: Vec<Inner>,
    /// Whether the branch at hand runs only where something exists.
    positive: bool,
    /// The count that decides over the branch at hand.
    counted: Option<Counted>,
}

impl Reader<'_> {
    fn found(&mut self, text: InnerText) {
        self.found.push(Inner {
            text,
            positive: self.positive,
            counted: self.counted.clone(),
        });
    }

    /// Place of the cursor among the body's tokens.
    fn place(&self) -> usize {
        self.all.len() - self.cursor.rest().len()
    }

    /// `BEGIN statements [EXCEPTION ...] END`.
    fn block(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST || !self.cursor.take("BEGIN") {
            return None;
        }
        while !self.cursor.is_word("END") && !self.cursor.is_word("EXCEPTION") {
            self.statement(depth)?;
        }
        if self.cursor.take("EXCEPTION") {
            self.handlers()?;
        }
        self.cursor.take("END").then_some(())
    }

    /// Passes over handlers: they run when a statement fails, and here none does.
    fn handlers(&mut self) -> Option<()> {
        while !self.cursor.is_word("END") {
            if self.cursor.take("WHEN") {
                self.cursor.take_until(|cursor| cursor.is_word("THEN"));
                self.cursor.take("THEN").then_some(())?;
            }
            if ["BEGIN", "IF", "CASE", "FOR", "LOOP", "WHILE"]
                .iter()
                .any(|word| self.cursor.is_word(word))
            {
                return None;
            }
            if !self.cursor.is_word("END") && !self.cursor.is_word("WHEN") {
                self.pass_statement()?;
            }
        }
        Some(())
    }

    /// Passes everything up to and with the next semicolon; gives its tokens.
    fn pass_statement(&mut self) -> Option<Range<usize>> {
        let first = self.place();
        while !self.cursor.is(b';') {
            self.cursor.token(0)?;
            self.cursor.skip(1);
        }
        self.cursor.skip(1);
        Some(first..self.place() - 1)
    }

    fn statement(&mut self, depth: usize) -> Option<()> {
        if self.cursor.is_word("BEGIN") {
            self.block(depth + 1)?;
            return self.cursor.take_mark(b';').then_some(());
        }
        if self.cursor.take("IF") {
            return self.guard(depth);
        }
        if self.cursor.take("EXECUTE") {
            let text = self.cursor.string().ok()?;
            self.found(InnerText::Text(text));
            return self.cursor.take_mark(b';').then_some(());
        }
        let is_ddl = DDL.iter().any(|word| self.cursor.is_word(word));
        let is_control = ["FOR", "FOREACH", "WHILE", "LOOP", "CASE", "DECLARE"]
            .iter()
            .any(|word| self.cursor.is_word(word));
        if is_control {
            return None;
        }
        let range = self.pass_statement()?;
        if is_ddl {
            self.found(InnerText::Tokens(range));
        }
        Some(())
    }

    /// `condition THEN statements END IF;`, after IF. Only `[NOT] EXISTS (...)` and a count of indexes may decide over DDL.
    fn guard(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        let condition = self.cursor.take_until(|cursor| cursor.is_word("THEN"));
        let condition = self.cursor.over(condition);
        let counted = Counted::read(&condition);
        let clear = is_existence(&condition) || (counted.is_some() && self.counted.is_none());
        let within = self.counted.clone();
        self.counted = counted.or_else(|| within.clone());
        let outer = std::mem::replace(
            &mut self.positive,
            !condition
                .rest()
                .iter()
                .take(3)
                .any(|token| condition.text_of(*token).eq_ignore_ascii_case("NOT")),
        );
        self.cursor.take("THEN").then_some(())?;
        let before = self.found.len();
        let mut otherwise = false;
        while !self.cursor.take("END IF") {
            if self.cursor.take("ELSE") {
                otherwise = true;
            } else if self.cursor.is_word("ELSIF") || self.cursor.is_word("ELSEIF") {
                self.cursor.take_until(|cursor| cursor.is_word("THEN"));
                self.cursor.skip(1);
                otherwise = true;
            } else {
                self.statement(depth + 1)?;
            }
        }
        self.positive = outer;
        self.counted = within;
        if self.found.len() > before && (!clear || otherwise) {
            return None;
        }
        self.cursor.take_mark(b';').then_some(())
    }
}

/// `[NOT] EXISTS (...)`, in parentheses or not, and nothing else.
fn is_existence(condition: &Cursor<'_>) -> bool {
    let mut condition = *condition;
    let mut enclosed = 0;
    loop {
        if condition.take_mark(b'(') {
            enclosed += 1;
        } else if !condition.take("NOT") {
            break;
        }
    }
    if !condition.take("EXISTS") || condition.group_tokens().is_err() {
        return false;
    }
    for _ in 0..enclosed {
        if !condition.take_mark(b')') {
            return false;
        }
    }
    condition.is_done()
}
