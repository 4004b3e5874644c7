//! What was chosen for the migration from a document's base to what is drawn: which pairs are renames, how each change is made,
//! and whose files are written.

use serde::{Deserialize, Serialize};

use super::{ObjectRef, is_default};

/// How a plan treats tables that hold rows and serve readers and writers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// Expand, backfill, contract: several files, each safe to run while the application works.
    Online,
    /// One transaction, for small or unreleased tables.
    #[default]
    Single,
}

/// How a change is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// In phases, beside the running application.
    Phased,
    /// By the direct statement.
    Direct,
    /// What would be dropped stays under another name.
    Keep,
}

impl Strategy {
    /// The strategy of a word of the stance `migration.mode`.
    pub fn of_word(word: &str) -> Option<Strategy> {
        match word {
            "online" => Some(Strategy::Online),
            "single" => Some(Strategy::Single),
            _ => None,
        }
    }
}

impl Way {
    /// The way in one word, lower case, as the command line takes it.
    pub fn name(self) -> &'static str {
        match self {
            Way::Phased => "phased",
            Way::Direct => "direct",
            Way::Keep => "keep",
        }
    }
}

/// A rename the author declares: names as people write them, `users`, `billing.users`, `users.email`, `billing.users.email`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rename {
    /// Name in the base.
    pub from: String,
    /// Name in the target; for a column its last part is enough.
    pub to: String,
}

/// How the change of one object is made, where there is more than one way and the user chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenWay {
    /// The object, of the base, or of what is drawn where the base has none.
    pub object: ObjectRef,
    /// The way.
    pub way: Way,
}

/// The choices of a document. One may be outlived by what it was about, and then says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MigrationChoices {
    /// How tables with rows are treated; `None`: as the stance `migration.mode` says.
    #[serde(default, skip_serializing_if = "is_default")]
    pub strategy: Option<Strategy>,
    /// Pairs that are one thing under a new name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub renames: Vec<Rename>,
    /// Pairs that look like a rename and are two things.
    #[serde(default, skip_serializing_if = "is_default")]
    pub apart: Vec<Rename>,
    /// How changes are made, sorted by object.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ways: Vec<ChosenWay>,
    /// Name of the layout of the files ([`crate::migration::layout::Layout::name`]); `None`: as the folder tells, or else as the
    /// stance `files` says.
    #[serde(default, skip_serializing_if = "is_default")]
    pub layout: Option<String>,
    /// Name of the migration; `None`: the one that the plan proposes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: Option<String>,
}

impl MigrationChoices {
    /// Notes whether a pair is a rename.
    pub fn answer(&mut self, pair: &Rename, is_rename: bool) {
        self.renames.retain(|one| one != pair);
        self.apart.retain(|one| one != pair);
        let list = if is_rename {
            &mut self.renames
        } else {
            &mut self.apart
        };
        list.push(pair.clone());
    }

    /// Notes how the change of an object is made.
    pub fn choose(&mut self, object: ObjectRef, way: Way) {
        let chosen = ChosenWay { object, way };
        match self.ways.binary_search_by_key(&object, |one| one.object) {
            Ok(place) => {
                if let Some(one) = self.ways.get_mut(place) {
                    *one = chosen;
                }
            }
            Err(place) => self.ways.insert(place, chosen),
        }
    }

    /// What still holds once the migration was made and another one begins: how, and whose files, but nothing of this change.
    pub fn for_the_next(&self) -> Self {
        MigrationChoices {
            strategy: self.strategy,
            layout: self.layout.clone(),
            ..MigrationChoices::default()
        }
    }
}
