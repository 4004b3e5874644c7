//! The partitions of a table, and what a partition is a part of.

use leptos::prelude::*;

use crate::editor::edit;
use crate::model::{ObjectRef, TableId};
use crate::ui::widgets::{Icon, TextField};

use super::handle::Handle;
use super::section::Property;

/// The partitions with their bounds, what adds one, and the table a partition belongs to.
#[component]
pub fn Partitions(handle: Handle) -> impl IntoView {
    let session = handle.session;
    let parent = handle.read(|table| table.partition_of.as_ref().map(|of| of.parent));
    let partitioned = handle.read(|table| table.partitioning.is_some());
    let parts = Memo::new(move |_| {
        session.track_list();
        session.document(|document| {
            let mut parts: Vec<(TableId, String, String)> = document
                .schema
                .tables
                .values()
                .filter_map(|table| {
                    let of = table.partition_of.as_ref()?;
                    (of.parent == handle.id).then(|| {
                        let name = table.qualified_name().to_string();
                        (table.id, name, of.bound.clone())
                    })
                })
                .collect();
            parts.sort_by(|one, other| one.1.cmp(&other.1));
            parts
        })
    });
    let detach = move |_| {
        session.edit(|draft| edit::detach_partition(draft, handle.id));
    };
    view! {
        {move || parent.get().map(|parent| {
            let name = session.document(|document| document.schema.display_name(ObjectRef::Table(parent)));
            view! {
                <Property label="Partition of">
                    <button class="li" title="Go there" on:click=move |_| session.go_to(ObjectRef::Table(parent))><span class="n">{name}</span></button>
                    <div class="in-actions"><button class="btn small" on:click=detach>"Detach"</button></div>
                </Property>
            }
        })}
        <Show when=move || partitioned.get()>
            <div class="prop-row wide">
                <span class="lab">"Partitions"</span>
                <div class="prop-value">
                    {move || parts.get().into_iter().map(|(id, name, bound)| {
                        let title = format!("{name} {bound}");
                        view! {
                        <button class="li part" title=title on:click=move |_| session.go_to(ObjectRef::Table(id))>
                            <Icon name="table" />
                            <span class="n">{name}</span>
                            <span class="ex">{bound.clone()}</span>
                        </button>
                        }
                    }).collect_view()}
                    <NewPartition handle=handle />
                </div>
            </div>
        </Show>
    }
}

/// The fields that add a partition: the name of a new table, or of one that is there to be attached, and its bound.
#[component]
fn NewPartition(handle: Handle) -> impl IntoView {
    let session = handle.session;
    let name = RwSignal::new(String::new());
    let bound = RwSignal::new(String::new());
    let add = Callback::new(move |()| {
        let (given, rows) = (name.get_untracked(), bound.get_untracked());
        if given.trim().is_empty() {
            return;
        }
        let there = session.document(|document| {
            let mut tables = document.schema.tables.values();
            tables
                .find(|table| table.qualified_name().to_string() == given.trim())
                .map(|table| table.id)
        });
        let result = session.try_edit(|draft| match there {
            Some(table) => edit::attach_partition(draft, handle.id, table, &rows),
            None => edit::add_partition(draft, handle.id, &given, &rows).map(|_| ()),
        });
        match result {
            Ok(()) => {
                name.try_set(String::new());
                bound.try_set(String::new());
            }
            Err(error) => session.interface.complain(error.to_string()),
        }
    });
    let keep = move |signal: RwSignal<String>| {
        Callback::new(move |text: String| {
            signal.try_set(text);
            Ok(())
        })
    };
    view! {
        <div class="rowf two">
            <TextField value=name label="Name of a new partition, or of a table to attach" keep=keep(name) placeholder="name" done=add />
            <TextField value=bound label="Bound of the partition" keep=keep(bound) placeholder="FOR VALUES …" done=add />
            <button class="ib s" aria-label="Add partition" title="Add partition (Enter)" on:click=move |_| add.run(())><Icon name="plus" /></button>
        </div>
    }
}
