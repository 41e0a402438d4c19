"""Cases are replayed on a map: the way each went, what it left out, and what it did besides."""

from collections.abc import Callable

import pytest

from reengineer.calibration import Items
from reengineer.calibration._departures import ON, STOP, count_departures
from reengineer.calibration._estimates import enabled_instants
from reengineer.calibration._labels import match_labels
from reengineer.calibration._net import Net
from reengineer.calibration._replay import Replay, replay
from reengineer.processmap import ProcessMap

Make = Callable[..., Items]
Draw = Callable[[str], ProcessMap]
CHOICE = "start > a > ?x > b > ?y > d > end\nx > c > y"
PARALLEL = "start > a > +x > b > +y > d > end\nx > c > y"
LOOP = "start > ?m > a > ?x > end\nx > b > m"


def replayed(process_map: ProcessMap, items: Items) -> Replay:
    return replay(Net.of(process_map, labels_of(process_map, items)), items)


def labels_of(process_map: ProcessMap, items: Items) -> dict[str, int]:
    matches = match_labels(items.labels, process_map)
    return {node: number for number, match in enumerate(matches) for node in match.nodes}


def ways(process_map: ProcessMap, found: Replay) -> dict[str, int]:
    return {process_map.flows[flow].id: len(cases) for (_, flow), cases in found.ways.items()}


def test_a_case_that_fits_leaves_nothing_out(items: Make, a_map: Draw) -> None:
    process_map = a_map(CHOICE)
    found = replayed(process_map, items("ABD", "ACD", "ABD"))
    assert (found.fitness, found.fitting_cases) == (1, 1)
    assert ways(process_map, found) == {"x_to_b": 2, "x_to_c": 1}


def test_a_step_left_out_is_counted(items: Make, a_map: Draw) -> None:
    found = replayed(a_map(CHOICE), items("BD", "ABD"))
    assert {node: len(cases) for node, cases in found.skipped.items()} == {"a": 1}
    assert found.fitness == pytest.approx(1 - 1 / 6)
    assert found.fitting_cases == 0.5


def test_a_step_that_the_map_has_no_place_for_is_put_in(items: Make, a_map: Draw) -> None:
    found = replayed(a_map(CHOICE), items("AABD"))
    assert found.node == ["a", "", "b", "d"]
    assert found.position == ["", "a", "", ""]


def test_an_unknown_label_is_put_in(items: Make, a_map: Draw) -> None:
    found = replayed(a_map(CHOICE), items("AZBD"))
    assert found.node == ["a", "", "b", "d"]


def test_parallel_branches_may_come_in_any_order(items: Make, a_map: Draw) -> None:
    assert replayed(a_map(PARALLEL), items("ABCD", "ACBD")).fitness == 1


def test_what_follows_a_join_is_enabled_by_the_last_branch_to_end(items: Make, a_map: Draw) -> None:
    process_map, log = a_map(PARALLEL), items("ACBD")
    found = replayed(process_map, log)
    assert [set(sources) for sources in found.enabled_by] == [set(), {0}, {0}, {1, 2}]
    assert enabled_instants(log, found).tolist() == [log.start[0], log.end[0], log.end[0], log.end[2]]


def test_what_follows_a_step_put_in_is_enabled_by_it(items: Make, a_map: Draw) -> None:
    found = replayed(a_map(CHOICE), items("AZBD"))
    assert found.enabled_by == [(), (0,), (1,), (2,)]


def test_loops_are_counted_by_visit(items: Make, a_map: Draw) -> None:
    process_map = a_map(LOOP)
    found = replayed(process_map, items("ABABA"))
    by_flow = {process_map.flows[flow].id: cases for (_, flow), cases in found.ways.items()}
    assert by_flow == {"x_to_b": [(0, 0), (0, 1)], "x_to_end": [(0, 2)]}


def test_inclusive_branches_are_found(items: Make, a_map: Draw) -> None:
    process_map = a_map("start > o:x > a > o:y > d > end\nx > b > y\nx > c > y")
    found = replayed(process_map, items("AD", "BAD", "CBAD"))
    assert found.fitness == 1
    assert ways(process_map, found) == {"x_to_a": 3, "x_to_b": 2, "x_to_c": 1}


def test_a_case_that_ends_far_from_an_end_has_ended_early(items: Make, a_map: Draw) -> None:
    process_map = a_map("start > a > b > c > d > end")
    log = items("A", *["ABCD"] * 20, *["A"] * 9)
    found = replayed(process_map, log)
    assert {node: len(cases) for node, cases in found.stopped.items()} == {"a": 10}
    assert not found.skipped
    departures = count_departures(log, found, labels_of(process_map, log))
    assert departures.following["a", -1] == {ON: 20, STOP: 10}


def test_rare_departures_are_not_modelled(items: Make, a_map: Draw) -> None:
    process_map = a_map(CHOICE)
    log = items(*["ABD"] * 50, "AZBD")
    departures = count_departures(log, replayed(process_map, log), labels_of(process_map, log))
    assert (departures.modelled, departures.total) == (0, 1)
    assert not departures.following


@pytest.mark.parametrize(
    ("label", "nodes", "how"),
    [("Check claim", ("a",), "same"), ("check  CLAIM!", ("a",), "same"), ("Chek claim", ("a",), "nearly the same"),
     ("Chéck-clàim", ("a",), "same"),
     ("b", ("b",), "same"), ("Something else", (), "none")],
)  # fmt: skip
def test_labels_are_matched(a_map: Draw, label: str, nodes: tuple[str, ...], how: str) -> None:
    process_map = a_map("start > a > b > end")
    from reengineer.bpmn import SetName
    from reengineer.processmap import build_map

    named = build_map(process_map.definitions.edit(SetName("a", "Check claim")))
    (match,) = match_labels((label,), named)
    assert (match.nodes, match.how) == (nodes, how)


INSIDE = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="p">
<startEvent id="s"/><subProcess id="sub"><startEvent id="t"/><userTask id="a" name="A"/><userTask id="b" name="B"/>
<endEvent id="u"/><sequenceFlow id="f1" sourceRef="t" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="b"/>
<sequenceFlow id="f3" sourceRef="b" targetRef="u"/></subProcess><userTask id="c" name="C"/><endEvent id="e"/>
<sequenceFlow id="g1" sourceRef="s" targetRef="sub"/><sequenceFlow id="g2" sourceRef="sub" targetRef="c"/>
<sequenceFlow id="g3" sourceRef="c" targetRef="e"/></process></definitions>"""


def test_steps_within_a_sub_process_are_replayed(items: Make) -> None:
    from reengineer.bpmn import read_bpmn
    from reengineer.processmap import build_map

    found = replayed(build_map(read_bpmn(INSIDE.encode())), items("ABC", "AC"))
    assert found.node == ["a", "b", "c", "a", "c"]
    assert {node: len(cases) for node, cases in found.skipped.items()} == {"b": 1}
    assert found.enabled_by[2] == (1,)


def test_a_map_without_a_start_is_refused(items: Make, a_map: Draw) -> None:
    from reengineer.bpmn import RemoveFlowNode
    from reengineer.errors import InputError
    from reengineer.processmap import build_map

    process_map = build_map(a_map("start > a > b > end").definitions.edit(RemoveFlowNode("start")))
    with pytest.raises(InputError) as error:
        replayed(process_map, items("AB"))
    assert error.value.problems[0].code == "RE459"
