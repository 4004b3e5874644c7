//! What a trigger says: its events and its clause, read from text, and what cannot be.

use super::parameter::refusal;
use crate::editor::error::EditError;
use crate::model::Trigger;
use crate::sql::tokens;

/// The events of a text such as `INSERT OR UPDATE OF a, b`.
///
/// # Errors
/// When there is none, one is given twice, or one is no event.
pub fn trigger_events(text: &str) -> Result<Vec<String>, EditError> {
    let words = tokens::significant(text);
    let mut events: Vec<String> = Vec::new();
    let mut start = 0;
    for at in 0..=words.len() {
        // A comma parts events too, unless it parts the columns of UPDATE OF.
        let ends = match words.get(at) {
            None => true,
            Some(word) => {
                word.is_word(text, "or")
                    || (word.is(text, ",")
                        && words
                            .get(at + 1)
                            .is_some_and(|next| is_event(&next.text(text).to_uppercase())))
            }
        };
        if !ends {
            continue;
        }
        let span = words
            .get(start)
            .zip(at.checked_sub(1).and_then(|at| words.get(at)));
        start = at + 1;
        let Some(event) =
            span.and_then(|(first, last)| text.get(first.range.start..last.range.end))
        else {
            continue;
        };
        let event = one_event(event)?;
        let verb = |event: &str| event.split(' ').next().unwrap_or_default().to_string();
        if events.iter().any(|other| verb(other) == verb(&event)) {
            return Err(refusal(format!("{} is given twice.", verb(&event))));
        }
        events.push(event);
    }
    if events.is_empty() {
        return Err(refusal(
            "Name at least one of INSERT, UPDATE, DELETE, TRUNCATE.",
        ));
    }
    Ok(events)
}

fn is_event(word: &str) -> bool {
    matches!(word, "INSERT" | "UPDATE" | "DELETE" | "TRUNCATE")
}

fn one_event(text: &str) -> Result<String, EditError> {
    let words = tokens::significant(text);
    let first = words
        .first()
        .map(|word| word.text(text).to_uppercase())
        .unwrap_or_default();
    let of = words.get(1).is_some_and(|word| word.is_word(text, "of"));
    match (first.as_str(), of, words.len()) {
        ("INSERT" | "UPDATE" | "DELETE" | "TRUNCATE", _, 1) => Ok(first),
        ("UPDATE", true, 3..) => {
            let from = words.get(2).map_or(text.len(), |word| word.range.start);
            Ok(format!(
                "UPDATE OF {}",
                text.get(from..).unwrap_or_default().trim()
            ))
        }
        _ => Err(refusal(format!(
            "`{text}` is no event; INSERT, UPDATE, UPDATE OF columns, DELETE and TRUNCATE are."
        ))),
    }
}

/// Takes over another clause, with what is read from it.
///
/// # Errors
/// When it calls no function.
pub fn set_trigger_clause(trigger: &mut Trigger, text: &str) -> Result<(), EditError> {
    let words = tokens::significant(text);
    let at = words
        .iter()
        .position(|word| word.is_word(text, "function") || word.is_word(text, "procedure"));
    let function = at.and_then(|at| {
        let from = words.get(at)?.range.end;
        let name = text.get(from..)?.split('(').next()?.trim();
        (!name.is_empty()).then(|| name.to_string())
    });
    let Some(function) = function else {
        return Err(refusal(
            "The clause calls no function: end it with EXECUTE FUNCTION name().",
        ));
    };
    trigger.for_each_row = words.windows(2).any(|pair| match pair {
        [first, second] => {
            (first.is_word(text, "each") || first.is_word(text, "for"))
                && second.is_word(text, "row")
        }
        _ => false,
    });
    trigger.function = function;
    trigger.clause = text.trim().trim_end_matches(';').trim_end().to_string();
    Ok(())
}

/// Refuses what no trigger of a table can be (PostgreSQL manual, CREATE TRIGGER).
pub(super) fn check(trigger: &Trigger) -> Result<(), EditError> {
    if trigger.timing.eq_ignore_ascii_case("INSTEAD OF") {
        return Err(refusal("INSTEAD OF is for triggers of views."));
    }
    let truncate = trigger.events.iter().any(|event| event == "TRUNCATE");
    if truncate && trigger.for_each_row {
        return Err(refusal(
            "TRUNCATE calls a trigger once for the statement, not for each row.",
        ));
    }
    if trigger.constraint && !(trigger.timing.eq_ignore_ascii_case("AFTER") && trigger.for_each_row)
    {
        return Err(refusal("A constraint trigger fires after, for each row."));
    }
    let words = tokens::significant(&trigger.clause);
    let defers = words.iter().any(|word| {
        word.is_word(&trigger.clause, "deferrable") || word.is_word(&trigger.clause, "initially")
    });
    if defers && !trigger.constraint {
        return Err(refusal("Only a constraint trigger can be deferred."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_with_their_columns() {
        let events = |text| trigger_events(text).map_err(|error| error.to_string());
        assert_eq!(
            events("insert or update of a, b").unwrap(),
            ["INSERT", "UPDATE OF a, b"]
        );
        assert_eq!(events("INSERT, UPDATE").unwrap(), ["INSERT", "UPDATE"]);
        assert_eq!(
            events("update of a, delete").unwrap(),
            ["UPDATE OF a", "DELETE"]
        );
        assert_eq!(
            events("insert or insert").unwrap_err(),
            "INSERT is given twice."
        );
        assert!(events("").is_err());
        assert!(events("select").unwrap_err().contains("is no event"));
    }
}
