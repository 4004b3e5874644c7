//! What the parts of the room share.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::debate::report::letter;
use crate::debate::{self, InParts, Judged, Reviewer};
use crate::model::Document;
use crate::model::debate::Debate;
use crate::platform::{clock, person};
use crate::rules::Rules;
use crate::ui::chunks;
use crate::ui::session::{Session, use_session};
use crate::ui::slices::in_slices;

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
    /// Percent done while proposals are being judged.
    pub judging: RwSignal<Option<usize>>,
}

/// Proposals judged, by identity and round.
type Kept = RwSignal<BTreeMap<(String, u32), Arc<Judged>>>;

/// A proposal as it is to be judged, with its identity and round.
type Drawn = ((String, u32), Document);

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
        let kept: Kept = RwSignal::new(BTreeMap::new());
        let number = move || {
            let open = || session.document(|document| debate::current(&document.debate));
            round.get().unwrap_or_else(open)
        };
        let wanted = move || {
            session.track_list();
            session.track_settings();
            session.track_debate();
            pair(&proposals.get(), chosen.map(|one| one.get()))
        };
        let judging = judge_what_is_shown(rules, kept, move || {
            let (wanted, number) = (wanted(), number());
            session.document(|document| {
                let drawn = wanted.into_iter().filter_map(|one| {
                    let drawn = drawn_in(document, number, &one.id)?;
                    Some(((one.id, number), drawn))
                });
                drawn.collect()
            })
        });
        let sides = Memo::new(move |_| {
            let (wanted, number) = (wanted(), number());
            session.document(|document| {
                let judge = |one: Named| {
                    let key = (one.id.clone(), number);
                    let judged = kept.with(|kept| kept.get(&key).cloned())?;
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
            judging,
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

/// A proposal as it stands in a round, for the machine to judge.
fn drawn_in(document: &Document, round: u32, id: &str) -> Option<Document> {
    let mut drawn = debate::document_in_round(document, round, id)?;
    // What people say does not change what the machine says.
    drawn.debate = Arc::new(Debate {
        origin: document.debate.origin.clone(),
        ..Debate::default()
    });
    drawn.next_id = 0;
    Some(drawn)
}

/// Judges the proposals that `drawn` gives, whenever they are others than those judged before, in slices; percent done while
/// that lasts. What was said of a proposal before stands until it is judged anew.
fn judge_what_is_shown(
    rules: RwSignal<Option<Rules>>,
    kept: Kept,
    drawn: impl Fn() -> Vec<Drawn> + Send + Sync + 'static,
) -> RwSignal<Option<usize>> {
    let judging = RwSignal::new(None);
    let newest = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let drawn = drawn();
        let Some(rules) = rules.get() else {
            return;
        };
        newest.update_value(|newest| *newest += 1);
        let own = newest.get_value();
        let is_known = |(key, document): &Drawn| {
            kept.with_untracked(|kept| {
                kept.get(key)
                    .is_some_and(|known| known.document == *document)
            })
        };
        let mut waiting: Vec<Drawn> = drawn.into_iter().filter(|one| !is_known(one)).collect();
        waiting.reverse();
        let all = waiting.len();
        judging.set((all > 0).then_some(0));
        let mut begun: Option<((String, u32), InParts)> = None;
        in_slices(move || {
            // The room may be left, and something else may have to be judged by now.
            if newest.try_get_value() != Some(own) {
                return true;
            }
            let Some((key, mut parts)) = begun.take() else {
                let next = waiting.pop();
                begun = next.map(|(key, document)| (key, InParts::new(document, rules)));
                if begun.is_none() {
                    judging.set(None);
                }
                return begun.is_none();
            };
            let done = parts.step();
            let (part, of) = parts.progress();
            let before = all.saturating_sub(waiting.len() + 1);
            let percent = (before * of + part) * 100 / (all * of).max(1);
            if judging.get_untracked() != Some(percent) {
                judging.set(Some(percent));
            }
            if done {
                let judged = Arc::new(parts.finish());
                kept.update(|kept| {
                    kept.insert(key, judged);
                });
            } else {
                begun = Some((key, parts));
            }
            false
        });
    });
    judging
}

/// The machine's word on one proposal as it stands now, judged in slices; `None` until it is there.
pub(super) fn judged_in_slices(
    id: String,
    rules: RwSignal<Option<Rules>>,
) -> RwSignal<Option<Arc<Judged>>> {
    let session = use_session();
    let judged = RwSignal::new(None);
    Effect::new(move |_| {
        let drawn = session.document(|document| debate::document_of(document, &id));
        let (Some(rules), Some(drawn)) = (rules.get(), drawn) else {
            return;
        };
        let mut parts = Some(InParts::new(drawn, rules));
        in_slices(move || {
            let done = parts.as_mut().is_none_or(InParts::step);
            if done && let Some(parts) = parts.take() {
                // The dialog may be gone.
                let _ = judged.try_set(Some(Arc::new(parts.finish())));
            }
            done
        });
    });
    judged
}
