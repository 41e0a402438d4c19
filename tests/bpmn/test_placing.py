"""Hold places for new nodes and lines for new flows: free, near, and clear of what is drawn."""

from itertools import pairwise

import pytest

from reengineer.bpmn import Bounds, Diagram, Edge, Shape
from reengineer.bpmn._lines import crosses
from reengineer.bpmn._placing import draw_message, place_node, route_flow

TASK = (100.0, 80.0)


def drawn(**bounds: Bounds) -> Diagram:
    return Diagram(shapes={key: Shape(one) for key, one in bounds.items()})


def test_a_node_goes_between_its_neighbours_where_there_is_room() -> None:
    diagram = drawn(a=Bounds(100, 100, 100, 80), b=Bounds(500, 100, 100, 80))
    assert place_node(diagram, TASK, near=["a", "b"]) == Bounds(300, 100, 100, 80)


def test_a_node_never_lies_on_another() -> None:
    diagram = drawn(a=Bounds(100, 100, 100, 80), b=Bounds(230, 100, 100, 80))
    place = place_node(diagram, TASK, near=["a", "b"])
    assert not any(shape.bounds is not None and place.overlaps(shape.bounds, 20) for shape in diagram.shapes.values())


def test_a_node_stays_within_its_lane() -> None:
    lane = Bounds(0, 300, 900, 150)
    diagram = drawn(a=Bounds(100, 100, 100, 80), lane=lane)
    place = place_node(diagram, TASK, near=["a"], within=["lane"], frames=["lane"])
    assert lane.contains(place)


def test_a_node_keeps_off_lines() -> None:
    shapes = drawn(a=Bounds(100, 100, 100, 80), b=Bounds(500, 100, 100, 80)).shapes
    diagram = Diagram(shapes=shapes, edges={"f": Edge(((350.0, 0.0), (350.0, 300.0)))})
    place = place_node(diagram, TASK, near=["a", "b"])
    assert not crosses(((350.0, 0.0), (350.0, 300.0)), place)


def test_a_full_lane_takes_the_node_behind_its_last() -> None:
    diagram = drawn(lane=Bounds(0, 0, 180, 90), a=Bounds(35, 5, 100, 80))
    place = place_node(diagram, TASK, near=["a"], within=["lane"], frames=["lane"])
    assert place.x > 135


def test_an_empty_diagram_has_room() -> None:
    assert place_node(Diagram(), TASK).width == 100


@pytest.mark.parametrize(
    ("segment", "answer"),
    [
        (((0, 50), (200, 50)), True),
        (((0, 0), (200, 0)), False),
        (((0, 200), (200, 0)), True),
        (((300, 0), (300, 90)), False),
        (((0, 100), (40, 100)), False),
    ],
)
def test_a_line_through_a_node_is_seen(segment: tuple[tuple[float, float], tuple[float, float]], answer: bool) -> None:
    assert crosses(segment, Bounds(50, 0, 100, 100)) is answer


def test_level_neighbours_are_joined_by_a_straight_line() -> None:
    a, b = Bounds(0, 0, 100, 80), Bounds(200, 0, 100, 80)
    assert route_flow(drawn(a=a, b=b), a, b) == ((100, 40), (200, 40))


def test_close_neighbours_are_joined_directly() -> None:
    a, b = Bounds(0, 0, 50, 50), Bounds(-25, 62, 100, 80)
    assert route_flow(drawn(a=a, b=b), a, b) == ((25, 50), (25, 62))


def test_a_line_goes_round_what_stands_between() -> None:
    a, b, between = Bounds(0, 0, 100, 80), Bounds(400, 0, 100, 80), Bounds(200, 0, 100, 80)
    points = route_flow(drawn(a=a, b=b, c=between), a, b)
    assert all(first[0] == second[0] or first[1] == second[1] for first, second in pairwise(points))
    assert not any(crosses(piece, bounds) for piece in pairwise(points) for bounds in (a, b, between))


def test_a_line_prefers_not_to_lie_on_another() -> None:
    a, b = Bounds(0, 0, 100, 80), Bounds(300, 200, 100, 80)
    plain = route_flow(drawn(a=a, b=b), a, b)
    busy = Diagram(shapes=drawn(a=a, b=b).shapes, edges={"f": Edge(plain)})
    assert route_flow(busy, a, b) != plain


def test_a_message_is_straight_where_it_can_be() -> None:
    pool, task = Bounds(0, 0, 1000, 60), Bounds(200, 300, 100, 80)
    assert draw_message(task, pool) == ((250, 300), (250, 60))
    assert draw_message(pool, task) == ((250, 60), (250, 300))


def test_a_message_steps_aside_for_a_node() -> None:
    pool, task, event = Bounds(0, 0, 1000, 60), Bounds(200, 300, 100, 80), Bounds(232, 150, 36, 36)
    points = draw_message(task, pool, [event])
    assert not any(crosses(piece, event) for piece in pairwise(points))


def test_a_message_between_tasks_bends_in_the_middle() -> None:
    upper, lower = Bounds(0, 0, 100, 80), Bounds(300, 200, 100, 80)
    assert draw_message(upper, lower) == ((50, 80), (50, 140), (350, 140), (350, 200))
