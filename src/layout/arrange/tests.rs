//! What holds for every arrangement, whatever the drawing.

use proptest::prelude::*;

use super::*;

fn card(width: f64, height: f64) -> ArrangeNode {
    ArrangeNode {
        width,
        height,
        ..ArrangeNode::default()
    }
}

fn edge(from: usize, to: usize) -> ArrangeEdge {
    ArrangeEdge {
        from,
        from_port: 68.0,
        to,
        to_port: 44.0,
    }
}

/// Cards parted as promised, pairs of pinned ones apart; free cards on the grid; pinned ones where they were.
fn check(nodes: &[ArrangeNode], places: &[Point]) -> Result<(), String> {
    for (index, (node, at)) in nodes.iter().zip(places).enumerate() {
        if let Some(pinned) = node.pinned {
            if pinned != *at {
                return Err(format!("{index} was pinned at {pinned:?} and is at {at:?}"));
            }
        } else if *at != at.snapped() {
            return Err(format!("{index} is off the grid at {at:?}"));
        }
        let room = Rect::at(*at, node.size()).inflate_by(GAP_X, GAP_Y);
        for (other, (card, place)) in nodes.iter().zip(places).enumerate().skip(index + 1) {
            let both_pinned = node.pinned.is_some() && card.pinned.is_some();
            if !both_pinned && room.intersects(&Rect::at(*place, card.size())) {
                return Err(format!(
                    "{index} at {at:?} is too near to {other} at {place:?}"
                ));
            }
        }
    }
    Ok(())
}

fn any_node() -> impl Strategy<Value = ArrangeNode> {
    let pinned = prop::option::weighted(0.2, (-3000..3000_i32, -2000..2000_i32));
    let group = prop::option::of(0..4_u8);
    (50..90_u32, 0..30_u32, pinned, group).prop_map(|(width, rows, pinned, group)| ArrangeNode {
        width: f64::from(width) * 4.0,
        height: f64::from(32 + rows * 24),
        pinned: pinned.map(|(x, y)| Point::new(f64::from(x), f64::from(y))),
        group: group.map(|group| group.to_string()),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn cards_never_cover_each_other(
        nodes in prop::collection::vec(any_node(), 0..70),
        // Some name no card, some the same one twice, some repeat.
        ends in prop::collection::vec((0..72_usize, 0..72_usize), 0..160),
    ) {
        let edges: Vec<ArrangeEdge> = ends.iter().map(|&(from, to)| edge(from, to)).collect();
        let places = arrange(&nodes, &edges);
        prop_assert_eq!(places.len(), nodes.len());
        if let Err(reason) = check(&nodes, &places) {
            return Err(TestCaseError::fail(reason));
        }
        prop_assert_eq!(&places, &arrange(&nodes, &edges));
    }
}

#[test]
fn nothing_is_arranged_as_nothing() {
    assert_eq!(arrange(&[], &[edge(0, 1)]), Vec::new());
}

#[test]
fn parents_stand_left_of_their_children() {
    let nodes = vec![card(200.0, 104.0); 7];
    let edges = [
        edge(1, 0),
        edge(2, 0),
        edge(3, 1),
        edge(4, 1),
        edge(5, 2),
        edge(6, 2),
    ];
    let places = arrange(&nodes, &edges);
    for edge in &edges {
        assert!(places[edge.to].x < places[edge.from].x, "{edge:?}");
    }
    assert_eq!(quality(&nodes, &edges, &places).crossings, 0);
}

#[test]
fn orders_that_need_not_cross_do_not() {
    // Three pairs, listed so that the naive order crosses every line.
    let nodes = vec![card(200.0, 104.0); 8];
    let edges = [
        edge(5, 2),
        edge(6, 1),
        edge(7, 0),
        edge(0, 3),
        edge(1, 3),
        edge(2, 3),
        edge(4, 3),
    ];
    let places = arrange(&nodes, &edges);
    assert_eq!(quality(&nodes, &edges, &places).crossings, 0);
}

#[test]
fn cycles_and_self_references_are_laid_out() {
    let nodes = vec![card(200.0, 104.0); 3];
    let edges = [edge(0, 1), edge(1, 2), edge(2, 0), edge(1, 1)];
    let places = arrange(&nodes, &edges);
    check(&nodes, &places).unwrap();
    assert!(bounds_of(&nodes, &places).width < 1200.0);
}

#[test]
fn a_hub_does_not_pull_all_into_one_column() {
    let nodes = vec![card(200.0, 152.0); 40];
    let edges: Vec<ArrangeEdge> = (1..40).map(|child| edge(child, 0)).collect();
    let places = arrange(&nodes, &edges);
    let whole = bounds_of(&nodes, &places);
    let aspect = whole.width / whole.height;
    assert!((1.0..2.4).contains(&aspect), "{whole:?}");
    assert!(places.iter().all(|place| place.x >= places[0].x));
}

#[test]
fn unconnected_cards_keep_the_shape_of_a_screen() {
    let nodes = vec![card(200.0, 128.0); 30];
    let whole = bounds_of(&nodes, &arrange(&nodes, &[]));
    let aspect = whole.width / whole.height;
    assert!((1.2..2.2).contains(&aspect), "{whole:?}");
}

#[test]
fn pinned_cards_attract_those_tied_to_them() {
    let mut nodes = vec![card(200.0, 104.0); 4];
    nodes[0].pinned = Some(Point::new(5000.0, 3003.0));
    nodes[1].pinned = Some(Point::new(0.0, 0.0));
    let places = arrange(&nodes, &[edge(2, 0), edge(3, 1)]);
    assert!(places[2].distance(places[0]) < 700.0);
    assert!(places[3].distance(places[1]) < 700.0);
}

#[test]
fn a_large_drawing_is_compact_and_keeps_communities_together() {
    let (nodes, edges) = large(1401);
    let places = arrange(&nodes, &edges);
    check(&nodes, &places).unwrap();
    let quality = quality(&nodes, &edges, &places);
    assert_eq!(quality.overlaps, 0);
    let whole = bounds_of(&nodes, &places);
    let aspect = whole.width / whole.height;
    assert!((1.0..2.4).contains(&aspect), "{whole:?}");
    let cards: f64 = nodes.iter().map(|node| node.width * node.height).sum();
    assert!(cards / quality.area > 0.2, "{}", cards / quality.area);
    // Lines within a module are short against the whole.
    let inner: Vec<f64> = edges
        .iter()
        .filter(|edge| nodes[edge.from].group == nodes[edge.to].group && edge.to > 2)
        .map(|edge| places[edge.from].distance(places[edge.to]))
        .collect();
    let mean = inner.iter().sum::<f64>() / inner.len() as f64;
    assert!(mean < whole.width / 8.0, "{mean} of {}", whole.width);
}

/// Modules of about 20 tables tied among themselves, and three hubs that a third of all refer to.
fn large(count: usize) -> (Vec<ArrangeNode>, Vec<ArrangeEdge>) {
    let mut state = 7_u64;
    let mut random = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below
    };
    let mut nodes = Vec::new();
    let mut edges = Vec::new();
    for index in 0..count {
        let module = index / 20;
        let mut node = card(
            200.0 + 4.0 * random(40) as f64,
            56.0 + 24.0 * random(18) as f64,
        );
        node.group = Some(format!("module {module}"));
        nodes.push(node);
        if index % 20 > 0 && random(5) > 0 {
            edges.push(edge(index, module * 20 + random(index % 20)));
        }
        if index > 3 && random(3) == 0 {
            edges.push(edge(index, random(3)));
        }
        if index > 40 && random(12) == 0 {
            edges.push(edge(index, random(index)));
        }
    }
    (nodes, edges)
}

fn bounds_of(nodes: &[ArrangeNode], places: &[Point]) -> Rect {
    let rects: Vec<Rect> = nodes
        .iter()
        .zip(places)
        .map(|(node, at)| Rect::at(*at, node.size()))
        .collect();
    bounds(&rects).unwrap()
}
