//! The drawing as a picture: what of it, in which colours, as which file; seen before it is saved.

mod paint;
mod strips;

use leptos::html::Canvas;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::export::file_stem;
use crate::model::AreaId;
use crate::picture::{self, Options, Part, Picture, Theme};
use crate::platform::clock::measured;
use crate::platform::{clipboard, files, theme};
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, Modal, sized};

use strips::Unmade;

/// Pixels of the preview at most, across and down.
const PREVIEW: (f64, f64) = (720.0, 520.0);

/// What a picture is saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Png,
    Svg,
    Pdf,
}

impl Kind {
    const ALL: [(Kind, &'static str); 3] =
        [(Kind::Png, "PNG"), (Kind::Svg, "SVG"), (Kind::Pdf, "PDF")];

    fn ending(self) -> &'static str {
        match self {
            Kind::Png => "png",
            Kind::Svg => "svg",
            Kind::Pdf => "pdf",
        }
    }
}

/// Which part was chosen, as the list names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chosen {
    All,
    Selection,
    Area(AreaId),
}

/// What the dialog asks.
#[derive(Clone, Copy)]
struct Answers {
    kind: RwSignal<Kind>,
    part: RwSignal<Chosen>,
    dark: RwSignal<bool>,
    legend: RwSignal<bool>,
    scale: RwSignal<u8>,
}

impl Answers {
    fn options(self, session: &Session) -> Options {
        let part = match self.part.get() {
            Chosen::All => Part::All,
            Chosen::Selection => {
                let tables = session.editor(|editor| editor.selection().touched_tables());
                Part::Tables(tables.into_iter().collect())
            }
            Chosen::Area(area) => Part::Area(area),
        };
        let is_png = self.kind.get() == Kind::Png;
        Options {
            part,
            theme: if self.dark.get() {
                Theme::Dark
            } else {
                Theme::Light
            },
            legend: self.legend.get(),
            scale: if is_png {
                f64::from(self.scale.get())
            } else {
                1.0
            },
        }
    }
}

/// The dialog.
#[component]
pub fn PictureDialog() -> impl IntoView {
    let session = use_session();
    let close = Callback::new(move |()| session.interface.dialog.set(None));
    let selected = session.editor(|editor| !editor.selection().touched_tables().is_empty());
    let answers = Answers {
        kind: RwSignal::new(Kind::Png),
        part: RwSignal::new(if selected {
            Chosen::Selection
        } else {
            Chosen::All
        }),
        dark: RwSignal::new(theme::is_dark(session.interface.theme.get_untracked())),
        legend: RwSignal::new(true),
        scale: RwSignal::new(2),
    };
    let drawn = Memo::new(move |_| Drawn(draw(&session, &answers.options(&session))));
    let canvas = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        let (Some(canvas), Some(picture)) = (canvas.get(), drawn.get().0) else {
            return;
        };
        measured("picture previewed", || {
            paint::preview(&canvas, &picture, PREVIEW)
        });
    });
    let fits = Memo::new(move |_| {
        let wanted = f64::from(answers.scale.get());
        drawn.with(|drawn| {
            drawn
                .0
                .as_ref()
                .map_or(wanted, |one| strips::fitting(one, wanted))
        })
    });
    let note = move || {
        match answers.kind.get() {
        Kind::Png => {
            let size = drawn.with(|drawn| {
                let picture = drawn.0.as_ref()?;
                let scale = fits.get();
                Some((picture.view.width * scale, picture.view.height * scale))
            });
            let size = size.map_or(String::new(), |(width, height)| format!("{width:.0} \u{d7} {height:.0} pixels."));
            if fits.get() < f64::from(answers.scale.get()) {
                format!("{size} {:.2}\u{d7} is the largest that is made: more opens in hardly any viewer. SVG and PDF have no such limit.", fits.get())
            } else {
                size
            }
        }
        Kind::Svg => "Text stays text, in Inter and JetBrains Mono where they are installed, else in the system's own faces.".to_string(),
        Kind::Pdf => "One page. Text stays text, in Courier and Helvetica, which hold Western European letters.".to_string(),
    }
    };
    // What part of a PNG is made, while one is.
    let making = RwSignal::new(None::<f64>);
    let save = move |_| spawn_local(save(session, answers, drawn.get_untracked().0, making));
    let copy = move |_| spawn_local(copy(session, answers, drawn.get_untracked().0, making));
    let idle = move || making.get().is_none() && drawn.with(|drawn| drawn.0.is_some());
    view! {
        <Modal label="Picture" class="dialog export" on_close=close>
            <div class="xhead">
                <h2>"Picture"</h2>
                <span class="grow"></span>
                <button class="ib" aria-label="Close" on:click=move |_| close.run(())><Icon name="cross" /></button>
            </div>
            <div class="xbody">
                <Questions answers=answers selected=selected />
                <div class="xview pview">
                    <canvas node_ref=canvas role="img" aria-label="Preview"></canvas>
                    {move || drawn.with(|drawn| drawn.0.is_none()).then(|| view! { <p class="pnote" role="status">"There is nothing to draw."</p> })}
                </div>
            </div>
            <div class="dfoot">
                <span role="status">{move || match making.get() {
                    Some(part) => format!("Drawing, {:.0} %", part * 100.0),
                    None => note(),
                }}</span>
                <span class="grow"></span>
                {move || making.with(Option::is_some).then(|| view! { <button class="btn" on:click=move |_| making.set(None)>"Stop"</button> })}
                <button class="btn" disabled=move || !idle() on:click=copy><Icon name="copy" />"Copy picture"</button>
                <button class="btn primary" disabled=move || !idle() on:click=save>
                    <Icon name="export" />
                    {move || format!("Save {}", answers.kind.get().ending().to_uppercase())}
                </button>
            </div>
        </Modal>
    }
}

/// A picture that is drawn again whenever an answer changes.
#[derive(Clone)]
struct Drawn(Option<std::sync::Arc<Picture>>);

impl PartialEq for Drawn {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

#[component]
fn Questions(answers: Answers, selected: bool) -> impl IntoView {
    let session = use_session();
    let areas: Vec<(AreaId, String)> = session.document(|document| {
        let areas = document.areas.values();
        areas.map(|area| (area.id, area.title.clone())).collect()
    });
    let mut parts = vec![(Chosen::All, "Everything".to_string())];
    if selected {
        parts.push((Chosen::Selection, "What is selected".to_string()));
    }
    parts.extend(
        areas
            .into_iter()
            .map(|(id, title)| (Chosen::Area(id), format!("Area {title}"))),
    );
    let kinds = Kind::ALL
        .map(|(kind, words)| choice("picture-kind", words.to_string(), kind, answers.kind));
    let parts: Vec<AnyView> = parts
        .into_iter()
        .map(|(part, words)| choice("picture-part", words, part, answers.part))
        .collect();
    let scales = [1, 2, 3, 4].map(|scale| {
        choice(
            "picture-scale",
            format!("{scale}\u{d7}"),
            scale,
            answers.scale,
        )
    });
    let themes = [(false, "Light"), (true, "Dark")]
        .map(|(dark, words)| choice("picture-theme", words.to_string(), dark, answers.dark));
    view! {
        <div class="xlist pask">
            <fieldset><legend>"File"</legend>{kinds.into_iter().collect_view()}</fieldset>
            <fieldset><legend>"Shows"</legend>{parts}</fieldset>
            <fieldset><legend>"Colours"</legend>{themes.into_iter().collect_view()}</fieldset>
            <fieldset disabled=move || answers.kind.get() != Kind::Png><legend>"Size of the PNG"</legend>{scales.into_iter().collect_view()}</fieldset>
            <label><input type="checkbox" prop:checked=answers.legend on:change=move |event| answers.legend.set(event_target_checked(&event)) />"Name and legend below"</label>
        </div>
    }
}

/// One of several that exclude each other.
fn choice<T: Copy + PartialEq + Send + Sync + 'static>(
    name: &'static str,
    words: String,
    value: T,
    chosen: RwSignal<T>,
) -> AnyView {
    view! {
        <label><input type="radio" name=name prop:checked=move || chosen.get() == value on:change=move |_| chosen.set(value) />{words}</label>
    }
    .into_any()
}

fn draw(session: &Session, options: &Options) -> Option<std::sync::Arc<Picture>> {
    session.route();
    let drawn = measured("picture drawn", || {
        session.drawing(|drawing| {
            session.review(|review| {
                session.document(|document| {
                    picture::draw_from(document, drawing, review.tenancy(), options)
                })
            })
        })
    });
    drawn.map(std::sync::Arc::new)
}

async fn save(
    session: Session,
    answers: Answers,
    picture: Option<std::sync::Arc<Picture>>,
    making: RwSignal<Option<f64>>,
) {
    let Some(picture) = picture else { return };
    let kind = answers.kind.get_untracked();
    let stem = session.document(|document| file_stem(&document.title));
    let name = format!("{stem}.{}", kind.ending());
    let (bytes, media, remark) = match kind {
        Kind::Svg => (
            picture::svg(&picture, 1.0).into_bytes(),
            "image/svg+xml",
            String::new(),
        ),
        Kind::Pdf => (picture::pdf(&picture), "application/pdf", String::new()),
        Kind::Png => {
            let wanted = f64::from(answers.scale.get_untracked());
            let scale = strips::fitting(&picture, wanted);
            let bytes = match make(&picture, scale, making).await {
                Ok(bytes) => bytes,
                Err(Unmade::Stopped) => {
                    return session.interface.tell("No picture was saved", false);
                }
                Err(Unmade::NoRoom) => {
                    return session.interface.complain(
                        "The browser has no room for a PNG of this. Save it as SVG or PDF, or a part of it.",
                    );
                }
            };
            let remark = if scale < wanted {
                format!(", at {scale:.2}\u{d7}, the largest that fits")
            } else {
                String::new()
            };
            (bytes, "image/png", remark)
        }
    };
    match files::download(&name, media, &bytes) {
        Ok(()) => session.interface.tell(
            format!("Saved as {name}, {}{remark}", sized(bytes.len())),
            false,
        ),
        Err(_) => session.interface.complain(
            "The browser refused the download. Allow downloads for this page and try again.",
        ),
    }
}

async fn copy(
    session: Session,
    answers: Answers,
    picture: Option<std::sync::Arc<Picture>>,
    making: RwSignal<Option<f64>>,
) {
    let Some(picture) = picture else { return };
    let scale = strips::fitting(&picture, f64::from(answers.scale.get_untracked()));
    let copied = match make(&picture, scale, making).await {
        Ok(bytes) => clipboard::write_png(&bytes).await,
        Err(Unmade::Stopped) => return,
        Err(Unmade::NoRoom) => false,
    };
    if copied {
        session.interface.tell("Picture copied", false);
    } else {
        session
            .interface
            .complain("The browser refused the clipboard. Save the picture instead.");
    }
}

/// Makes a PNG and tells how far it is; stops when nobody wants it any more.
async fn make(
    picture: &Picture,
    scale: f64,
    making: RwSignal<Option<f64>>,
) -> Result<Vec<u8>, Unmade> {
    making.set(Some(0.0));
    let tell = move |part: f64| {
        let wanted = matches!(making.try_get_untracked(), Some(Some(_)));
        wanted && making.try_set(Some(part)).is_none()
    };
    let made = strips::png(picture, scale, tell).await;
    let _ = making.try_set(None);
    made
}
