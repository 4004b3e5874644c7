//! The order of renames: each must find its new name free.

use std::collections::{BTreeMap, BTreeSet};

use crate::sql::names;

/// Schema and name; the schema is empty for parts of a table.
pub(super) type Name = (String, String);

/// One rename to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Renaming {
    /// The object.
    pub id: u32,
    /// The name it bears.
    pub from: Name,
    /// The name it gets.
    pub to: Name,
}

/// Orders renames so that each finds its new name free. `standing` holds the old names of all objects of the name space,
/// `needed` the names of objects the plan makes.
pub(super) fn schedule(
    mut standing: BTreeMap<Name, u32>,
    wanted: &[(u32, Name, Name)],
    needed: &BTreeSet<Name>,
) -> Vec<Renaming> {
    let mut waiting: Vec<(u32, Name, Name)> = wanted.to_vec();
    let mut done = Vec::new();
    let reserved: BTreeSet<&Name> = wanted.iter().map(|(_, _, to)| to).chain(needed).collect();
    for name in needed {
        let Some(holder) = standing.get(name).copied() else {
            continue;
        };
        if !wanted.iter().any(|(id, _, _)| *id == holder) {
            let to = aside(name, &standing, &reserved);
            standing.remove(name);
            standing.insert(to.clone(), holder);
            done.push(Renaming {
                id: holder,
                from: name.clone(),
                to,
            });
        }
    }
    while !waiting.is_empty() {
        let free = waiting
            .iter()
            .position(|(id, _, to)| standing.get(to).is_none_or(|holder| holder == id));
        let position = match free {
            Some(position) => position,
            None => {
                let Some((_, _, to)) = waiting.first() else {
                    break;
                };
                let to = to.clone();
                let Some(holder) = standing.remove(&to) else {
                    break;
                };
                let aside = aside(&to, &standing, &reserved);
                standing.insert(aside.clone(), holder);
                for (id, from, _) in &mut waiting {
                    if *id == holder {
                        *from = aside.clone();
                    }
                }
                done.push(Renaming {
                    id: holder,
                    from: to,
                    to: aside,
                });
                continue;
            }
        };
        let (id, from, to) = waiting.remove(position);
        standing.remove(&from);
        standing.insert(to.clone(), id);
        done.push(Renaming { id, from, to });
    }
    done
}

/// A free name next to the taken one.
fn aside(name: &Name, standing: &BTreeMap<Name, u32>, reserved: &BTreeSet<&Name>) -> Name {
    for number in 1_u32.. {
        let suffix = if number == 1 {
            "_old".to_string()
        } else {
            format!("_old{number}")
        };
        // Names hold 63 bytes; the suffix must not be what is cut off.
        let mut stem = names::truncate(&name.1).to_string();
        while stem.len() + suffix.len() > 63 && stem.pop().is_some() {}
        let free = (name.0.clone(), format!("{stem}{suffix}"));
        if !standing.contains_key(&free) && !reserved.contains(&free) {
            return free;
        }
    }
    name.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        (String::new(), text.to_string())
    }

    fn run(standing: &[(&str, u32)], wanted: &[(u32, &str, &str)], needed: &[&str]) -> Vec<String> {
        let standing = standing
            .iter()
            .map(|(text, id)| (name(text), *id))
            .collect();
        let wanted: Vec<_> = wanted
            .iter()
            .map(|(id, from, to)| (*id, name(from), name(to)))
            .collect();
        let needed = needed.iter().map(|text| name(text)).collect();
        schedule(standing, &wanted, &needed)
            .into_iter()
            .map(|one| format!("{}>{}", one.from.1, one.to.1))
            .collect()
    }

    #[test]
    fn names_are_freed_before_they_are_taken() {
        assert_eq!(
            run(&[("a", 1), ("b", 2)], &[(1, "a", "b"), (2, "b", "c")], &[]),
            ["b>c", "a>b"]
        );
    }

    #[test]
    fn swaps_go_around_a_third_name() {
        assert_eq!(
            run(&[("a", 1), ("b", 2)], &[(1, "a", "b"), (2, "b", "a")], &[]),
            ["b>b_old", "a>b", "b_old>a"]
        );
    }

    #[test]
    fn an_object_to_be_dropped_steps_aside() {
        assert_eq!(
            run(&[("a", 1), ("b", 2), ("b_old", 3)], &[(1, "a", "b")], &[]),
            ["b>b_old2", "a>b"]
        );
        assert_eq!(run(&[("a", 1)], &[], &["a", "b"]), ["a>a_old"]);
    }
}
