//! Pictures against golden files, and what must hold of every one.
//!
//! `UPDATE=1 cargo test` writes the golden files anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cadastre::editor::sample_sql;
use cadastre::model::{Area, AreaId, Document, Note, NoteId, Tint};
use cadastre::picture::{self, Options, Part, Picture, Shape, Theme};

use crate::whole::read;

fn sample() -> Document {
    let mut document = Document::new("Meetings & <more>", read(sample_sql(), None).schema);
    cadastre::editor::drawing::place_all(&mut document);
    let note = Note {
        id: NoteId(9001),
        text: "Every row belongs to one organization (or to none).".to_string(),
        x: -260.0,
        y: 0.0,
        width: 200.0,
        height: 90.0,
        tint: Tint::Green,
    };
    document.notes.insert(note.id, note);
    let card = document.placements.values().next().cloned().unwrap();
    let area = Area {
        id: AreaId(9002),
        title: "First".to_string(),
        x: card.x - 20.0,
        y: card.y - 40.0,
        width: 420.0,
        height: 420.0,
        tint: Tint::Plain,
    };
    document.areas.insert(area.id, area);
    document
}

fn texts(picture: &Picture) -> Vec<&str> {
    let shapes = picture.shapes.iter();
    let texts = shapes.filter_map(|shape| match shape {
        Shape::Text { words, .. } => Some(words.as_str()),
        _ => None,
    });
    texts.collect()
}

fn hold(name: &str, bytes: &[u8]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/native/golden/picture")
        .join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        return;
    }
    let golden = fs::read(&path).unwrap_or_default();
    assert!(golden == bytes, "{name} differs; UPDATE=1 writes it anew");
}

#[test]
fn pictures_are_what_they_were() {
    let document = sample();
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let options = Options {
            theme,
            ..Options::default()
        };
        let drawn = picture::draw(&document, &options).unwrap();
        hold(
            &format!("meetings.{name}.svg"),
            picture::svg(&drawn, 1.0).as_bytes(),
        );
        if theme == Theme::Light {
            hold("meetings.pdf", &picture::pdf(&drawn));
        }
    }
}

#[test]
fn everything_stands_within_the_picture() {
    let document = sample();
    let drawn = picture::draw(&document, &Options::default()).unwrap();
    for shape in &drawn.shapes {
        match shape {
            Shape::Rect { rect, .. } => assert!(drawn.view.contains_rect(rect), "{shape:?}"),
            Shape::Ring { center, .. } => assert!(drawn.view.contains(*center), "{shape:?}"),
            Shape::Text { at, .. } => assert!(drawn.view.contains(*at), "{shape:?}"),
            _ => {}
        }
    }
    let words = texts(&drawn);
    for table in document.schema.tables.values() {
        assert!(words.contains(&table.name.as_str()), "{}", table.name);
    }
    assert!(words.contains(&"Meetings & <more>"));
    let svg = picture::svg(&drawn, 2.0);
    assert!(svg.contains("Meetings &amp; &lt;more&gt;"));
    assert_eq!(svg.matches("<g>").count(), svg.matches("</g>").count());
}

#[test]
fn a_part_shows_that_part() {
    let document = sample();
    let table = document.schema.tables.values().next().unwrap();
    let some = Options {
        part: Part::Tables(BTreeSet::from([table.id])),
        legend: false,
        ..Options::default()
    };
    let drawn = picture::draw(&document, &some).unwrap();
    let groups = drawn
        .shapes
        .iter()
        .filter(|shape| matches!(shape, Shape::Open(_)));
    assert_eq!(groups.count(), 1);
    let area = Options {
        part: Part::Area(AreaId(9002)),
        ..Options::default()
    };
    let drawn = picture::draw(&document, &area).unwrap();
    assert!(texts(&drawn).contains(&"First"));
    let nothing = Options {
        part: Part::Area(AreaId(1)),
        ..Options::default()
    };
    assert!(picture::draw(&document, &nothing).is_none());
    assert!(picture::draw(&Document::default(), &Options::default()).is_none());
}

#[test]
fn a_pdf_says_where_its_objects_are() {
    let drawn = picture::draw(&sample(), &Options::default()).unwrap();
    let file = String::from_utf8(picture::pdf(&drawn)).unwrap();
    let table = file.split("\nstartxref\n").nth(1).unwrap();
    let table: usize = table.lines().next().unwrap().parse().unwrap();
    assert!(file[table..].starts_with("xref\n"));
    let mut number = 0;
    for line in file[table..]
        .lines()
        .skip(3)
        .take_while(|line| line.ends_with(" n "))
    {
        number += 1;
        let at: usize = line[..10].parse().unwrap();
        assert!(file[at..].starts_with(&format!("{number} 0 obj\n")));
    }
    assert_eq!(number, 9);
    let length: usize = file
        .split("/Length ")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let content = file.split("stream\n").nth(1).unwrap();
    assert_eq!(&content[length..], "end", "the stream ends where it says");
}
