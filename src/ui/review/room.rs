//! What the parts of the room share.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::debate::report::letter;
use crate::debate::{self, Judged, Reviewer};
use crate::model::Document;
use crate::model::debate::Debate;
use crate::platform::{clock, person};
use crate::rules::Rules;
use crate::ui::chunks;
use crate::ui::session::{Session, use_session};

/// A proposal that is compared.
#[derive(Clone)]
pub(super) struct Side {
    pub id: String,
    pub letter: String,
    pub name: String,
    pub author: String,
    pub judged: Arc<Judged>,
}

impl PartialEq for Side {
    fn eq(&self, other: &Self) -> bool {
        (&self.id, &self.letter, &self.name, &self.author)
            == (&other.id, &other.letter, &other.name, &other.author)
            && Arc::ptr_eq(&self.judged, &other.judged)
    }
}

/// A proposal as lists name it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub id: String,
    pub letter: String,
    pub name: String,
}

/// Handles only.
#[derive(Clone, Copy)]
pub(super) struct Room {
    pub session: Session,
    pub rules: RwSignal<Option<Rules>>,
    /// All proposals.
    pub proposals: Memo<Vec<Named>>,
    /// The proposals chosen for comparison; where one is gone, or none was chosen, the first that is left takes its place.
    pub chosen: [RwSignal<Option<String>>; 2],
    /// The round that is shown; `None` for the one that is open.
    pub round: RwSignal<Option<u32>>,
    /// Whether resolved remarks are shown, in place of those that are open.
    pub resolved: RwSignal<bool>,
    /// Whether a narrow window shows the rounds in place of the remarks.
    pub shows_rounds: RwSignal<bool>,
    /// Where the next remark is pinned: the proposal, and the name as typed.
    pub pin: RwSignal<(String, String)>,
    /// The proposals that are compared, judged.
    pub sides: Memo<Vec<Side>>,
}

type Kept = StoredValue<BTreeMap<(String, u32), Arc<Judged>>>;

impl Room {
    pub fn new() -> Self {
        let session = use_session();
        let rules = RwSignal::new(chunks::rules_here());
        if rules.get_untracked().is_none() {
            spawn_local(async move {
                if let Ok(fetched) = chunks::fetch_rules().await {
                    let _ = rules.try_set(Some(fetched));
                }
            });
        }
        let proposals = Memo::new(move |_| {
            session.track_debate();
            session.document(named)
        });
        let chosen = [RwSignal::new(None), RwSignal::new(None)];
        let round = RwSignal::new(None);
        let kept: Kept = StoredValue::new(BTreeMap::new());
        let sides = Memo::new(move |_| {
            session.track_list();
            session.track_settings();
            session.track_debate();
            let Some(rules) = rules.get() else {
                return Vec::new();
            };
            let all = proposals.get();
            let wanted = pair(&all, chosen.map(|one| one.get()));
            session.document(|document| {
                let number = round
                    .get()
                    .unwrap_or_else(|| debate::current(&document.debate));
                let judge = |one: Named| {
                    let judged = judged(document, number, &one.id, rules, kept)?;
                    let proposal = document.debate.proposals.get(&one.id)?;
                    Some(Side {
                        author: proposal.author.clone(),
                        id: one.id,
                        letter: one.letter,
                        name: one.name,
                        judged,
                    })
                };
                wanted.into_iter().filter_map(judge).collect()
            })
        });
        let drawn = session.document(|document| document.debate.opened.clone());
        let selected = session.editor(|editor| editor.selection().primary_object());
        let at = selected
            .and_then(|object| session.document(|document| document.schema.display_name(object)));
        Room {
            session,
            rules,
            proposals,
            chosen,
            round,
            resolved: RwSignal::new(false),
            shows_rounds: RwSignal::new(false),
            pin: RwSignal::new((drawn.unwrap_or_default(), at.unwrap_or_default())),
            sides,
        }
    }

    /// The number of the round that is shown, tracked.
    pub fn shown_round(&self) -> u32 {
        self.session.track_debate();
        let open = self
            .session
            .document(|document| debate::current(&document.debate));
        self.round.get().unwrap_or(open)
    }
}

/// Who reviews, as this browser remembers it.
pub(super) fn reviewer() -> Reviewer {
    Reviewer {
        name: person::name(),
        role: person::role(),
        day: clock::today(),
    }
}

/// The proposals of a document in the order of their letters.
pub(super) fn named(document: &Document) -> Vec<Named> {
    let proposals = document.debate.proposals.iter().enumerate();
    proposals
        .map(|(place, (id, proposal))| Named {
            id: id.clone(),
            letter: letter(place),
            name: proposal.name.clone(),
        })
        .collect()
}

/// The proposals to compare: those chosen, or the first that are left.
pub(super) fn pair(all: &[Named], chosen: [Option<String>; 2]) -> Vec<Named> {
    let [first, second] = chosen;
    let find = |id: Option<String>| id.and_then(|id| all.iter().find(|one| one.id == id));
    let second = find(second);
    let first = find(first).or_else(|| {
        all.iter()
            .find(|one| Some(one.id.as_str()) != second.map(|one| one.id.as_str()))
    });
    let other = second.filter(|one| first.is_some_and(|first| first.id != one.id));
    let other = other.or_else(|| {
        all.iter()
            .find(|one| first.is_some_and(|first| first.id != one.id))
    });
    first.into_iter().chain(other).cloned().collect()
}

/// The machine's word on a proposal in a round, kept until something that it rests on changes.
fn judged(
    document: &Document,
    round: u32,
    id: &str,
    rules: Rules,
    kept: Kept,
) -> Option<Arc<Judged>> {
    let mut drawn = debate::document_in_round(document, round, id)?;
    // What people say does not change what the machine says.
    drawn.debate = Arc::new(Debate {
        origin: document.debate.origin.clone(),
        ..Debate::default()
    });
    drawn.next_id = 0;
    let key = (id.to_string(), round);
    let known = kept.with_value(|kept| kept.get(&key).cloned());
    if let Some(known) = known.filter(|known| known.document == drawn) {
        return Some(known);
    }
    let judged = Arc::new(Judged::of(drawn, rules));
    kept.update_value(|kept| {
        kept.insert(key, judged.clone());
    });
    Some(judged)
}
