//! The drawing as a picture: shapes first, then the same shapes as SVG, as PDF, or on a canvas of the page.

mod card;
mod colours;
mod pdf;
mod svg;

use std::collections::{BTreeMap, BTreeSet};

use crate::editor::drawing::{Drawing, place_all};
use crate::layout::card::display_width;
use crate::layout::ends::{EndGlyph, end_glyph};
use crate::layout::geometry::{bounds, bounds_of_points};
use crate::layout::path::{Step, rounded};
use crate::layout::{Point, Rect};
use crate::model::tenancy::{self, Tenancy};
use crate::model::{AreaId, Document, TableId, TenancyClass, Tint};

pub use colours::{Colour, Colours, Theme};
pub use pdf::pdf;
pub use svg::svg;

/// Free ground around what is drawn, in world pixels.
const MARGIN: f64 = 32.0;
/// Height of the title and the legend below the drawing.
const LEGEND: f64 = 72.0;
/// The legend's words need so much room.
const LEGEND_WIDTH: f64 = 480.0;

/// Which part of the drawing is in the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Everything.
    All,
    /// These tables, and the relationships between them.
    Tables(BTreeSet<TableId>),
    /// An area with what stands in it.
    Area(AreaId),
}

/// What a picture is made with.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// What is in it.
    pub part: Part,
    /// Its colours.
    pub theme: Theme,
    /// Whether the name of the document, the classes and the scale stand below.
    pub legend: bool,
    /// Pixels of the picture for one of the drawing, as the legend says it.
    pub scale: f64,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            part: Part::All,
            theme: Theme::Light,
            legend: true,
            scale: 1.0,
        }
    }
}

/// A face of type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Names and types: every character is 0.6 of its size wide.
    Mono,
    /// Everything else.
    Plain,
}

/// One thing to draw.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Begins a group with a name; a table is one.
    Open(String),
    /// Ends it.
    Close,
    /// A rectangle.
    Rect {
        /// Where.
        rect: Rect,
        /// Radius of its corners.
        radius: f64,
        /// What fills it.
        fill: Option<Colour>,
        /// Its border, 1 pixel wide, and whether it is dashed.
        border: Option<(Colour, bool)>,
    },
    /// Lines of one colour.
    Lines {
        /// Each a way of the pen.
        ways: Vec<Vec<Step>>,
        /// Colour.
        colour: Colour,
        /// Width.
        width: f64,
    },
    /// A ring.
    Ring {
        /// Its middle.
        center: Point,
        /// Radius.
        radius: f64,
        /// What fills it.
        fill: Option<Colour>,
        /// Its line.
        line: Option<Colour>,
    },
    /// Words on a line.
    Text {
        /// Left end of the base line, or the right end where `ends`.
        at: Point,
        /// The words.
        words: String,
        /// Size of the face in pixels.
        size: f64,
        /// Whether it is bold.
        bold: bool,
        /// The face.
        face: Face,
        /// Colour.
        colour: Colour,
        /// Whether `at` is the right end.
        ends: bool,
    },
}

impl Shape {
    /// A rectangle in which the shape surely is; an empty one for what draws nothing.
    pub fn bounds(&self) -> Rect {
        match self {
            Shape::Open(_) | Shape::Close => Rect::default(),
            Shape::Rect { rect, .. } => rect.inflate(1.0),
            Shape::Lines { ways, width, .. } => {
                let points = ways.iter().flatten().flat_map(|step| match step {
                    Step::Move(at) | Step::Line(at) => [*at, *at],
                    Step::Curve(corner, at) => [*corner, *at],
                });
                let points: Vec<Point> = points.collect();
                bounds_of_points(&points).map_or(Rect::default(), |all| all.inflate(*width))
            }
            Shape::Ring { center, radius, .. } => {
                Rect::new(center.x, center.y, 0.0, 0.0).inflate(radius + 2.0)
            }
            Shape::Text {
                at,
                words,
                size,
                ends,
                ..
            } => {
                // No letter is broader than the face is high.
                let width = size * words.chars().count() as f64;
                let left = if *ends { at.x - width } else { at.x };
                Rect::new(left, at.y - size * 1.2, width, size * 1.8)
            }
        }
    }
}

/// A finished picture; its shapes stand in world coordinates.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The name of the document.
    pub title: String,
    /// The part of the world it shows.
    pub view: Rect,
    /// What fills the ground.
    pub ground: Colour,
    /// What is drawn, in order.
    pub shapes: Vec<Shape>,
}

/// Draws a document. Tables that have no place yet get one. `None` when there is nothing to show.
pub fn draw(document: &Document, options: &Options) -> Option<Picture> {
    let placed;
    let missing = document
        .schema
        .tables
        .keys()
        .any(|table| !document.placements.contains_key(table));
    let document = if missing {
        let mut all = document.clone();
        place_all(&mut all);
        placed = all;
        &placed
    } else {
        document
    };
    let tenancy = tenancy::infer(&document.schema, &document.tenancy);
    let mut drawing = Drawing::new(document, tenancy.root);
    drawing.route();
    draw_from(document, &drawing, &tenancy, options)
}

/// As [`draw`], of a drawing whose lines are found.
pub fn draw_from(
    document: &Document,
    drawing: &Drawing,
    tenancy: &Tenancy,
    options: &Options,
) -> Option<Picture> {
    let scene = Scene::of(document, drawing, &options.part)?;
    let colours = Colours::of(options.theme);
    let mut pen = Pen {
        colours,
        shapes: Vec::new(),
    };
    for area in document.areas.values() {
        let rect = Rect::new(area.x, area.y, area.width, area.height);
        if scene.holds_rect(&rect) {
            pen.area(&area.title, rect, area.tint);
        }
    }
    pen.edges(drawing, &scene);
    for card in drawing
        .cards()
        .filter(|card| scene.tables.contains(&card.table))
    {
        pen.card(card, tenancy);
    }
    pen.hubs(drawing, &scene, tenancy);
    for note in document.notes.values() {
        let rect = Rect::new(note.x, note.y, note.width, note.height);
        if scene.holds_rect(&rect) {
            pen.note(&note.text, rect, note.tint);
        }
    }
    let mut view = scene.bounds.inflate(MARGIN);
    if options.legend {
        view.width = view.width.max(LEGEND_WIDTH);
        view.height += LEGEND;
        pen.legend(document, &scene, tenancy, &view, options.scale);
    }
    Some(Picture {
        title: document.title.clone(),
        view,
        ground: colours.ground,
        shapes: pen.shapes,
    })
}

/// What is in the picture.
struct Scene {
    tables: BTreeSet<TableId>,
    bounds: Rect,
    whole: bool,
    relationships: usize,
}

impl Scene {
    fn of(document: &Document, drawing: &Drawing, part: &Part) -> Option<Scene> {
        let frame = match part {
            Part::Area(id) => {
                let area = document.areas.get(id)?;
                Some(Rect::new(area.x, area.y, area.width, area.height))
            }
            _ => None,
        };
        let is_in = |card: &crate::editor::drawing::Card| match part {
            Part::All => true,
            Part::Tables(tables) => tables.contains(&card.table),
            Part::Area(_) => frame.is_some_and(|frame| frame.contains(card.rect.center())),
        };
        let cards: Vec<_> = drawing.cards().filter(|card| is_in(card)).collect();
        let tables: BTreeSet<TableId> = cards.iter().map(|card| card.table).collect();
        let mut rects: Vec<Rect> = cards.iter().map(|card| card.rect).collect();
        rects.extend(frame);
        let both = |edge: &&crate::editor::drawing::Edge| {
            tables.contains(&edge.from) && tables.contains(&edge.to)
        };
        let mut relationships = 0;
        for edge in tables
            .iter()
            .flat_map(|table| {
                drawing
                    .edges_of(*table)
                    .filter(move |edge| edge.from == *table)
            })
            .filter(both)
        {
            relationships += 1;
            rects.extend(
                drawing
                    .route_of(edge.constraint)
                    .map(|route| route.bounds()),
            );
        }
        if *part == Part::All {
            let areas = document.areas.values();
            rects.extend(areas.map(|one| Rect::new(one.x, one.y, one.width, one.height)));
            let notes = document.notes.values();
            rects.extend(notes.map(|one| Rect::new(one.x, one.y, one.width, one.height)));
        }
        Some(Scene {
            bounds: bounds(rects.iter())?,
            whole: *part == Part::All,
            tables,
            relationships,
        })
    }

    fn holds_rect(&self, rect: &Rect) -> bool {
        self.whole || self.bounds.contains_rect(rect)
    }
}

/// Gathers shapes.
struct Pen {
    colours: Colours,
    shapes: Vec<Shape>,
}

impl Pen {
    fn rect(&mut self, rect: Rect, radius: f64, fill: Option<Colour>, border: Option<Colour>) {
        self.shapes.push(Shape::Rect {
            rect,
            radius,
            fill,
            border: border.map(|colour| (colour, false)),
        });
    }

    fn text(&mut self, at: Point, words: &str, size: f64, face: Face, colour: Colour) {
        self.words(at, words, size, face, colour, (false, false));
    }

    /// Words; `bold`, and whether they end at the place.
    fn words(
        &mut self,
        at: Point,
        words: &str,
        size: f64,
        face: Face,
        colour: Colour,
        (bold, ends): (bool, bool),
    ) {
        self.shapes.push(Shape::Text {
            at,
            words: words.to_string(),
            size,
            bold,
            face,
            colour,
            ends,
        });
    }

    fn area(&mut self, title: &str, rect: Rect, tint: Tint) {
        self.shapes.push(Shape::Rect {
            rect,
            radius: 8.0,
            fill: None,
            border: Some((self.colours.tinted(tint).area, true)),
        });
        let at = Point::new(rect.x + 12.0, rect.y + 20.0);
        self.words(
            at,
            title,
            13.0,
            Face::Plain,
            self.colours.soft,
            (true, false),
        );
    }

    fn note(&mut self, text: &str, rect: Rect, tint: Tint) {
        let colours = self.colours.tinted(tint);
        self.rect(rect, 4.0, Some(colours.note), Some(colours.note_line));
        let columns = ((rect.width - 20.0) / 6.6).max(4.0) as usize;
        let most = ((rect.height - 14.0) / 18.0).max(1.0) as usize;
        for (number, line) in wrapped(text, columns).iter().take(most).enumerate() {
            let at = Point::new(rect.x + 10.0, rect.y + 21.0 + 18.0 * number as f64);
            self.text(at, line, 12.0, Face::Plain, colours.note_ink);
        }
    }

    fn edges(&mut self, drawing: &Drawing, scene: &Scene) {
        let all = scene.bounds.inflate(1.0);
        let mut ways = Vec::new();
        let mut rings = Vec::new();
        let mut end = |ways: &mut Vec<Vec<Step>>, glyph: EndGlyph| {
            for line in &glyph.lines {
                let steps = line.iter().enumerate();
                let steps = steps.map(|(at, point)| match at {
                    0 => Step::Move(*point),
                    _ => Step::Line(*point),
                });
                ways.push(steps.collect());
            }
            rings.extend(glyph.rings);
        };
        let mut met = BTreeSet::new();
        for (constraint, route) in drawing.routes_in(&all) {
            let Some(edge) = drawing.edge(constraint) else {
                continue;
            };
            if !scene.tables.contains(&edge.from) || !scene.tables.contains(&edge.to) {
                continue;
            }
            ways.push(rounded(&route.points));
            end(
                &mut ways,
                end_glyph(route.start(), route.from_side, edge.child_end()),
            );
            met.insert(constraint.0);
        }
        for trunk in drawing.trunks_in(&all) {
            if trunk.edges.iter().any(|edge| met.contains(edge)) {
                end(&mut ways, end_glyph(trunk.point, trunk.side, trunk.kind));
            }
        }
        let colour = self.colours.edge;
        if !ways.is_empty() {
            self.shapes.push(Shape::Open("Relationships".to_string()));
            self.shapes.push(Shape::Lines {
                ways,
                colour,
                width: 1.25,
            });
            for ring in rings {
                self.shapes.push(Shape::Ring {
                    center: ring.center,
                    radius: ring.radius,
                    fill: Some(self.colours.ground),
                    line: Some(colour),
                });
            }
            self.shapes.push(Shape::Close);
        }
    }

    /// The badges of keys whose relationships are folded.
    fn hubs(&mut self, drawing: &Drawing, scene: &Scene, tenancy: &Tenancy) {
        for hub in drawing.hubs() {
            if !hub.folded || !scene.tables.contains(&hub.key.table) {
                continue;
            }
            let (strong, soft) = self.colours.class(tenancy.class(hub.key.table));
            let count = hub.count.to_string();
            let width = 14.0 + 7.2 * count.len() as f64;
            let rect = Rect::new(hub.at.x + 8.0, hub.at.y - 10.0, width, 20.0);
            self.shapes.push(Shape::Lines {
                ways: vec![vec![
                    Step::Move(hub.at),
                    Step::Line(Point::new(rect.x, hub.at.y)),
                ]],
                colour: strong,
                width: 1.25,
            });
            self.rect(rect, 10.0, Some(soft), Some(strong));
            let at = Point::new(rect.x + 7.0, hub.at.y + 4.0);
            self.text(at, &count, 12.0, Face::Mono, strong);
        }
    }

    fn legend(
        &mut self,
        document: &Document,
        scene: &Scene,
        tenancy: &Tenancy,
        view: &Rect,
        scale: f64,
    ) {
        let left = view.x + MARGIN;
        let top = view.bottom() - LEGEND;
        self.shapes.push(Shape::Open("Legend".to_string()));
        let rule = vec![
            Step::Move(Point::new(left, top)),
            Step::Line(Point::new(view.right() - MARGIN, top)),
        ];
        self.shapes.push(Shape::Lines {
            ways: vec![rule],
            colour: self.colours.line,
            width: 1.0,
        });
        let at = Point::new(left, top + 24.0);
        self.words(
            at,
            &document.title,
            15.0,
            Face::Plain,
            self.colours.ink,
            (true, false),
        );
        let counted = |count: usize, word: &str| {
            format!("{count} {word}{}", if count == 1 { "" } else { "s" })
        };
        let facts = format!(
            "{}, {}, {scale}\u{d7}",
            counted(scene.tables.len(), "table"),
            counted(scene.relationships, "relationship"),
        );
        let at = Point::new(view.right() - MARGIN, top + 24.0);
        self.words(
            at,
            &facts,
            12.0,
            Face::Plain,
            self.colours.muted,
            (false, true),
        );
        let mut counts: BTreeMap<TenancyClass, usize> = BTreeMap::new();
        for table in &scene.tables {
            *counts.entry(tenancy.class(*table)).or_default() += 1;
        }
        let mut x = left;
        for (class, count) in counts {
            let words = format!("{} {count}", class.title());
            let place = Rect::new(x, top + 40.0, 12.0, 12.0);
            self.glyph(class, place);
            let at = Point::new(x + 18.0, top + 50.0);
            self.text(at, &words, 12.0, Face::Plain, self.colours.soft);
            x += 44.0 + 6.6 * display_width(&words) as f64;
        }
        self.shapes.push(Shape::Close);
    }
}

/// A text cut into lines of so many columns, between words where that can be.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && display_width(&line) + 1 + display_width(word) > columns {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}
