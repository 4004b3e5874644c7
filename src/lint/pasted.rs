//! A text that was pasted: one migration, or several parted by lines of comment.

use std::collections::BTreeMap;

use crate::import::{Pair, Source};

/// The name of a migration that says none.
const UNNAMED: &str = "003_change_schema.sql";

/// What a pasted text holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// The files with their ways back.
    pub pairs: Vec<Pair>,
    /// The file of the whole schema.
    pub whole: Option<Source>,
    /// Hashes of a lock file, by file name.
    pub recorded: BTreeMap<String, String>,
}

/// Takes a text apart. `-- file NAME` names what follows, `-- next file` begins another, `-- way back` the down of the one
/// above, `-- init` the file of the whole schema; `-- recorded NAME HASH` is a line of a lock file.
pub fn pasted(text: &str) -> Pasted {
    enum Into {
        Up,
        Down,
        Whole,
    }
    let mut found = Pasted::default();
    let mut into = Into::Up;
    found.pairs.push(pair(UNNAMED.to_string()));
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let fresh = found
            .pairs
            .last()
            .is_none_or(|last| last.up.text.trim().is_empty() && last.down.is_none());
        match words.as_slice() {
            ["--", "file", name] => {
                if fresh {
                    found.pairs.pop();
                }
                found.pairs.push(pair((*name).to_string()));
                into = Into::Up;
            }
            ["--", "next", "file"] => {
                let number = found.pairs.len() + 3;
                found
                    .pairs
                    .push(pair(UNNAMED.replace('3', &number.to_string())));
                into = Into::Up;
            }
            ["--", "way", "back"] => into = Into::Down,
            ["--", "init"] => into = Into::Whole,
            ["--", "recorded", name, hash] => {
                found
                    .recorded
                    .insert((*name).to_string(), (*hash).to_string());
            }
            _ => {
                let Some(last) = found.pairs.last_mut() else {
                    continue;
                };
                let source = match into {
                    Into::Up => &mut last.up,
                    Into::Down => last.down.get_or_insert_with(|| Source {
                        name: last.up.name.replace(".sql", ".down.sql"),
                        text: String::new(),
                    }),
                    Into::Whole => found.whole.get_or_insert_with(|| Source {
                        name: "init.sql".to_string(),
                        text: String::new(),
                    }),
                };
                source.text.push_str(line);
                source.text.push('\n');
            }
        }
    }
    found
}

/// A migration as it is pasted, under its name.
pub fn shown(pair: &Pair) -> String {
    let mut text = format!("-- file {}\n{}\n", pair.up.name, pair.up.text);
    if let Some(down) = &pair.down {
        text.push_str(&format!("-- way back\n{}\n", down.text));
    }
    text
}

fn pair(name: String) -> Pair {
    Pair {
        up: Source {
            name,
            text: String::new(),
        },
        down: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_file_unless_it_says_otherwise() {
        let one = pasted("ALTER TABLE t ADD a int;\nSELECT 1;");
        assert_eq!(one.pairs.len(), 1);
        assert_eq!(one.pairs[0].up.name, "003_change_schema.sql");
        let several = pasted(
            "-- file 001_a.sql\nSELECT 1;\n-- way back\nSELECT 2;\n-- next file\nSELECT 3;\n-- init\nSELECT 4;",
        );
        assert_eq!(several.pairs.len(), 2);
        assert_eq!(several.pairs[0].up.name, "001_a.sql");
        assert_eq!(several.pairs[0].down.as_ref().unwrap().text, "SELECT 2;\n");
        assert_eq!(several.pairs[1].up.text, "SELECT 3;\n");
        assert_eq!(several.whole.unwrap().text, "SELECT 4;\n");
    }
}
