//! What stands in the review report, section by section.

use super::super::checklist::{State, checklist};
use super::super::{
    Between, RemarkShown, Scorecard, against, between, compare, conflicts, current, remarks,
    scorecards, since, title_of,
};
use super::block::{Block, Line, Span, about, text};
use super::{Entry, card};
use crate::model::debate::{Debate, Pin, Said};
use crate::model::{Document, ObjectRef};
use crate::review::{Band, Score};
use crate::rules::Criterion;

/// Findings, changes and steps listed at most, of each.
const MOST_LISTED: usize = 50;

/// The report.
pub(super) fn report(document: &Document, entries: &[Entry]) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(1, format!("Review of {}", document.title))];
    let debate = &document.debate;
    let round = current(debate);
    let profile = &document.settings.profile;
    blocks.push(Block::Paragraph(about(
        &format!("Round {round}, judged under the profile "),
        profile,
        ".",
    )));
    blocks.push(side_by_side(entries));
    conflict_list(debate, &mut blocks);
    for (place, one) in entries.iter().enumerate() {
        for other in entries.iter().skip(place + 1) {
            differences(one, other, &mut blocks);
        }
    }
    for entry in entries {
        proposal(document, entry, &mut blocks);
    }
    rounds(document, entries, &mut blocks);
    blocks
}

fn number(score: Option<i32>) -> Line {
    text(score.map_or_else(|| "not judged".to_string(), |score| score.to_string()))
}

fn total(score: &Score) -> Line {
    vec![
        Span::Strong(score.total.to_string()),
        Span::Text(format!(" {}", Band::of(score.total).title())),
    ]
}

fn of_criterion(score: &Score, criterion: Criterion) -> Option<i32> {
    let found = score.criteria.iter().find(|one| one.criterion == criterion);
    found.and_then(|one| one.score)
}

fn side_by_side(entries: &[Entry]) -> Block {
    let base = entries.iter().find_map(|entry| entry.judged.base.as_ref());
    let mut head = vec![String::new()];
    head.extend(base.map(|_| "Base".to_string()));
    head.extend(
        entries
            .iter()
            .map(|one| format!("{}: {}", one.letter, one.name)),
    );
    let row = |title: &str, of_base: Line, of: &dyn Fn(&Entry) -> Line| {
        let mut row = vec![text(title)];
        row.extend(base.map(|_| of_base));
        row.extend(entries.iter().map(of));
        row
    };
    let of_base =
        |of: &dyn Fn(&Score) -> Line| base.map(|base| of(base.score())).unwrap_or_default();
    let mut rows = vec![row("Machine's score", of_base(&total), &|one| {
        total(one.judged.review.score())
    })];
    for criterion in Criterion::ALL {
        let of = |score: &Score| number(of_criterion(score, criterion));
        rows.push(row(criterion.title(), of_base(&of), &|one| {
            of(one.judged.review.score())
        }));
    }
    rows.push(row("Findings against the base", Vec::new(), &|one| {
        let told = one.judged.base.as_ref().map(|base| {
            let told = against(&one.judged.review, base);
            format!("{} solved, {} new", told.lost.len(), told.gained.len())
        });
        text(told.unwrap_or_else(|| "no base".to_string()))
    }));
    rows.push(row("Changed objects", Vec::new(), &|one| {
        text(one.judged.diff.changes.len().to_string())
    }));
    rows.push(row("Cost", Vec::new(), &|one| {
        text(one.judged.cost_and_reversibility().0.word())
    }));
    rows.push(row("Reversibility", Vec::new(), &|one| {
        let word = one.judged.cost_and_reversibility().1.word();
        let reversal = one.judged.weight().map(|weight| weight.reversal());
        text(match reversal {
            Some(reversal) => format!("{word}, {reversal}"),
            None => format!("{word}, no plan"),
        })
    }));
    rows.push(row("Confidence", Vec::new(), &|one| {
        text(one.judged.confidence())
    }));
    Block::Table { head, rows }
}

fn conflict_list(debate: &Debate, blocks: &mut Vec<Block>) {
    let conflicts = conflicts(debate);
    if conflicts.is_empty() {
        return;
    }
    blocks.push(Block::Heading(2, "Scores that do not agree".to_string()));
    let told = conflicts.iter().map(|conflict| {
        let scores = conflict
            .given
            .iter()
            .filter_map(|given| match &given.statement.said {
                Said::Score {
                    score, rationale, ..
                } => Some(format!("{score} ({rationale})")),
                _ => None,
            });
        text(format!(
            "{} scored {} of {} in round {} otherwise in another file: {}.",
            conflict.by,
            criterion_title(&conflict.criterion),
            title_of(debate, &conflict.proposal),
            conflict.round,
            scores.collect::<Vec<_>>().join(" and ")
        ))
    });
    blocks.push(Block::List(told.collect()));
}

fn criterion_title(id: &str) -> &str {
    let found = Criterion::ALL.into_iter().find(|one| one.id() == id);
    found.map_or(id, |criterion| criterion.title())
}

fn differences(one: &Entry, other: &Entry, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(
        2,
        format!("Where {} and {} differ", one.letter, other.letter),
    ));
    let differing = between(&one.judged, &other.judged);
    if differing.is_empty() {
        blocks.push(Block::Paragraph(text("They are the same schema.")));
        return;
    }
    let rows = differing.iter().take(MOST_LISTED).map(|row| {
        vec![
            about(&format!("{} ", row.kind), &row.name, ""),
            text(row.first.clone()),
            text(row.second.clone()),
        ]
    });
    blocks.push(Block::Table {
        head: vec![
            "Object".to_string(),
            one.letter.clone(),
            other.letter.clone(),
        ],
        rows: rows.collect(),
    });
    more(differing.len(), blocks);
}

/// Says how many were left out.
fn more(count: usize, blocks: &mut Vec<Block>) {
    if count > MOST_LISTED {
        let left = count - MOST_LISTED;
        blocks.push(Block::Paragraph(text(format!("And {left} more."))));
    }
}

fn proposal(document: &Document, entry: &Entry, blocks: &mut Vec<Block>) {
    let debate = &document.debate;
    blocks.push(Block::Heading(
        2,
        format!("{}: {}", entry.letter, entry.name),
    ));
    if !entry.author.is_empty() {
        blocks.push(Block::Paragraph(text(format!(
            "Proposed by {}.",
            entry.author
        ))));
    }
    if !entry.summary.is_empty() {
        blocks.push(Block::Paragraph(text(entry.summary.clone())));
    }
    let score = entry.judged.review.score();
    blocks.push(Block::Heading(
        3,
        "Machine's score and its evidence".to_string(),
    ));
    let cap = score.cap.clone().unwrap_or_default();
    blocks.push(Block::Paragraph(text(format!(
        "{} of 100. {} {cap}",
        score.total,
        score.band.sentence()
    ))));
    blocks.push(machine(entry));
    findings(entry, blocks);
    people(debate, entry, blocks);
    remark_list(&remarks(debate, &entry.id), blocks);
    changes(entry, blocks);
    plan(entry, blocks);
    blocks.push(Block::Heading(3, "Position card".to_string()));
    position(document, entry, blocks);
    blocks.push(Block::Heading(3, "Evidence checklist".to_string()));
    blocks.push(checks(document, entry));
}

fn machine(entry: &Entry) -> Block {
    let score = entry.judged.review.score();
    let rows = score.criteria.iter().map(|one| {
        let mut evidence = Vec::new();
        for (place, (rule, count)) in one.reasons.iter().take(5).enumerate() {
            let lead = if place > 0 { ", " } else { "" };
            evidence.extend(about(lead, rule, &format!(" × {count}")));
        }
        if evidence.is_empty() {
            evidence = text("nothing to report");
        }
        vec![
            text(one.criterion.title()),
            number(one.score),
            text(one.criterion.question()),
            evidence,
        ]
    });
    Block::Table {
        head: ["Criterion", "Score", "Question", "What stands against it"]
            .map(str::to_string)
            .to_vec(),
        rows: rows.collect(),
    }
}

fn findings(entry: &Entry, blocks: &mut Vec<Block>) {
    let Some(base) = &entry.judged.base else {
        return;
    };
    let told = against(&entry.judged.review, base);
    for (title, list) in [
        ("New findings", told.gained),
        ("Solved findings", told.lost),
    ] {
        if list.is_empty() {
            continue;
        }
        blocks.push(Block::Heading(3, title.to_string()));
        let lines = list.iter().take(MOST_LISTED);
        let lines = lines.map(|(severity, message)| {
            vec![
                Span::Strong(severity.word().to_string()),
                Span::Text(format!(" {message}")),
            ]
        });
        blocks.push(Block::List(lines.collect()));
        more(list.len(), blocks);
    }
}

/// Everyone's scores in every round, the newest first.
fn people(debate: &Debate, entry: &Entry, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(3, "Reviewers' scores".to_string()));
    let rounds = (1..=current(debate)).rev();
    let cards: Vec<(u32, Scorecard)> = rounds
        .flat_map(|round| {
            let cards = scorecards(debate, round, &entry.id).into_iter();
            cards.map(move |card| (round, card))
        })
        .collect();
    let mut rows = Vec::new();
    for (round, card) in &cards {
        let roles: Vec<&str> = card.roles.iter().map(String::as_str).collect();
        for criterion in Criterion::ALL {
            for given in card.scores.get(criterion.id()).into_iter().flatten() {
                if let Said::Score {
                    score, rationale, ..
                } = &given.statement.said
                {
                    rows.push(vec![
                        text(round.to_string()),
                        text(card.name.clone()),
                        text(roles.join(", ")),
                        text(criterion.title()),
                        text(score.to_string()),
                        text(rationale.clone()),
                    ]);
                }
            }
        }
    }
    if rows.is_empty() {
        blocks.push(Block::Paragraph(text("Nobody scored it yet.")));
        return;
    }
    blocks.push(Block::Table {
        head: ["Round", "Reviewer", "Role", "Criterion", "Score", "Reason"]
            .map(str::to_string)
            .to_vec(),
        rows,
    });
}

fn remark_list(remarks: &[RemarkShown], blocks: &mut Vec<Block>) {
    if remarks.is_empty() {
        return;
    }
    blocks.push(Block::Heading(3, "Remarks".to_string()));
    let lines = remarks.iter().map(|shown| {
        let said = &shown.remark.statement;
        let mut line = match &shown.pin {
            Pin::Object(ObjectRef::Whole, _) => text("The proposal"),
            Pin::Object(_, name) => vec![Span::Code(name.clone())],
            Pin::Step(title) => text(format!("Step {title}")),
        };
        line.push(Span::Text(format!(
            ": {} ({}, round {})",
            shown.text, said.by, said.round
        )));
        for reply in &shown.replies {
            if let Said::Reply { text, .. } = &reply.statement.said {
                let by = &reply.statement.by;
                line.push(Span::Text(format!(" {by} answers: {text}")));
            }
        }
        if let Some(resolved) = &shown.resolved {
            line.push(Span::Text(format!(
                " Resolved by {}.",
                resolved.statement.by
            )));
        }
        (shown.resolved.is_some(), line)
    });
    blocks.push(Block::Checks(lines.collect()));
}

fn changes(entry: &Entry, blocks: &mut Vec<Block>) {
    let changes = &entry.judged.diff.changes;
    if changes.is_empty() {
        return;
    }
    blocks.push(Block::Heading(3, "Changed objects".to_string()));
    let listed = changes.iter().take(MOST_LISTED);
    let lines = listed.map(|change| {
        let kind = format!("{} ", change.object.word());
        about(&kind, &change.name, &format!(" {}", compare::about(change)))
    });
    blocks.push(Block::List(lines.collect()));
    more(changes.len(), blocks);
}

fn plan(entry: &Entry, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(3, "Migration plan".to_string()));
    let plan = match &entry.judged.plan {
        Ok(plan) => plan,
        Err(reason) => return blocks.push(Block::Paragraph(text(reason.clone()))),
    };
    blocks.push(Block::Paragraph(text(plan.summary())));
    if plan.is_empty() {
        return;
    }
    let steps = plan.steps.iter().take(MOST_LISTED).map(|step| {
        vec![
            text(step.title.clone()),
            text(step.phase.name()),
            text(step.lock.to_string()),
            text(step.loss.what().unwrap_or("nothing").to_string()),
        ]
    });
    blocks.push(Block::Table {
        head: ["Step", "Phase", "Lock", "Lost on the way down"]
            .map(str::to_string)
            .to_vec(),
        rows: steps.collect(),
    });
    more(plan.steps.len(), blocks);
}

fn position(document: &Document, entry: &Entry, blocks: &mut Vec<Block>) {
    let card = card(document, entry, "");
    for (title, lines) in [
        ("Claims", &card.claims),
        ("Evidence", &card.evidence),
        ("Risks", &card.risks),
    ] {
        if !lines.is_empty() {
            blocks.push(Block::Paragraph(vec![Span::Strong(title.to_string())]));
            blocks.push(Block::List(
                lines.iter().map(|line| text(line.clone())).collect(),
            ));
        }
    }
    blocks.push(Block::Paragraph(text(format!(
        "Confidence {}, cost {}, reversibility {}.",
        card.confidence, card.cost, card.reversibility
    ))));
}

fn checks(document: &Document, entry: &Entry) -> Block {
    let items = checklist(
        &entry.judged,
        &document.debate,
        super::super::current(&document.debate),
        &entry.id,
    );
    let lines = items.iter().map(|item| {
        let by = match &item.state {
            State::Holds => "Computed: ".to_string(),
            State::Fails => "Computed, and it does not hold: ".to_string(),
            State::Ticked(people) => format!("Ticked by {}: ", people.join(", ")),
            State::Waits => "For a person to tick: ".to_string(),
        };
        let line = vec![
            Span::Strong(item.title.to_string()),
            Span::Text(format!(" {by}{}", item.how)),
        ];
        (item.is_ticked(), line)
    });
    Block::Checks(lines.collect())
}

fn rounds(document: &Document, entries: &[Entry], blocks: &mut Vec<Block>) {
    let debate = &document.debate;
    if debate.rounds.is_empty() {
        return;
    }
    blocks.push(Block::Heading(2, "Rounds".to_string()));
    for number in (1..=current(debate)).rev() {
        let closed: Vec<String> = debate
            .rounds
            .values()
            .filter(|round| round.number == number)
            .map(|round| format!("closed {} by {}", round.closed, round.by))
            .collect();
        let state = match closed.is_empty() {
            true => "open".to_string(),
            false => closed.join("; "),
        };
        blocks.push(Block::Heading(3, format!("Round {number}, {state}")));
        let mut lines = Vec::new();
        for entry in entries {
            for card in scorecards(debate, number, &entry.id) {
                let mean = card
                    .total()
                    .map_or_else(String::new, |mean| mean.to_string());
                lines.push(text(format!("{} gave {} {mean}.", card.name, entry.letter)));
            }
            if let Some(since) = since(document, number, &entry.id) {
                lines.extend(changed_since(entry, number, &since));
            }
        }
        match lines.is_empty() {
            true => blocks.push(Block::Paragraph(text("Nothing was scored."))),
            false => blocks.push(Block::List(lines)),
        }
    }
}

/// What became of a proposal from the round before: its schema, and the scores of those who gave them in both.
fn changed_since(entry: &Entry, number: u32, since: &Between) -> Vec<Line> {
    let changes = &since.diff.changes;
    let mut line = text(format!(
        "{}: objects changed since round {}: {}",
        entry.letter,
        number - 1,
        changes.len()
    ));
    for (place, change) in changes.iter().take(10).enumerate() {
        let lead = if place == 0 { ": " } else { ", " };
        let lead = format!("{lead}{} ", change.object.word());
        line.extend(about(
            &lead,
            &change.name,
            &format!(" {}", compare::about(change)),
        ));
    }
    let mut lines = vec![line];
    for (name, means) in &since.people {
        if let (Some(before), Some(now)) = means {
            lines.push(text(format!(
                "{name} gave {} {before} before, and {now} now.",
                entry.letter
            )));
        }
    }
    lines
}
