//! A design debate: the proposals that a document holds beside what is drawn, what reviewers said of them, and its rounds.
//!
//! A proposal is held as what tells it from the schema the debate began with, so several cost little. What a reviewer said is
//! never changed: a later statement names the earlier ones that it replaces. Files of several people are so merged as sets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    AccessPattern, AccessPatternId, Document, ObjectRef, OpError, Placement, ScaleHint, Schema,
    Settings, TableId, TenancySettings, Touched, Waiver, WaiverId, is_default,
};

/// Everything a document holds of a debate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Debate {
    /// The schema that proposals and rounds are held against.
    #[serde(skip_serializing_if = "is_default")]
    pub origin: Arc<Schema>,
    /// The proposals, by identities that no other document has.
    #[serde(skip_serializing_if = "is_default")]
    pub proposals: BTreeMap<String, Arc<Proposal>>,
    /// The proposal that is drawn.
    #[serde(skip_serializing_if = "is_default")]
    pub opened: Option<String>,
    /// The rounds that were closed, by identities that no other document has.
    #[serde(skip_serializing_if = "is_default")]
    pub rounds: BTreeMap<String, Arc<Round>>,
    /// What reviewers said, by a hash of what it is.
    #[serde(skip_serializing_if = "is_default")]
    pub statements: BTreeMap<String, Arc<Statement>>,
}

/// A way to change the base, with a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Name, in the author's words.
    pub name: String,
    /// Who proposes it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub author: String,
    /// What it does, in a sentence or two.
    #[serde(default, skip_serializing_if = "is_default")]
    pub summary: String,
    /// What it holds; `None` for the one that is drawn, which the document itself holds.
    #[serde(default, skip_serializing_if = "is_default")]
    pub version: Option<Box<Version>>,
}

/// What of a document makes a proposal: its schema, as the difference from the debate's origin, and what the schema is judged by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Version {
    /// The objects that the origin has otherwise, or not at all.
    #[serde(skip_serializing_if = "is_default")]
    pub changed: Schema,
    /// The objects that only the origin has.
    #[serde(skip_serializing_if = "is_default")]
    pub removed: BTreeSet<ObjectRef>,
    /// Tenancy.
    #[serde(skip_serializing_if = "is_default")]
    pub tenancy: TenancySettings,
    /// Settings, with the claims and risks of the proposal.
    #[serde(skip_serializing_if = "is_default")]
    pub settings: Settings,
    /// Declared queries.
    #[serde(skip_serializing_if = "is_default")]
    pub access_patterns: BTreeMap<AccessPatternId, AccessPattern>,
    /// What is known of sizes.
    #[serde(skip_serializing_if = "is_default")]
    pub scale: BTreeMap<TableId, ScaleHint>,
    /// Findings accepted with a reason.
    #[serde(skip_serializing_if = "is_default")]
    pub waivers: BTreeMap<WaiverId, Waiver>,
    /// Where tables stand.
    #[serde(skip_serializing_if = "is_default")]
    pub placements: BTreeMap<TableId, Placement>,
}

/// A round that was closed, with the proposals as they stood then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Number, from 1.
    pub number: u32,
    /// Day it was closed, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub closed: String,
    /// Who closed it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub by: String,
    /// The proposals, each with its version, by their identities.
    pub proposals: BTreeMap<String, Arc<Proposal>>,
}

/// Something a reviewer said. Never changed; a later statement may replace it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Who said it.
    pub by: String,
    /// The role in which (`Database`, `Security`, `Operations`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub role: String,
    /// Day, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub day: String,
    /// The round in which it was said.
    pub round: u32,
    /// The proposal it is about.
    pub proposal: String,
    /// What was said.
    pub said: Said,
    /// The statements whose place it takes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub replaces: BTreeSet<String>,
}

/// What a statement says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// A score, 0 to 100.
    Score {
        /// Identifier of the criterion (`data-integrity`).
        criterion: String,
        /// The score.
        score: u8,
        /// Why, which is never empty.
        rationale: String,
    },
    /// A remark pinned to something of the proposal.
    Remark {
        /// What it is pinned to.
        pin: Pin,
        /// The remark.
        text: String,
    },
    /// An answer to a remark.
    Reply {
        /// The remark.
        to: String,
        /// The answer.
        text: String,
    },
    /// A remark is settled.
    Resolved {
        /// The remark.
        remark: String,
    },
    /// An item of the evidence checklist holds, by a person's word.
    Ticked {
        /// The item's word.
        item: String,
    },
    /// What is replaced no longer holds, and nothing stands in its place.
    Withdrawn,
}

/// What a remark is pinned to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pin {
    /// A table, column or other object, with its name when the remark was made; the whole schema for the proposal as such.
    Object(ObjectRef, String),
    /// A step of the migration plan, by its title.
    Step(String),
}

impl Proposal {
    /// The greatest id it brings beside the origin's, 0 where it holds none.
    pub fn greatest_id(&self) -> u32 {
        let version = self.version.as_ref();
        version.map_or(0, |version| version.changed.greatest_id())
    }
}

impl Version {
    /// What a document holds now, against an origin.
    pub fn of(document: &Document, origin: &Schema) -> Version {
        let (changed, removed) = document.schema.less(origin);
        Version {
            changed,
            removed,
            tenancy: document.tenancy.clone(),
            settings: document.settings.clone(),
            access_patterns: document.access_patterns.clone(),
            scale: document.scale.clone(),
            waivers: document.waivers.clone(),
            placements: document.placements.clone(),
        }
    }

    /// The schema.
    pub fn schema(&self, origin: &Schema) -> Schema {
        origin.with(&self.changed, &self.removed)
    }

    /// Puts it in the place of what a document holds; gives back what was touched.
    pub fn put_into(self, document: &mut Document, origin: &Schema) -> Touched {
        let schema = self.schema(origin);
        let touched = touched_between(document, &schema, &self.placements);
        document.schema = schema;
        document.tenancy = self.tenancy;
        document.settings = self.settings;
        document.access_patterns = self.access_patterns;
        document.scale = self.scale;
        document.waivers = self.waivers;
        document.placements = self.placements;
        touched
    }
}

/// What differs between a document and the schema and placements that come in its place.
fn touched_between(
    document: &Document,
    schema: &Schema,
    placements: &BTreeMap<TableId, Placement>,
) -> Touched {
    let mut touched = Touched {
        list: true,
        settings: true,
        ..Touched::default()
    };
    let (changed, gone) = schema.less(&document.schema);
    for object in changed.references().into_iter().chain(gone) {
        match object {
            ObjectRef::Table(table) => touched.tables.insert(table),
            other => touched.objects.insert(other),
        };
    }
    let all = document.placements.keys().chain(placements.keys());
    touched.placements = all
        .filter(|table| document.placements.get(table) != placements.get(table))
        .copied()
        .collect();
    touched
}

/// Draws another proposal in the place of the one that is drawn, which keeps its state; gives back the one drawn before.
///
/// # Errors
/// When the proposal is not there, or what is drawn belongs to none and would be lost.
pub(super) fn open(
    document: &mut Document,
    wanted: Option<String>,
    touched: &mut Touched,
) -> Result<Option<String>, OpError> {
    let debate = &document.debate;
    let before = debate.opened.clone();
    if before == wanted {
        return Ok(before);
    }
    let held = |id: &Option<String>| match id {
        None => Ok(false),
        Some(id) => match debate.proposals.get(id) {
            Some(proposal) => Ok(proposal.version.is_some()),
            None => Err(OpError::NoProposal(id.clone())),
        },
    };
    // What is drawn must go on standing somewhere: in the slot of the proposal left, or as what is drawn.
    if held(&before)? || held(&wanted)? != (before.is_some() && wanted.is_some()) {
        return Err(OpError::NotKept);
    }
    let origin = debate.origin.clone();
    if let (Some(before), Some(wanted)) = (&before, &wanted) {
        let kept = Version::of(document, &origin);
        let debate = Arc::make_mut(&mut document.debate);
        if let Some(proposal) = debate.proposals.get_mut(before) {
            Arc::make_mut(proposal).version = Some(Box::new(kept));
        }
        let version = debate
            .proposals
            .get_mut(wanted)
            .and_then(|proposal| Arc::make_mut(proposal).version.take());
        if let Some(version) = version {
            touched.merge(&version.put_into(document, &origin));
        }
    }
    Arc::make_mut(&mut document.debate).opened = wanted;
    Ok(before)
}
