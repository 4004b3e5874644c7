//! A plan as files a migration runner takes.

use super::Plan;
use super::layout::{Layout, Piece, Start};
use super::names;
use super::step::Step;

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Name, relative to the folder of migrations.
    pub path: String,
    /// Content, ending in a line break.
    pub text: String,
}

/// Lays the plan out; `name` in place of the proposed one. An empty plan has no files.
///
/// Where the plan fills several files, each after the first is told by its phase and by what its first step does.
pub fn files(
    plan: &Plan,
    layout: &Layout,
    start: impl Into<Start>,
    name: Option<&str>,
) -> Vec<File> {
    pieces(plan, start.into(), name)
        .iter()
        .flat_map(|piece| layout.files(piece))
        .collect()
}

/// The parts of a plan that become one migration each, numbered and named, in order.
pub(super) fn pieces<'a>(plan: &'a Plan, start: Start, name: Option<&str>) -> Vec<Piece<'a>> {
    let name = names::slug(name.unwrap_or(&plan.name));
    let several = plan.file_count() > 1;
    let mut pieces: Vec<Piece> = Vec::new();
    let mut number = start.first;
    let mut previous = start.previous.clone();
    for file in 0..plan.file_count() {
        let steps: Vec<&Step> = plan.steps.iter().filter(|step| step.file == file).collect();
        let Some(first) = steps.first() else {
            continue;
        };
        let name = match several {
            true => format!("{name}_{}", suffix(file, first)),
            false => name.clone(),
        };
        let mut piece = Piece {
            version: start.numbering.render(number),
            previous: previous.clone(),
            name,
            date: start.date.clone(),
            steps,
            plan,
        };
        if piece.version.is_empty() {
            piece.version = piece.revision();
        }
        previous = Some(piece.version.clone());
        number = start.numbering.following(number);
        pieces.push(piece);
    }
    pieces
}

/// What a file of several does, in one word.
fn suffix(file: usize, first: &Step) -> &'static str {
    use super::step::Place;
    match first.place {
        // Only its way down has something to run.
        _ if first.up.is_empty() && !first.transactional => "return",
        Place::Precheck => "precheck",
        Place::Values => "values",
        Place::Bounds => "constrain",
        Place::ProveBounds => "validate",
        Place::Detach => "detach",
        Place::Attach => "attach",
        Place::Expand if file <= 1 => "expand",
        Place::Expand => "rest",
        Place::Indexes | Place::LateIndexes => "index",
        Place::NotValid | Place::LateNotValid => "constrain",
        Place::Backfill => "backfill",
        Place::Validate | Place::LateValidate | Place::SwitchValidate => "validate",
        Place::Enforce => "enforce",
        Place::Switch => "switch",
        Place::Return => "return",
        Place::DropIndexes => "drop_index",
        Place::Contract => "contract",
    }
}
