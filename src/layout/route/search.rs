//! The way around cards, where the simple shapes are all blocked.
//!
//! A* over what a line can do without a map: go straight until something is in the way, turn, pass along it, turn back;
//! or turn where the goal is level. Each step asks the grid for the next card on one line, so the number of steps
//! depends on the cards in the way and not on the distance.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::super::geometry::{Point, Rect};
use super::Room;
use super::obstacles::{CellMap, Heading, Obstacles, facing};
use super::quick::BEND;

/// Steps after which the search gives up.
const MOST_STEPS: usize = 3000;
/// Shortest stretch worth going.
const LEAST: f64 = 0.5;

/// An end of the searched line: the point 24 px out of a port.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    pub at: Point,
    /// The way out of the card.
    pub out: Heading,
}

struct State {
    at: Point,
    heading: Heading,
    /// Where, along the heading, the card that is being passed ends, and the way to go on from there.
    pass: Option<(f64, Heading)>,
    cost: f64,
    before: Option<usize>,
    done: Option<usize>,
}

struct Waiting {
    total: f64,
    index: usize,
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        // The heap gives the greatest: the least cost, and of equals the one found first.
        other
            .total
            .total_cmp(&self.total)
            .then(other.index.cmp(&self.index))
    }
}

/// Where a line was when it was seen: place, heading and what it passes, in whole pixels.
type Seen = (i32, i32, i32, i32);

/// Searches a line between any of `starts` and any of `goals` that keeps clear of all cards.
///
/// Gives the number of the start, that of the goal, and the corners between the two points, those included.
pub(super) fn search(
    obstacles: &Obstacles,
    room: Room,
    area: &Rect,
    starts: &[Terminal],
    goals: &[Terminal],
) -> Option<(usize, usize, Vec<Point>)> {
    if goals.is_empty() {
        return None;
    }
    let mut search = Search {
        obstacles,
        room,
        area,
        goals,
        states: Vec::new(),
        open: BinaryHeap::new(),
        seen: CellMap::default(),
    };
    for start in starts {
        search.push(start.at, start.out, None, 0.0, None);
        for heading in start.out.across() {
            search.push(start.at, heading, None, BEND, None);
        }
    }
    let mut steps = 0;
    while let Some(Waiting { index, .. }) = search.open.pop() {
        if let Some(goal) = search.states[index].done {
            return search.line(index, goal, starts);
        }
        steps += 1;
        if steps > MOST_STEPS {
            return None;
        }
        search.step(index);
    }
    None
}

struct Search<'a> {
    obstacles: &'a Obstacles,
    room: Room,
    area: &'a Rect,
    goals: &'a [Terminal],
    states: Vec<State>,
    open: BinaryHeap<Waiting>,
    seen: CellMap<Seen, f64>,
}

impl Search<'_> {
    /// Goes straight from a state as far as possible and notes every place on the way where turning makes sense.
    fn step(&mut self, index: usize) {
        let State {
            at,
            heading,
            pass,
            cost,
            ..
        } = self.states[index];
        let limit = match heading {
            Heading::Right => self.area.right(),
            Heading::Left => self.area.x,
            Heading::Down => self.area.bottom(),
            Heading::Up => self.area.y,
        };
        let card = self.obstacles.first(at, heading, limit, self.room);
        let end = card.map_or(limit, |card| facing(&card, heading));
        let start = heading.along(at);
        let reach = (end - start) * heading.sign();
        if reach < -LEAST {
            return;
        }
        let ahead = |value: f64| {
            let distance = (value - start) * heading.sign();
            (distance >= -LEAST && distance <= reach).then_some(distance.max(0.0))
        };
        for goal in 0..self.goals.len() {
            let target = self.goals[goal].at;
            let Some(distance) = ahead(heading.along(target)) else {
                continue;
            };
            let stop = heading.at(at, heading.along(target));
            if stop.walk(target) < LEAST {
                self.arrive(index, goal, cost + distance);
            } else {
                let turn = towards(stop, target, heading);
                self.push(stop, turn, None, cost + distance + BEND, Some(index));
            }
        }
        if let Some((value, on)) = pass
            && let Some(distance) = ahead(value)
        {
            let stop = heading.at(at, value);
            self.push(stop, on, None, cost + distance + BEND, Some(index));
        }
        if let Some(card) = card {
            let stop = heading.at(at, end);
            for turn in heading.across() {
                // Past the far corner of the card in the way, then on as before.
                let value = facing(&card, opposite(turn));
                let cost = cost + reach.max(0.0) + BEND;
                self.push(stop, turn, Some((value, heading)), cost, Some(index));
            }
        }
    }

    fn push(
        &mut self,
        at: Point,
        heading: Heading,
        pass: Option<(f64, Heading)>,
        cost: f64,
        before: Option<usize>,
    ) {
        let passing = pass.map_or(i32::MIN, |(value, _)| value.round() as i32);
        let key = (
            at.x.round() as i32,
            at.y.round() as i32,
            heading as i32,
            passing,
        );
        if self.seen.get(&key).is_some_and(|least| *least <= cost) {
            return;
        }
        self.seen.insert(key, cost);
        let rest = self
            .goals
            .iter()
            .map(|goal| rest(at, heading, goal.at))
            .fold(f64::INFINITY, f64::min);
        self.open.push(Waiting {
            total: cost + rest,
            index: self.states.len(),
        });
        self.states.push(State {
            at,
            heading,
            pass,
            cost,
            before,
            done: None,
        });
    }

    /// Notes that a line reaches a goal, unless it would have to turn back on itself there.
    fn arrive(&mut self, index: usize, goal: usize, cost: f64) {
        let heading = self.states[index].heading;
        let inward = opposite(self.goals[goal].out);
        let cost = if heading == inward {
            cost
        } else if heading == self.goals[goal].out {
            return;
        } else {
            cost + BEND
        };
        self.open.push(Waiting {
            total: cost,
            index: self.states.len(),
        });
        self.states.push(State {
            at: self.goals[goal].at,
            heading,
            pass: None,
            cost,
            before: Some(index),
            done: Some(goal),
        });
    }

    fn line(
        &self,
        index: usize,
        goal: usize,
        starts: &[Terminal],
    ) -> Option<(usize, usize, Vec<Point>)> {
        let mut points = Vec::new();
        let mut next = Some(index);
        while let Some(index) = next {
            points.push(self.states[index].at);
            next = self.states[index].before;
        }
        points.reverse();
        let first = *points.first()?;
        let start = starts.iter().position(|start| start.at == first)?;
        Some((start, goal, points))
    }
}

/// What is at least left to go, corners included.
fn rest(at: Point, heading: Heading, goal: Point) -> f64 {
    let (dx, dy) = (goal.x - at.x, goal.y - at.y);
    let (forward, aside) = if heading.is_level() {
        (dx, dy)
    } else {
        (dy, dx)
    };
    let mut corners = 0.0;
    if aside.abs() > LEAST {
        corners += 1.0;
    }
    if forward * heading.sign() < -LEAST {
        corners += 2.0;
    }
    dx.abs() + dy.abs() + corners * BEND
}

/// The way across `heading` that leads from `from` to `to`.
fn towards(from: Point, to: Point, heading: Heading) -> Heading {
    if heading.is_level() {
        if to.y > from.y {
            Heading::Down
        } else {
            Heading::Up
        }
    } else if to.x > from.x {
        Heading::Right
    } else {
        Heading::Left
    }
}

fn opposite(heading: Heading) -> Heading {
    match heading {
        Heading::Right => Heading::Left,
        Heading::Left => Heading::Right,
        Heading::Down => Heading::Up,
        Heading::Up => Heading::Down,
    }
}
