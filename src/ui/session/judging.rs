//! What follows an edit: it is shown, judged and kept. Documents of many tables show it first and judge it behind that.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::editor::Change;
use crate::model::Touched;
use crate::model::script::Script;
use crate::platform::clock::{self, measured};
use crate::review::Review;
use crate::rules::Rules;
use crate::ui::chunks;
use crate::ui::widgets::counted;

use super::{JUDGED_AT_ONCE, Session, State};

impl Session {
    /// After every change of the document: judges again, wakes the views, keeps the work.
    pub(super) fn after(&self, change: &Change) {
        if change.ops.is_empty() {
            return;
        }
        let before = self.review(|review| review.score().total);
        let mut drawn = BTreeSet::new();
        let mut later = false;
        self.change(|state| {
            let document = state.editor.document();
            let touched = &change.touched;
            if !state.review.is_judged() {
                // An edit came before the first judgement, which will look at all.
                state.review = Review::unjudged(document, &clock::today());
            } else if touched.schema_changed() || touched.list {
                state.behind.merge(touched);
                // Of many tables the edit is shown first, and judged behind it.
                later = document.schema.tables.len() > JUDGED_AT_ONCE && !touched.settings;
                if !later {
                    state.catch_up();
                }
            }
            let document = state.editor.document();
            let root = state.review.tenancy().root;
            drawn = state.drawing.update(document, touched, root);
            if touched.settings {
                state.base_review = crate::review::of_base(document, &state.review);
            }
        });
        if let Some((first, rest)) = change.left.split_first() {
            let others = match rest.len() {
                0 => String::new(),
                count => format!(" and {}", counted(count, "other object")),
            };
            let words = format!("{first}{others} may still say the old name. Look at the text.");
            self.interface.tell(words, true);
        }
        self.notify(&change.touched, &drawn, !later);
        self.keep(&change.ops);
        self.judge();
        let (session, label) = (*self, change.label.clone());
        match later {
            true => after_paint(move || {
                session.catch_up();
                session.tell_score(label, before);
            }),
            false => self.tell_score(label, before),
        }
    }

    /// Judges what was shown before it was judged.
    fn catch_up(&self) {
        let mut caught = false;
        let mut drawn = BTreeSet::new();
        self.change(|state| {
            caught = state.catch_up();
            // Another table may be the tenants' now.
            let root = state.review.tenancy().root;
            let document = state.editor.document();
            drawn = state.drawing.update(document, &Touched::default(), root);
        });
        if caught {
            self.wake(&drawn);
            self.judged.notify();
        }
        if !drawn.is_empty() {
            self.drawn.notify();
        }
    }

    fn tell_score(&self, label: String, before: i32) {
        let now = self.review(|review| review.score().total);
        self.interface.speak(match now == before {
            true => label,
            false => format!("{label}. Score {now}"),
        });
    }

    /// Judges the document and its base, unless that is done. The rules are fetched at the first call.
    pub fn judge(&self) {
        let done = self.state.with_value(|state| {
            let based = state.base_review.is_some() || state.editor.document().base.is_none();
            state.review.is_judged() && based
        });
        if done {
            return;
        }
        let session = *self;
        if let Some(rules) = chunks::rules_here() {
            return after_paint(move || session.judge_by(rules));
        }
        spawn_local(async move {
            // What cannot be had now is asked for again with the next document, and by whoever shows findings.
            if let Ok(rules) = chunks::fetch_rules().await {
                session.judge_by(rules);
            }
        });
    }

    /// Judges the files of a plan together with the document, or takes their findings away.
    pub fn judge_script(&self, script: Option<&Script>) {
        self.catch_up();
        let changed = self.change(|state| {
            let document = state.editor.document();
            let judged = state.review.is_judged();
            judged && (script.is_some() || state.review.has_script()) && {
                measured("review of the plan", || {
                    state.review.judge_script(document, script)
                });
                true
            }
        });
        if changed {
            self.judged.notify();
        }
    }

    fn judge_by(&self, rules: Rules) {
        let waited = self.change(|state| {
            let waited = !state.review.is_judged();
            if waited {
                state.behind = Touched::default();
                let document = state.editor.document();
                measured("full review", || state.review.judge(rules, document));
            }
            waited
        });
        if waited {
            self.judged.notify();
        }
        // The base tells the change of the score.
        self.change(|state| {
            state.base_review = crate::review::of_base(state.editor.document(), &state.review);
        });
        self.judged.notify();
    }
}

impl State {
    /// Brings the review up to date; false when it was.
    fn catch_up(&mut self) -> bool {
        let behind = std::mem::take(&mut self.behind);
        let judged = self.review.is_judged() && behind != Touched::default();
        if judged {
            measured("review after an edit", || {
                self.review.update(self.editor.document(), &behind);
            });
        }
        judged
    }
}

/// Does something once the page has shown what it shows now.
pub(super) fn after_paint(work: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(work, std::time::Duration::ZERO));
}
