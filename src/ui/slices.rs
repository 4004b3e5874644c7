//! Work in slices, so that the page paints and answers in between.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use leptos::prelude::*;

use crate::model::{Document, Settings};
use crate::platform::clock;
use crate::review::{Effect, Judging, effect};
use crate::ui::session::Session;

/// How long a slice takes at least, in milliseconds: half of the time between two pictures at 60 a second. One part of the
/// work more may follow.
const SLICE: f64 = 8.0;

/// Does work part by part until `step` says that it is done, and lets the page live after each slice.
pub fn in_slices(mut step: impl FnMut() -> bool + 'static) {
    set_timeout(
        move || {
            let begun = clock::elapsed();
            while clock::elapsed() - begun < SLICE {
                if step() {
                    return;
                }
            }
            in_slices(step);
        },
        Duration::ZERO,
    );
}

/// Settings tried before they are chosen, one after the other: what each would change of what is found now.
#[derive(Clone, Copy)]
pub struct Trial {
    effects: RwSignal<BTreeMap<String, Effect>>,
    /// Which of the trials counts; one that is overtaken ends.
    newest: StoredValue<u32>,
}

/// A document under other settings, on its way to be judged.
struct Tried {
    name: String,
    document: Document,
    judging: Option<Judging>,
}

impl Trial {
    /// Nothing is tried yet.
    pub fn new() -> Self {
        Trial {
            effects: RwSignal::new(BTreeMap::new()),
            newest: StoredValue::new(0),
        }
    }

    /// What the settings of this name would change; `None` while that is not known.
    pub fn effect(&self, name: &str) -> Option<Effect> {
        self.effects.with(|effects| effects.get(name).cloned())
    }

    /// Tries settings, each under a name. What was tried before is forgotten.
    pub fn start(&self, session: Session, settings: Vec<(String, Settings)>) {
        self.effects.set(BTreeMap::new());
        self.newest.update_value(|newest| *newest += 1);
        let own = self.newest.get_value();
        let mut waiting: VecDeque<Tried> = session.document(|document| {
            let tried = settings.into_iter().map(|(name, settings)| Tried {
                name,
                document: Document {
                    settings,
                    ..document.clone()
                },
                judging: None,
            });
            tried.collect()
        });
        let trial = *self;
        in_slices(move || {
            // The dialog may be gone, and another trial may have begun.
            if trial.newest.try_get_value() != Some(own) {
                return true;
            }
            let Some(tried) = waiting.front_mut() else {
                return true;
            };
            let Some(judging) = &mut tried.judging else {
                let begun = session.review(|review| Judging::like(review, &tried.document));
                tried.judging = Some(begun);
                return false;
            };
            if judging.step(&tried.document) {
                trial.take(&session, waiting.pop_front());
            }
            false
        });
    }

    /// Keeps what a finished judging says.
    fn take(&self, session: &Session, tried: Option<Tried>) {
        let Some(Tried {
            name,
            document,
            judging: Some(judging),
        }) = tried
        else {
            return;
        };
        let after = judging.finish(&document);
        let told = session.review(|review| effect(review, &after));
        self.effects.update(|effects| {
            effects.insert(name, told);
        });
    }
}
