//! How the document is judged and what it is written for: tenancy, profile, server version, stances, severities of rules.

mod drawing;
mod profile;
mod rules;
mod stances;
mod tenancy;

use leptos::prelude::*;

use crate::model::{Op, Settings, TenancyClass};
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Modal, counted};

use super::{Head, closing};
use drawing::DrawingPart;
use profile::ProfilePart;
use rules::RulesPart;
use stances::StancePart;
use tenancy::TenancyPart;

#[component]
pub fn SettingsDialog() -> impl IntoView {
    let close = closing();
    view! {
        <Modal label="Settings" class="dialog wide settings" on_close=close>
            <Head title="Settings" />
            <p class="lead">"They belong to this document and are saved with it. Each change is judged at once and can be undone."</p>
            <div class="setgrid">
                <div class="setbody" tabindex="-1">
                    <TenancyPart />
                    <ProfilePart />
                    <StancePart />
                    <DrawingPart />
                </div>
                <RulesPart />
            </div>
            <div class="dfoot">
                <Standing />
                <span class="grow"></span>
                <button class="btn primary" on:click=move |_| close.run(())>"Close"</button>
            </div>
        </Modal>
    }
}

/// The score and the findings under what is set now.
#[component]
fn Standing() -> impl IntoView {
    let session = use_session();
    view! {
        <span role="status">{move || {
            session.track_review();
            session.review(|review| {
                let counts = review.counts();
                let scoped = review.tenancy().classes.values().filter(|one| one.class == TenancyClass::TenantScoped).count();
                format!(
                    "Score {}: {}, {}, {}. {} tenant-scoped.",
                    review.score().total,
                    counted(counts.errors, "error"),
                    counted(counts.warnings, "warning"),
                    counted(counts.infos, "note"),
                    counted(scoped, "table"),
                )
            })
        }}</span>
    }
}

fn set_settings(session: &Session, change: impl FnOnce(&mut Settings)) {
    let old = session.document(|document| document.settings.clone());
    let mut settings = old.clone();
    change(&mut settings);
    if settings != old {
        session.apply("Change the settings", vec![Op::SetSettings(settings)]);
    }
}

/// Stands where it is still worked out what a setting would change.
const JUDGING: &str = "Judging…";
