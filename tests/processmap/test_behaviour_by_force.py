"""The check of behaviour finds what brute force finds, with and without making the net smaller."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reengineer.bpmn import read_bpmn
from reengineer.errors import BpmnError, Problem
from reengineer.processmap import ProcessMap, build_map, check_behaviour
from reengineer.processmap._explore import Limit, Table, explore
from reengineer.processmap._judge import Verdict, judge
from reengineer.processmap._make_net import make_net
from reengineer.processmap._reduce import reduce_net
from reengineer.processmap._throws import Throws


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("token_game", Path(__file__).with_name("token_game.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["token_game"] = module
    spec.loader.exec_module(module)
    return module


game = _load()
MANY = settings(max_examples=150)
KINDS = ("task", "task", "xor", "xor", "and", "and", "or", "end", "kill")


@st.composite
def drawings(draw: st.DrawFn, kinds: tuple[str, ...] = KINDS) -> "game.Drawing":
    """Draw a map of any shape in which everything has a flow in."""
    inner = draw(st.lists(st.sampled_from(kinds), min_size=2, max_size=7))
    nodes = {"s": "start", **{f"n{number}": kind for number, kind in enumerate(inner)}, "e": "end"}
    sources = [node for node, kind in nodes.items() if kind not in ("end", "kill")]
    targets = [node for node in nodes if node != "s"]
    flows = [(sources[draw(st.integers(0, min(at, len(sources) - 1)))], node) for at, node in enumerate(targets)]
    flows += draw(st.lists(st.tuples(st.sampled_from(sources[1:] or sources), st.sampled_from(targets)), max_size=6))
    return game.Drawing(nodes, tuple(flows))


@st.composite
def drawings_with_boundary_events(draw: st.DrawFn) -> "game.Drawing":
    """Draw a map with tasks that boundary events stand on; no inclusive gateways."""
    drawn = draw(drawings(tuple(kind for kind in KINDS if kind != "or")))
    tasks = [node for node, kind in drawn.nodes.items() if kind == "task"][:2]
    hosts = dict(enumerate(draw(st.lists(st.sampled_from(tasks), max_size=3)) if tasks else []))
    events = {f"b{number}": draw(st.sampled_from(["bound", "beside"])) for number in hosts}
    targets = [node for node in drawn.nodes if node != "s"][-3:]
    flows = tuple((event, draw(st.sampled_from(targets))) for event in events if draw(st.integers(0, 9)))
    named = {f"b{number}": task for number, task in hosts.items()}
    return game.Drawing({**drawn.nodes, **events}, drawn.flows + flows, named)


def map_of(drawing: "game.Drawing") -> ProcessMap:
    return build_map(read_bpmn(game.as_xml(drawing).encode()))


def verdict_of(drawing: "game.Drawing", *, is_reduced: bool) -> Verdict:
    return explored(map_of(drawing), "P", is_reduced=is_reduced)


def explored(process_map: ProcessMap, holder: str, *, is_reduced: bool) -> Verdict:
    """Return what is wrong with one process, its sub-processes taken for tasks."""
    net = make_net(process_map, holder, Throws(process_map), {})
    if is_reduced:
        reduce_net(net)
    return judge(explore(Table(net), Limit(20_000, 1_000_000)))


def codes(found: tuple[Problem, ...]) -> set[str]:
    return {problem.code for problem in found}


def steps_told(problem: Problem) -> int:
    way = re.search(r"shortest way there: ([^;]*)", problem.message)
    assert way is not None, problem.message
    left_out = re.search(r"\((\d+) more\)", way[1])
    return way[1].count("->") + 1 + (int(left_out[1]) - 1 if left_out else 0)


@given(drawings())
@settings(max_examples=15)
def test_findings_on_a_few_maps_are_those_of_brute_force(drawing: "game.Drawing") -> None:
    compare(drawing)


@given(drawings())
@MANY
@pytest.mark.slow
def test_findings_are_those_of_brute_force(drawing: "game.Drawing") -> None:
    compare(drawing)


def compare(drawing: "game.Drawing") -> None:
    """Hold the findings on a map against what brute force finds."""
    played = game.play(drawing)
    if not played.complete:
        return
    found = codes(check_behaviour(map_of(drawing)))
    assert ("RE270" in found) == (played.stuck is not None)
    assert bool(found & {"RE271", "RE272"}) == (played.doubled is not None)
    assert ("RE273" in found) == played.endless
    if played.doubled is None:
        assert ("RE275" in found) == played.ended_twice


@given(drawings())
@MANY
@pytest.mark.slow
def test_a_net_made_smaller_is_sound_exactly_if_the_map_is(drawing: "game.Drawing") -> None:
    played = game.play(drawing)
    if not played.complete:
        return
    small = verdict_of(drawing, is_reduced=True)
    assert small.is_sound == played.is_sound
    assert not small.stuck or played.stuck is not None
    assert not small.second or played.doubled is not None
    assert not small.rounds or played.endless
    if played.is_sound:
        assert small.passed == played.passed


@given(drawings_with_boundary_events())
@MANY
@pytest.mark.slow
def test_boundary_events_are_played_as_brute_force_plays_them(drawing: "game.Drawing") -> None:
    played = game.play(drawing)
    if not played.complete:
        return
    found = codes(check_behaviour(map_of(drawing)))
    assert ("RE270" in found) == (played.stuck is not None)
    assert ("RE273" in found) == played.endless
    assert bool(found & {"RE271", "RE272", "RE275"}) == (played.doubled is not None or played.ended_twice)
    assert verdict_of(drawing, is_reduced=True).is_sound == played.is_sound


@pytest.mark.slow
def test_public_maps_made_smaller_are_sound_exactly_if_they_are(shared: Path) -> None:
    compared = 0
    for path in sorted((shared / "corpus" / "files").rglob("*.bpmn")):
        try:
            process_map = build_map(read_bpmn(path))
        except BpmnError:
            continue
        for holder in (*process_map.index.processes, *filter(process_map.is_expanded, process_map.index.nodes)):
            whole, small = (explored(process_map, holder, is_reduced=reduced) for reduced in (False, True))
            if whole.runs.complete:
                compared += 1
                assert small.is_sound == whole.is_sound, (path.name, holder)
                assert whole.second or small.passed == whole.passed, (path.name, holder)
    assert compared > 500


@given(drawings())
@MANY
@pytest.mark.slow
def test_ways_told_are_as_short_as_those_of_brute_force(drawing: "game.Drawing") -> None:
    played = game.play(drawing)
    if not played.complete:
        return
    found = check_behaviour(map_of(drawing))
    stuck = [steps_told(problem) for problem in found if problem.code == "RE270"]
    assert not stuck or min(stuck) == played.stuck
    doubled = [steps_told(problem) for problem in found if problem.code == "RE271"]
    if doubled and "RE272" not in codes(found):
        assert min(doubled) == played.doubled


@given(drawings())
@MANY
@pytest.mark.slow
def test_steps_said_to_happen_never_do_not(drawing: "game.Drawing") -> None:
    played = game.play(drawing)
    if not played.complete:
        return
    verdict = verdict_of(drawing, is_reduced=False)
    if played.doubled is None:
        assert verdict.passed == played.passed
    for problem in check_behaviour(map_of(drawing)):
        if problem.code == "RE274":
            assert problem.source.element_id not in played.passed


@st.composite
def blocks(draw: st.DrawFn, depth: int = 3) -> "game.Drawing":
    """Draw a map made of blocks within blocks: sequences, choices, parallel parts and loops."""
    nodes = {"s": "start"}
    flows: list[tuple[str, str]] = []

    def fresh(kind: str) -> str:
        nodes[f"{kind}{len(nodes)}"] = kind
        return f"{kind}{len(nodes) - 1}"

    def block(before: str, left: int) -> str:
        kind = draw(st.sampled_from(["task", "task", "row", "xor", "and", "or", "loop"] if left else ["task"]))
        if kind == "row":
            return block(block(before, left - 1), left - 1)
        first = fresh("xor" if kind == "loop" else kind)
        flows.append((before, first))
        if kind == "task":
            return first
        if kind == "loop":
            last = fresh("xor")
            flows.extend([(block(first, left - 1), last), (last, first)])
            return last
        branches = [block(first, left - 1) for _ in range(draw(st.integers(2, 3)))]
        last = fresh(kind)
        flows.extend((branch, last) for branch in branches)
        return last

    last = block("s", depth)
    nodes["e"] = "end"
    flows.append((last, "e"))
    return game.Drawing(nodes, tuple(flows))


@given(blocks(depth=4))
@settings(max_examples=40)
def test_maps_made_of_blocks_are_sound_and_need_no_search(drawing: "game.Drawing") -> None:
    assert check_behaviour(map_of(drawing)) == ()
    assert len(verdict_of(drawing, is_reduced=True).runs.markings) == 1


@given(blocks(depth=2), st.data())
@MANY
@pytest.mark.slow
def test_one_gateway_altered_is_found_where_brute_force_finds_it(drawing: "game.Drawing", data: st.DataObject) -> None:
    gateways = [node for node, kind in drawing.nodes.items() if kind in ("xor", "and", "or")]
    if not gateways:
        return
    node = data.draw(st.sampled_from(gateways))
    altered = {**drawing.nodes, node: data.draw(st.sampled_from(["xor", "and", "or"]))}
    changed = game.Drawing(altered, drawing.flows)
    played = game.play(changed)
    if played.complete:
        assert (codes(check_behaviour(map_of(changed))) == set()) == played.is_sound


@pytest.mark.parametrize(
    ("split", "join", "stuck", "doubled"),
    [("and", "and", None, None), ("and", "xor", None, 6), ("and", "or", None, None), ("xor", "and", 3, None)],
)
def test_brute_force_itself_gives_what_can_be_counted_by_hand(
    split: str, join: str, stuck: int | None, doubled: int | None
) -> None:
    nodes = {"s": "start", "p": split, "a": "task", "b": "task", "j": join, "e": "end"}
    flows = (("s", "p"), ("p", "a"), ("p", "b"), ("a", "j"), ("b", "j"), ("j", "e"))
    played = game.play(game.Drawing(nodes, flows))
    assert (played.stuck, played.doubled) == (stuck, doubled)
