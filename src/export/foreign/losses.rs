//! What a database cannot hold, object by object.

use std::fmt;

use crate::model::Dialect;

/// Something that an export leaves out or holds otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The object, with its kind (`column users.id`).
    pub object: String,
    /// What of it (`its type uuid`); empty for the object as a whole.
    pub what: String,
    /// What stands in its place; `None` where nothing does.
    pub instead: Option<String>,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.object)?;
        if !self.what.is_empty() {
            write!(f, ": {}", self.what)?;
        }
        match &self.instead {
            Some(instead) => write!(f, " becomes {instead}"),
            None => f.write_str(" is left out"),
        }
    }
}

/// Collects losses.
#[derive(Default)]
pub(super) struct Losses(Vec<Loss>);

impl Losses {
    /// Something stands in another's place.
    pub fn changed(&mut self, object: String, what: &str, instead: &str) {
        self.0.push(Loss {
            object,
            what: what.to_string(),
            instead: Some(instead.to_string()),
        });
    }

    /// A part of an object is left out.
    pub fn dropped(&mut self, object: String, what: &str) {
        self.0.push(Loss {
            object,
            what: what.to_string(),
            instead: None,
        });
    }

    /// An object is left out.
    pub fn whole(&mut self, object: String) {
        self.dropped(object, "");
    }

    pub fn into_list(self) -> Vec<Loss> {
        self.0
    }
}

/// The list as a remark at the head of a script; empty where nothing is lost.
pub(super) fn remark(to: Dialect, losses: &[Loss]) -> String {
    if losses.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "--\n-- {} does not hold all of it ({}):\n",
        to.title(),
        losses.len()
    );
    for loss in losses {
        // A line break in a name would end the remark.
        let line = loss
            .to_string()
            .replace(['\n', '\r', '\u{b}', '\u{c}'], " ");
        text.push_str(&format!("-- * {line}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_sentences() {
        let mut losses = Losses::default();
        losses.changed(
            "column a.b".to_string(),
            "its type uuid",
            "CHAR(36), a text",
        );
        losses.dropped("table a".to_string(), "row security");
        losses.whole("function f\nDROP".to_string());
        assert_eq!(
            remark(Dialect::Mysql, &losses.into_list()),
            "--\n-- MySQL does not hold all of it (3):\n-- * column a.b: its type uuid becomes CHAR(36), a text\n\
             -- * table a: row security is left out\n-- * function f DROP is left out\n"
        );
    }
}
