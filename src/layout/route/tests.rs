//! What holds for every route: it is orthogonal, ends at its ports, keeps away from cards and from other lines.

use proptest::prelude::*;

use super::*;

const CARD: Rect = Rect::new(0.0, 0.0, 200.0, 200.0);

fn edge(key: u32, from: u32, to: u32) -> RouteEdge {
    RouteEdge {
        key,
        from,
        from_port: 68.0,
        to,
        to_port: 44.0,
        unique: false,
        nullable: false,
    }
}

fn router(cards: &[Rect], edges: &[RouteEdge]) -> Router {
    let mut router = Router::new();
    for (key, card) in (0..).zip(cards) {
        router.update_node(key, *card);
    }
    for edge in edges {
        router.update_edge(*edge);
    }
    router.route_all();
    router
}

/// Checks a route against all cards with the plainest arithmetic there is.
fn check(router: &Router, cards: &[Rect], route: &Route) -> Result<(), String> {
    let edge = router.edge(route.key).ok_or("no such edge")?;
    let (from, to) = (cards[edge.from as usize], cards[edge.to as usize]);
    let (start, end) = (route.start(), route.end());
    if start.x != route.from_side.x(&from) || end.x != route.to_side.x(&to) {
        return Err(format!("not at its sides: {route:?}"));
    }
    let level =
        |at: f64, port: f64| (at - port).abs() <= if edge.from == edge.to { 8.0 } else { 0.0 };
    if !level(start.y, from.y + edge.from_port) || !level(end.y, to.y + edge.to_port) {
        return Err(format!("not at its ports: {route:?}"));
    }
    let legs: Vec<Rect> = route.legs().collect();
    let last = legs.len() - 1;
    for (index, leg) in legs.iter().enumerate() {
        if leg.width > 0.0 && leg.height > 0.0 {
            return Err(format!("oblique: {route:?}"));
        }
        if (index == 0 || index == last) && leg.width < STUB {
            return Err(format!("turns too early: {route:?}"));
        }
        for (key, card) in (0..).zip(cards) {
            let own = (index == 0 && key == edge.from) || (index == last && key == edge.to);
            // A hundredth less, so that a leg at exactly the clearance passes; grown, since a leg has no area.
            let room = card.inflate(if own { -0.01 } else { CLEARANCE - 0.01 });
            if leg.inflate(0.005).intersects(&room) {
                return Err(format!("too near to card {key} at {card:?}: {route:?}"));
            }
        }
    }
    Ok(())
}

/// Length that upright or level legs of routes to different keys share within less than a lane.
fn shared(router: &Router) -> f64 {
    let routes: Vec<&Route> = router.routes().collect();
    let mut sum = 0.0;
    for (index, one) in routes.iter().enumerate() {
        for other in routes[..index]
            .iter()
            .filter(|other| other.target != one.target)
        {
            for a in one.legs().skip(1) {
                for b in other
                    .legs()
                    .skip(1)
                    .filter(|b| (a.width > 0.0) == (b.width > 0.0))
                {
                    let near = if a.width > 0.0 { a.y - b.y } else { a.x - b.x };
                    if near.abs() < LANE - 0.5 {
                        sum += (a.right().min(b.right()) - a.x.max(b.x)).max(0.0)
                            + (a.bottom().min(b.bottom()) - a.y.max(b.y)).max(0.0);
                    }
                }
            }
        }
    }
    sum
}

/// Cards of different sizes in a grid whose gaps hold a few lanes.
fn any_cards() -> impl Strategy<Value = Vec<Rect>> {
    prop::collection::vec((0..8_u32, 0..12_u32), 1..40).prop_map(|sizes| {
        (0_u32..)
            .zip(sizes)
            .map(|(index, (width, rows))| {
                let (column, row) = (f64::from(index % 6), f64::from(index / 6));
                Rect::new(
                    column * 328.0,
                    row * 440.0,
                    200.0 + f64::from(width) * 8.0,
                    104.0 + f64::from(rows) * 24.0,
                )
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn routes_keep_clear_of_cards(
        cards in any_cards(),
        ends in prop::collection::vec((0..1000_u32, 0..1000_u32), 0..60),
    ) {
        let count = cards.len() as u32;
        let edges: Vec<RouteEdge> = (0..)
            .zip(&ends)
            .map(|(key, (from, to))| edge(key, from % count, to % count))
            .collect();
        let router = router(&cards, &edges);
        prop_assert_eq!(router.routes().count(), edges.len());
        for route in router.routes() {
            prop_assert!(route.clear);
            if let Err(reason) = check(&router, &cards, route) {
                return Err(TestCaseError::fail(reason));
            }
        }
    }

    #[test]
    fn moving_a_card_reroutes_what_it_touches(
        cards in any_cards(),
        ends in prop::collection::vec((0..1000_u32, 0..1000_u32), 0..40),
        moved in (0..1000_u32, -1..240_i32, -1..300_i32),
    ) {
        let count = cards.len() as u32;
        let edges: Vec<RouteEdge> = (0..)
            .zip(&ends)
            .map(|(key, (from, to))| edge(key, from % count, to % count))
            .collect();
        let mut router = router(&cards, &edges);
        let mut cards = cards;
        let key = moved.0 % count;
        // Below all others, where there is room.
        cards[key as usize] = Rect::new(
            f64::from(moved.1) * 8.0,
            3400.0 + f64::from(moved.2) * 8.0,
            240.0,
            200.0,
        );
        router.update_node(key, cards[key as usize]);
        let affected = router.affected(key);
        router.route_edges(&affected);
        for route in router.routes() {
            if let Err(reason) = check(&router, &cards, route) {
                return Err(TestCaseError::fail(reason));
            }
        }
        // From scratch it is as if nothing had been before.
        router.route_all();
        let fresh = self::router(&cards, &edges);
        prop_assert!(router.routes().eq(fresh.routes()));
    }
}

#[test]
fn a_card_in_the_way_is_gone_around() {
    let cards = [CARD, CARD.moved(400.0, 0.0), CARD.moved(800.0, 0.0)];
    let router = router(&cards, &[edge(1, 2, 0)]);
    let route = router.route(1).unwrap();
    assert!(route.clear);
    check(&router, &cards, route).unwrap();
    assert!(route.length() < 1100.0, "{route:?}");
}

#[test]
fn a_walled_in_card_is_reached_through_the_gap() {
    // Four walls around card 0 that leave one gap at the lower right.
    let cards = [
        CARD,
        CARD.moved(2000.0, 0.0),
        Rect::new(-200.0, -200.0, 600.0, 100.0),
        Rect::new(-200.0, -60.0, 100.0, 460.0),
        Rect::new(-60.0, 300.0, 400.0, 100.0),
        Rect::new(300.0, -60.0, 100.0, 260.0),
    ];
    let router = router(&cards, &[edge(1, 1, 0)]);
    let route = router.route(1).unwrap();
    assert!(route.clear, "{route:?}");
    check(&router, &cards, route).unwrap();
}

#[test]
fn narrow_corridors_are_used_where_there_are_no_wider_ones() {
    // 24 px apart: too little for the full clearance, enough for a foot and a turn.
    let cards = [
        CARD,
        CARD.moved(224.0, 0.0),
        CARD.moved(-224.0, 0.0),
        CARD.moved(0.0, 224.0),
        CARD.moved(448.0, 0.0),
    ];
    let router = router(&cards, &[edge(1, 0, 4), edge(2, 3, 0)]);
    for route in router.routes() {
        assert!(route.clear, "{route:?}");
        for (leg, index) in route.legs().zip(0..) {
            for card in &cards {
                let covered = leg.inflate(0.005).intersects(&card.inflate(3.99));
                assert!(!covered || index == 0 || index + 2 == route.points.len());
            }
        }
    }
}

#[test]
fn cards_on_top_of_each_other_still_get_a_line() {
    let cards = [
        CARD,
        CARD.moved(8.0, 40.0),
        CARD.moved(-8.0, -40.0),
        CARD.moved(0.0, 8.0),
    ];
    let router = router(&cards, &[edge(1, 1, 0), edge(2, 2, 3)]);
    assert_eq!(router.routes().count(), 2);
    for route in router.routes() {
        assert!(!route.clear && route.points.len() >= 2, "{route:?}");
    }
}

#[test]
fn lines_to_different_keys_take_different_lanes() {
    let cards = [
        CARD,
        CARD.moved(0.0, 300.0),
        CARD.moved(0.0, 600.0),
        CARD.moved(400.0, 0.0),
        CARD.moved(400.0, 300.0),
        CARD.moved(400.0, 600.0),
    ];
    let edges = [edge(1, 3, 1), edge(2, 4, 2), edge(3, 5, 0), edge(4, 3, 2)];
    let router = router(&cards, &edges);
    assert_eq!(shared(&router), 0.0);
    for route in router.routes() {
        check(&router, &cards, route).unwrap();
    }
}

#[test]
fn lines_to_one_key_share_a_trunk() {
    let cards = [
        CARD,
        CARD.moved(400.0, 300.0),
        CARD.moved(400.0, 600.0),
        CARD.moved(400.0, 900.0),
    ];
    let edges = [edge(1, 1, 0), edge(2, 2, 0), edge(3, 3, 0)];
    let router = router(&cards, &edges);
    let trunk: Vec<f64> = router
        .routes()
        .map(|route| route.points[route.points.len() - 2].x)
        .collect();
    assert_eq!(trunk.len(), 3);
    assert!(trunk.iter().all(|x| *x == trunk[0]), "{trunk:?}");
    let ends = trunks(router.routes());
    assert_eq!(ends.len(), 1);
    assert_eq!(ends[0].edges, vec![1, 2, 3]);
}

#[test]
fn removing_takes_routes_with_it() {
    let cards = [CARD, CARD.moved(400.0, 0.0), CARD.moved(800.0, 0.0)];
    let mut router = router(&cards, &[edge(1, 1, 0), edge(2, 2, 1), edge(3, 2, 2)]);
    router.remove_edge(1);
    assert!(router.route(1).is_none());
    assert_eq!(router.edges_of(1), vec![2]);
    router.remove_node(1);
    assert!(router.route(2).is_none() && router.node(1).is_none());
    assert!(router.route(3).is_some());
    router.route_edges(&[1, 2, 9]);
    assert_eq!(router.routes().count(), 1);
}

#[test]
fn trunks_say_what_their_relationships_agree_on() {
    let routes = [
        route_quick(&edge(1, 1, 0), CARD.moved(400.0, 300.0), CARD),
        route_quick(&edge(2, 2, 0), CARD.moved(400.0, 600.0), CARD),
        route_quick(
            &RouteEdge {
                nullable: true,
                ..edge(3, 3, 0)
            },
            CARD.moved(-400.0, 300.0),
            CARD,
        ),
        route_quick(&edge(4, 4, 0), CARD.moved(-400.0, 600.0), CARD),
    ];
    let told: Vec<_> = trunks(&routes)
        .into_iter()
        .map(|trunk| (trunk.side, trunk.kind, trunk.edges))
        .collect();
    assert_eq!(
        told,
        vec![
            (Side::Left, EndKind::Merged, vec![3, 4]),
            (Side::Right, EndKind::ParentMandatory, vec![1, 2]),
        ]
    );
}
