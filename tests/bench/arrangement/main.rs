//! Prints, as JSON on one line for each schema, its cards and relationships, where automatic arrangement puts the cards and how
//! long that takes; and measures the places that others give them. `tests/bench/arrangement.mjs` runs it.

// A benchmark ends at the first surprise, as a test does.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;
use std::{env, fs};

use cadastre::editor::drawing::{Drawing, arrange};
use cadastre::import::{self, Options, Source};
use cadastre::layout::Rect;
use cadastre::model::{Document, TableId, tenancy};
use serde_json::{Value, json};

fn main() {
    // cargo adds `--bench` to the arguments.
    for path in env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
    {
        println!("{}", schema(Path::new(&path)));
    }
}

fn schema(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("a readable file");
    let source = Source {
        name: path.display().to_string(),
        text,
    };
    let import = import::read(&[source], &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    });
    let document = Document::new("Bench", import.expect("nothing cancels").schema);
    let root = tenancy::infer(&document.schema, &document.tenancy).root;
    let drawing = Drawing::new(&document, root);
    let started = Instant::now();
    let places = arrange(&document, &drawing, None);
    let taken = started.elapsed();
    let index: BTreeMap<TableId, usize> = places
        .keys()
        .enumerate()
        .map(|(at, id)| (*id, at))
        .collect();
    let mut nodes = Vec::new();
    let mut edges = Vec::new();
    for (id, at) in &places {
        let card = drawing.card(*id).expect("its card");
        let Rect { width, height, .. } = card.rect;
        nodes.push(json!({ "width": width, "height": height, "x": at.x, "y": at.y }));
        for edge in drawing.edges_of(*id).filter(|edge| edge.from == *id) {
            let (from, to) = (card, drawing.card(edge.to).expect("its card"));
            edges.push(json!({
                "from": index[id], "fromPort": from.port_of(edge.from_column),
                "to": index[&edge.to], "toPort": to.port_of(edge.to_column),
            }));
        }
    }
    json!({ "name": name(path), "nodes": nodes, "edges": edges, "milliseconds": taken.as_secs_f64() * 1000.0 })
}

/// The folder that a schema stands in tells whose it is.
fn name(path: &Path) -> String {
    let folder = path.parent().and_then(Path::file_name);
    folder
        .or(path.file_stem())
        .map_or(String::new(), |name| name.to_string_lossy().into_owned())
}
