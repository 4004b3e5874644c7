//! The order in which the files of a folder of migrations apply.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::read::Source;

/// Sorts sources by path, runs of digits compared as numbers (`9_x` before `10_y`, timestamps as they stand), and leaves
/// the way down out: `down.sql`, `x.down.sql`, `x_down.sql` where `x_up.sql` stands beside it, and the folder `rollback`.
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

/// Lines at which the way up begins in a file of both ways, and those at which it ends: dbmate's, goose's, node-pg-migrate's.
const WAYS: [(&str, &str); 3] = [
    ("-- migrate:up", "-- migrate:down"),
    ("-- +goose Up", "-- +goose Down"),
    ("-- Up Migration", "-- Down Migration"),
];

/// The part of a file that leads up: all of it, unless the way back stands behind the way there.
pub(super) fn way_up(text: &str) -> &str {
    let line = |mark: &str| {
        let begins =
            |at: &usize| *at == 0 || text.get(..*at).is_some_and(|head| head.ends_with('\n'));
        text.match_indices(mark).map(|(at, _)| at).find(begins)
    };
    let end = WAYS.iter().find_map(|(up, down)| {
        let (up, down) = (line(up)?, line(down)?);
        (up < down).then_some(down)
    });
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// A file that leads up, and the one that leads back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// Leads up.
    pub up: Source,
    /// Leads back, where there is one.
    pub down: Option<Source>,
}

/// The files of a folder of migrations in the order in which they apply, each with its way back: `x.down.sql` of `x.up.sql`,
/// `down.sql` beside `up.sql`, `x_down.sql` of `x_up.sql`, and `rollback/x.sql`, `x_rollback.sql` or `x.rollback.sql` of `x.sql`.
pub fn pair_sources(sources: Vec<Source>) -> Vec<Pair> {
    let (back, rest): (Vec<Source>, Vec<Source>) = sources
        .into_iter()
        .partition(|source| is_rollback(&source.name.to_ascii_lowercase()));
    let mut downs: Vec<Source> = back;
    let names: BTreeSet<String> = rest
        .iter()
        .map(|source| source.name.to_ascii_lowercase())
        .collect();
    let is_back = |source: &Source| is_down(&source.name.to_ascii_lowercase(), &names);
    downs.extend(rest.iter().filter(|source| is_back(source)).cloned());
    order_sources(rest)
        .into_iter()
        .map(|up| {
            let stem = stem(&up.name);
            let place = downs.iter().position(|down| self::stem(&down.name) == stem);
            Pair {
                down: place.map(|place| downs.swap_remove(place)),
                up,
            }
        })
        .collect()
}

/// `rollback/x.sql`, `x_rollback.sql`, `x.rollback.sql`.
fn is_rollback(path: &str) -> bool {
    let (folder, file) = path.rsplit_once(['/', '\\']).unwrap_or(("", path));
    let folder = folder.rsplit(['/', '\\']).next().unwrap_or(folder);
    ["rollback", "rollbacks", "down"].contains(&folder)
        || ["_rollback.sql", ".rollback.sql"]
            .iter()
            .any(|ending| file.ends_with(ending))
}

/// What a file and its way back share: the path without direction and ending.
fn stem(path: &str) -> String {
    let path = path.to_ascii_lowercase();
    let mut parts: Vec<&str> = path.split(['/', '\\']).collect();
    let file = parts.pop().unwrap_or_default();
    if ["up.sql", "down.sql"].contains(&file) {
        return parts.join("/");
    }
    if parts
        .last()
        .is_some_and(|folder| ["rollback", "rollbacks", "down", "up"].contains(folder))
    {
        parts.pop();
    }
    let mut name = file.strip_suffix(".sql").unwrap_or(file);
    for ending in [
        ".up",
        ".down",
        "_up",
        "_down",
        "-up",
        "-down",
        "_rollback",
        ".rollback",
    ] {
        name = name.strip_suffix(ending).unwrap_or(name);
    }
    parts.push(name);
    parts.join("/")
}

fn is_down(path: &str, all: &BTreeSet<String>) -> bool {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let folder = path.rsplit(['/', '\\']).nth(1).unwrap_or_default();
    if file == "down.sql" || file.ends_with(".down.sql") || folder == "rollback" {
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

    #[test]
    fn the_way_back_in_the_same_file_is_left_out() {
        let text = "-- migrate:up\nCREATE TABLE a ();\n\n-- migrate:down\nDROP TABLE a;\n";
        assert_eq!(way_up(text), "-- migrate:up\nCREATE TABLE a ();\n\n");
        assert_eq!(
            way_up("-- +goose Up\n1\n-- +goose Down\n2\n"),
            "-- +goose Up\n1\n"
        );
        let prose = "-- see -- migrate:up\nSELECT '-- migrate:down';\n";
        assert_eq!(way_up(prose), prose);
    }

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
    fn ways_back_are_found() {
        let names = [
            "1_a.up.sql",
            "1_a.down.sql",
            "2_b/up.sql",
            "2_b/down.sql",
            "003_c.sql",
            "rollback/003_c.sql",
            "004_d.sql",
        ];
        let sources = names.iter().map(|name| Source {
            name: name.to_string(),
            text: String::new(),
        });
        let pairs = pair_sources(sources.collect());
        let told: Vec<(&str, Option<&str>)> = pairs
            .iter()
            .map(|pair| {
                let down = pair.down.as_ref();
                (pair.up.name.as_str(), down.map(|down| down.name.as_str()))
            })
            .collect();
        assert_eq!(
            told,
            [
                ("1_a.up.sql", Some("1_a.down.sql")),
                ("2_b/up.sql", Some("2_b/down.sql")),
                ("003_c.sql", Some("rollback/003_c.sql")),
                ("004_d.sql", None),
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
