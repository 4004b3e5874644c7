//! The order in which the files of a folder of migrations apply.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::read::Source;

/// Sorts sources by path, runs of digits compared as numbers (`9_x` before `10_y`, timestamps as they stand), and leaves
/// the way down out: `down.sql`, `x.down.sql`, and `x_down.sql` where `x_up.sql` stands beside it.
pub fn order_sources(sources: Vec<Source>) -> Vec<Source> {
    let names: BTreeSet<String> = sources
        .iter()
        .map(|source| source.name.to_ascii_lowercase())
        .collect();
    let mut kept: Vec<Source> = sources
        .into_iter()
        .filter(|source| !is_down(&source.name.to_ascii_lowercase(), &names))
        .collect();
    kept.sort_by(|a, b| compare(&a.name, &b.name));
    kept
}

fn is_down(path: &str, all: &BTreeSet<String>) -> bool {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    if file == "down.sql" || file.ends_with(".down.sql") {
        return true;
    }
    ["_down.sql", "-down.sql"].iter().any(|ending| {
        path.strip_suffix(ending)
            .is_some_and(|stem| all.contains(&format!("{stem}{}", ending.replace("down", "up"))))
    })
}

/// Path parts one by one, digits as numbers; equal parts fall back to plain order so that the result is total.
fn compare(a: &str, b: &str) -> Ordering {
    let mut left = a.split(['/', '\\']);
    let mut right = b.split(['/', '\\']);
    loop {
        match (left.next(), right.next()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) => match natural(x, y) {
                Ordering::Equal => {}
                other => return other,
            },
        }
    }
}

fn natural(a: &str, b: &str) -> Ordering {
    let (first, second) = (without_date_dashes(a), without_date_dashes(b));
    let (mut a, mut b) = (first.as_str(), second.as_str());
    loop {
        let (Some(x), Some(y)) = (a.chars().next(), b.chars().next()) else {
            return a.len().cmp(&b.len());
        };
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let (first, rest_a) = digits(a);
            let (second, rest_b) = digits(b);
            let order = first
                .len()
                .cmp(&second.len())
                .then_with(|| first.cmp(second));
            if order != Ordering::Equal {
                return order;
            }
            (a, b) = (rest_a, rest_b);
        } else {
            match x.cmp(&y) {
                Ordering::Equal => {
                    a = a.get(x.len_utf8()..).unwrap_or("");
                    b = b.get(y.len_utf8()..).unwrap_or("");
                }
                other => return other,
            }
        }
    }
}

/// `2017-09-23-182408_x` as `20170923182408_x`, as diesel orders versions.
fn without_date_dashes(name: &str) -> String {
    let version_end = name
        .find(|character: char| !character.is_ascii_digit() && character != '-')
        .unwrap_or(name.len());
    let (version, rest) = name.split_at(version_end);
    let is_date = version.len() >= 10
        && version
            .char_indices()
            .take(10)
            .all(|(place, character)| (character == '-') == (place == 4 || place == 7));
    if is_date {
        format!("{}{rest}", version.replace('-', ""))
    } else {
        name.to_string()
    }
}

/// The leading digits without leading zeros, and the rest.
fn digits(text: &str) -> (&str, &str) {
    let end = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    (number.trim_start_matches('0'), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(names: &[&str]) -> Vec<String> {
        let sources = names
            .iter()
            .map(|name| Source {
                name: name.to_string(),
                text: String::new(),
            })
            .collect();
        order_sources(sources)
            .into_iter()
            .map(|source| source.name)
            .collect()
    }

    #[test]
    fn numbers_compare_as_numbers() {
        assert_eq!(
            order(&[
                "10_c.sql",
                "9_b.sql",
                "001_a.sql",
                "V2__x.sql",
                "V10__y.sql"
            ]),
            [
                "001_a.sql",
                "9_b.sql",
                "10_c.sql",
                "V2__x.sql",
                "V10__y.sql"
            ]
        );
        assert_eq!(
            order(&[
                "20240102_b/up.sql",
                "20240101_a/up.sql",
                "20240101_a/down.sql"
            ]),
            ["20240101_a/up.sql", "20240102_b/up.sql"]
        );
    }

    #[test]
    fn dates_with_dashes_stand_among_dates_without() {
        assert_eq!(
            order(&[
                "2017-09-23-182408_c/up.sql",
                "20170804200817_b.sql",
                "2018-01-01-000000_d.sql"
            ]),
            [
                "20170804200817_b.sql",
                "2017-09-23-182408_c/up.sql",
                "2018-01-01-000000_d.sql"
            ]
        );
    }

    #[test]
    fn ways_down_are_left_out() {
        assert_eq!(
            order(&[
                "1_a.up.sql",
                "1_a.down.sql",
                "2_up.sql",
                "2_down.sql",
                "3_drill_down.sql"
            ]),
            ["1_a.up.sql", "2_up.sql", "3_drill_down.sql"]
        );
    }
}
