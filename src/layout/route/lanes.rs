//! Which lanes are taken, so that lines to different keys never lie on each other.

use std::collections::BTreeMap;

use super::super::geometry::Point;
use super::obstacles::CellMap;
use super::{LANE, Route, Target};

/// Width of the strips that legs are kept in.
const STRIP: f64 = 32.0;
/// Legs nearer than this lie in the same lane.
const SAME: f64 = LANE - 0.5;

#[derive(Clone, Copy, Debug)]
struct Leg {
    key: u32,
    target: Target,
    at: f64,
    low: f64,
    high: f64,
}

/// The legs of all routes, by strips of the coordinate they keep.
#[derive(Clone, Debug, Default)]
pub(super) struct Lanes {
    upright: CellMap<i32, Vec<Leg>>,
    level: CellMap<i32, Vec<Leg>>,
    /// The lane of a key's trunk and how many relationships use it.
    trunks: BTreeMap<Target, Vec<(i64, usize)>>,
}

impl Lanes {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) fn insert(&mut self, route: &Route) {
        for (upright, leg) in legs(route) {
            let strips = if upright {
                &mut self.upright
            } else {
                &mut self.level
            };
            strips.entry(strip(leg.at)).or_default().push(leg);
        }
        if let Some(lane) = trunk_of(route) {
            let lanes = self.trunks.entry(route.target).or_default();
            match lanes.iter_mut().find(|(at, _)| *at == lane) {
                Some((_, count)) => *count += 1,
                None => lanes.push((lane, 1)),
            }
        }
    }

    pub(super) fn remove(&mut self, route: &Route) {
        for (upright, leg) in legs(route) {
            let strips = if upright {
                &mut self.upright
            } else {
                &mut self.level
            };
            if let Some(legs) = strips.get_mut(&strip(leg.at)) {
                legs.retain(|other| other.key != route.key);
            }
        }
        if let (Some(lane), Some(lanes)) = (trunk_of(route), self.trunks.get_mut(&route.target)) {
            for (at, count) in lanes.iter_mut() {
                if *at == lane {
                    *count = count.saturating_sub(1);
                }
            }
            lanes.retain(|(_, count)| *count > 0);
        }
    }

    /// The x of the trunk of a key on a side, if it has one: the lane used most, the first of equals.
    pub(super) fn trunk(&self, target: Target) -> Option<f64> {
        let mut best: Option<(i64, usize)> = None;
        for &(lane, count) in self.trunks.get(&target)? {
            if best.is_none_or(|(_, most)| count > most) {
                best = Some((lane, count));
            }
        }
        best.map(|(lane, _)| lane as f64 / 100.0)
    }

    /// The length that the leg from `a` to `b`, of a line to `target`, would share a lane with lines to other keys.
    pub(super) fn shared(&self, a: Point, b: Point, target: Target) -> f64 {
        let upright = a.x == b.x;
        let strips = if upright { &self.upright } else { &self.level };
        let (at, low, high) = extent(a, b, upright);
        let mut sum = 0.0;
        for strip in strip(at - SAME)..=strip(at + SAME) {
            for leg in strips.get(&strip).map_or(&[][..], Vec::as_slice) {
                if leg.target != target && (leg.at - at).abs() < SAME {
                    // Legs that pass end to end within a lane's width look like one.
                    sum += (leg.high.min(high) - leg.low.max(low) + LANE / 2.0).max(0.0);
                }
            }
        }
        sum
    }
}

fn strip(value: f64) -> i32 {
    (value / STRIP).floor() as i32
}

fn extent(a: Point, b: Point, upright: bool) -> (f64, f64, f64) {
    if upright {
        (a.x, a.y.min(b.y), a.y.max(b.y))
    } else {
        (a.y, a.x.min(b.x), a.x.max(b.x))
    }
}

fn legs(route: &Route) -> impl Iterator<Item = (bool, Leg)> {
    route.points.windows(2).filter_map(|ends| {
        let (a, b) = (*ends.first()?, *ends.last()?);
        let upright = a.x == b.x;
        let (at, low, high) = extent(a, b, upright);
        let leg = Leg {
            key: route.key,
            target: route.target,
            at,
            low,
            high,
        };
        Some((upright, leg))
    })
}

/// The x, in hundredths, of the upright leg before the last one.
fn trunk_of(route: &Route) -> Option<i64> {
    let count = route.points.len();
    if count < 4 {
        return None;
    }
    route
        .points
        .get(count - 2)
        .map(|point| (point.x * 100.0).round() as i64)
}
