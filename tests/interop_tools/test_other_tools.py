"""What we write opens in other tools, as well as the file that it was made from, and shows what is new."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from reengineer.bpmn import Definitions, FlowNode, SequenceFlow, keys_of, read_bpmn

pytestmark = pytest.mark.browser


def more_warnings(opened: Sequence[Any], tool: str) -> list[tuple[str, list[str]]]:
    """Return the cases in which a tool warns of more than before."""
    more = [
        (
            one.case.name,
            sorted((Counter(one.after[tool]["warnings"]) - Counter(one.before[tool]["warnings"])).elements()),
        )
        for one in opened
    ]
    return [(name, warnings) for name, warnings in more if warnings]


def elements_of(definitions: Definitions) -> list[list[str | None]]:
    """Return id, type, name and ends of flow nodes and flows, as bpmn-moddle gives them."""
    known = {keyed.key for keyed in keys_of(definitions).elements}
    rows = []
    for keyed in keys_of(definitions).elements:
        element = keyed.element
        if isinstance(element, FlowNode | SequenceFlow):
            ends = (getattr(element, "source_ref", None), getattr(element, "target_ref", None))
            kind = f"bpmn:{element.tag[0].upper()}{element.tag[1:]}"
            rows.append([element.id, kind, element.name, *(end if end in known else None for end in ends)])
    return sorted(rows, key=str)


def test_the_sample_is_wide(opened: Sequence[Any]) -> None:
    kinds = Counter(one.case.name.rpartition(", ")[2] for one in opened)
    assert min(kinds[kind] for kind in ("a step added", "a step removed", "a flow redirected", "a lane added")) >= 10
    assert kinds["drawn"] >= 20
    assert sum("option" in one.case.name for one in opened) >= 5
    assert sum("claims" in one.case.name for one in opened) >= 48


def test_moddle_has_nothing_new_to_warn_of(opened: Sequence[Any]) -> None:
    assert more_warnings(opened, "moddle") == []
    assert [one.case.name for one in opened if "error" in one.after["moddle"]] == []


def test_moddle_finds_the_elements_that_we_meant(opened: Sequence[Any]) -> None:
    checked = 0
    for one in opened:
        if elements_of(read_bpmn(one.case.before)) == sorted(one.before["moddle"]["elements"], key=str):
            meant = elements_of(read_bpmn(one.case.written))
            assert meant == sorted(one.after["moddle"]["elements"], key=str), one.case.name
            checked += 1
    assert checked > 0.9 * len(opened)


def test_the_viewer_has_nothing_new_to_warn_of(opened: Sequence[Any]) -> None:
    assert more_warnings(opened, "viewer") == []


def test_the_viewer_opens_all_that_it_opened_before_and_what_had_no_diagram(opened: Sequence[Any]) -> None:
    failed = {one.case.name: one.after["viewer"]["error"] for one in opened if "error" in one.after["viewer"]}
    before = {one.case.name for one in opened if "error" in one.before["viewer"]}
    assert [name for name in failed if name not in before or ", drawn" in name or "blocks" in name] == []


def test_the_viewer_draws_what_it_drew_and_what_is_new(opened: Sequence[Any]) -> None:
    missing = {one.case.name: lost for one in opened if (lost := undrawn(one))}
    assert missing == {}


def undrawn(one: Any) -> list[str]:
    """Return what has vanished, and what is new and not drawn though all that it is joined to is."""
    before, after = set(one.before["viewer"]["drawn"]), set(one.after["viewer"]["drawn"])
    definitions = read_bpmn(one.case.written)
    present = {keyed.key for keyed in keys_of(definitions).elements}
    lost = [key for key in before - after if key in present]
    if "error" in one.after["viewer"]:
        return lost
    planes = {keyed.key: keyed.parent for keyed in keys_of(definitions).elements}
    drawn_planes = {planes[key] for key in before if key in planes}
    is_bare = definitions.diagram.shapes and not read_bpmn(one.case.before).diagram.shapes
    lanes = {key: process for key, _, process, _ in keys_of(definitions).lanes}
    wanted = [key for key in one.case.new if is_bare or planes.get(key, lanes.get(key)) in drawn_planes]
    loose = {row[0] for row in elements_of(definitions) if row[1] == "bpmn:SequenceFlow" and None in row[3:]}
    return lost + [key for key in wanted if key not in after | loose]
