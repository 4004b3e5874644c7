//! The document: a schema, what is drawn around it, and what is said about it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::choices::Strategy;
use super::debate::Debate;
use super::{
    AccessPattern, AccessPatternId, AreaId, MigrationChoices, NoteId, ObjectRef, SavedViewId,
    ScaleHint, Schema, Settings, TableId, TenancySettings, WaiverId, is_default,
};

/// Everything one file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Title, as shown in the top bar.
    pub title: String,
    /// The next id to hand out. Never goes back, so an id is never used twice.
    pub next_id: u32,
    /// What is drawn.
    pub schema: Schema,
    /// What the migration starts from: what was imported or last committed. `None` until then (an empty database).
    #[serde(default, skip_serializing_if = "is_default")]
    pub base: Option<Arc<Schema>>,
    /// Where tables stand.
    #[serde(default, skip_serializing_if = "is_default")]
    pub placements: BTreeMap<TableId, Placement>,
    /// Areas of the drawing.
    #[serde(default, skip_serializing_if = "is_default")]
    pub areas: BTreeMap<AreaId, Area>,
    /// Notes on the drawing.
    #[serde(default, skip_serializing_if = "is_default")]
    pub notes: BTreeMap<NoteId, Note>,
    /// Looks at the drawing that were given a name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub saved_views: BTreeMap<SavedViewId, SavedView>,
    /// Tenancy.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tenancy: TenancySettings,
    /// Profile, server version, stances.
    #[serde(default)]
    pub settings: Settings,
    /// Declared queries.
    #[serde(default, skip_serializing_if = "is_default")]
    pub access_patterns: BTreeMap<AccessPatternId, AccessPattern>,
    /// What is known of sizes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scale: BTreeMap<TableId, ScaleHint>,
    /// What was chosen for the migration from the base.
    #[serde(default, skip_serializing_if = "is_default")]
    pub migration: MigrationChoices,
    /// Findings accepted with a reason.
    #[serde(default, skip_serializing_if = "is_default")]
    pub waivers: BTreeMap<WaiverId, Waiver>,
    /// Proposals, and what reviewers say of them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub debate: Arc<Debate>,
}

impl Document {
    /// A document around a schema; nothing is placed yet and there is no base.
    pub fn new(title: &str, schema: Schema) -> Self {
        Document {
            title: title.to_string(),
            next_id: schema.greatest_id() + 1,
            schema,
            ..Document::default()
        }
    }

    /// How the migration treats tables that hold rows: as was chosen for it, else as the stance `migration.mode` says. What is
    /// drawn is meant for a database in use until somebody says otherwise.
    pub fn strategy(&self) -> Strategy {
        let said = || Strategy::of_word(self.settings.stances.get("migration.mode")?);
        let chosen = self.migration.strategy.or_else(said);
        chosen.unwrap_or(Strategy::Online)
    }

    /// Hands out a fresh id of any kind.
    pub fn allocate<Id: From<u32>>(&mut self) -> Id {
        // 0 is never handed out, so that a document made by `default()` starts at 1.
        let id = self.next_id.max(1);
        self.next_id = id.saturating_add(1);
        Id::from(id)
    }
}

/// Where a table stands on the drawing and how it is shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// Left edge in world pixels.
    pub x: f64,
    /// Top edge in world pixels.
    pub y: f64,
    /// Automatic arrangement leaves it where it is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pinned: bool,
    /// Only the header is drawn.
    #[serde(default, skip_serializing_if = "is_default")]
    pub collapsed: bool,
    /// Of the rows only those of keys are drawn. Says nothing while the card is collapsed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub keys_only: bool,
    /// Not drawn at all.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hidden: bool,
}

impl Eq for Placement {}

/// The colour of an area or a note, to tell them apart; it means nothing by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tint {
    /// The usual one.
    #[default]
    Plain,
    /// Blue.
    Blue,
    /// Green.
    Green,
    /// Rose.
    Rose,
    /// Violet.
    Violet,
}

impl Tint {
    /// All of them, the usual one first.
    pub const ALL: [Tint; 5] = [
        Tint::Plain,
        Tint::Blue,
        Tint::Green,
        Tint::Rose,
        Tint::Violet,
    ];

    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            Tint::Plain => "Plain",
            Tint::Blue => "Blue",
            Tint::Green => "Green",
            Tint::Rose => "Rose",
            Tint::Violet => "Violet",
        }
    }
}

/// A named area that carries its tables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Stable identity.
    pub id: AreaId,
    /// Title.
    pub title: String,
    /// Left edge in world pixels.
    pub x: f64,
    /// Top edge in world pixels.
    pub y: f64,
    /// Width in world pixels.
    pub width: f64,
    /// Height in world pixels.
    pub height: f64,
    /// Its colour.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tint: Tint,
}

impl Eq for Area {}

/// A look at the drawing that was given a name: what part of it, what of it is hidden, what is in focus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedView {
    /// Stable identity.
    pub id: SavedViewId,
    /// Name.
    pub name: String,
    /// Left edge of what is in view, in world pixels.
    pub x: f64,
    /// Top edge of what is in view, in world pixels.
    pub y: f64,
    /// Screen pixels for a world pixel.
    pub zoom: f64,
    /// Tables that are hidden. Those that are gone by now say nothing.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hidden: BTreeSet<TableId>,
    /// What is in focus.
    #[serde(default, skip_serializing_if = "is_default")]
    pub focus: Option<Focus>,
}

impl Eq for SavedView {}

/// Some tables with their neighbours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Focus {
    /// The tables themselves.
    pub tables: BTreeSet<TableId>,
    /// How many relationships away from them a neighbour may be.
    pub steps: u8,
    /// Whether the rest is hidden; it is dimmed otherwise.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hides: bool,
}

/// A note on the drawing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Stable identity.
    pub id: NoteId,
    /// Plain text.
    pub text: String,
    /// Left edge in world pixels.
    pub x: f64,
    /// Top edge in world pixels.
    pub y: f64,
    /// Width in world pixels.
    pub width: f64,
    /// Height in world pixels.
    pub height: f64,
    /// Its colour.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tint: Tint,
}

impl Eq for Note {}

/// A finding accepted with a reason (rules.md section 1.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// Stable identity.
    pub id: WaiverId,
    /// Rule name.
    pub rule: String,
    /// Object, or the whole schema for the rule as such.
    pub object: ObjectRef,
    /// Why it is safe here.
    pub reason: String,
    /// Who says so.
    #[serde(default, skip_serializing_if = "is_default")]
    pub author: String,
    /// Last day it holds, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub expires: Option<String>,
}

impl Waiver {
    /// Whether its last day lies before `today` (`YYYY-MM-DD`); an empty `today` is before every day.
    pub fn has_expired(&self, today: &str) -> bool {
        // Days are written so that their order is that of their letters.
        let last = self.expires.as_deref().map(str::trim);
        last.is_some_and(|day| !day.is_empty() && !today.is_empty() && day < today)
    }

    /// Why, who says so, and until when: `Unused since May. (Ann, until 2027-01-31)`.
    pub fn words(&self) -> String {
        let author = Some(self.author.trim()).filter(|author| !author.is_empty());
        let until = self.expires.as_deref().map(|day| format!("until {day}"));
        let rest: Vec<String> = author
            .map(str::to_string)
            .into_iter()
            .chain(until)
            .collect();
        if rest.is_empty() {
            self.reason.clone()
        } else {
            format!("{} ({})", self.reason, rest.join(", "))
        }
    }
}
