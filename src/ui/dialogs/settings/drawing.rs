//! How the drawing shows what is many.

use leptos::prelude::*;

use crate::model::Settings;
use crate::ui::session::use_session;
use crate::ui::widgets::TextField;

use super::set_settings;

#[component]
pub(super) fn DrawingPart() -> impl IntoView {
    let session = use_session();
    let folds = Signal::derive(move || {
        session.track_settings();
        session.document(|document| document.settings.folds_above().to_string())
    });
    let keep = Callback::new(move |text: String| match text.trim().parse::<u32>() {
        Ok(number) => {
            let number = (number != Settings::FOLD_ABOVE).then_some(number);
            set_settings(&session, |settings| settings.fold_above = number);
            Ok(())
        }
        Err(_) => Err("A whole number is needed, 0 or more.".to_string()),
    });
    view! {
        <section>
            <h3>"Drawing"</h3>
            <div class="set-row">
                <label class="fld">
                    <span class="lab">"Relationships to one key fold into a badge above"</span>
                    <TextField value=folds label="Relationships to one key fold above" keep=keep class="inp" />
                </label>
            </div>
        </section>
    }
}
