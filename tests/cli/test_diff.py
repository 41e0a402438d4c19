"""Two maps, or a review and an option, are compared in words, as data and in pictures."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reengineer.bpmn import SetName, SetType, read_bpmn, write_bpmn

Call = Callable[..., Any]
CHANGE = {"kind", "status", "id_before", "id_after", "label", "type", "fields"}


@pytest.fixture
def maps(small: Path) -> tuple[Path, Path]:
    """Return the map of the small review, and the same with two changes."""
    before = next(small.glob("*.bpmn"))
    definitions = read_bpmn(before)
    first, second = [node for node in definitions.processes[0].flow_nodes if node.tag.endswith("ask")][:2]
    write_bpmn(
        definitions.edit(SetName(first.id or "", "Another name"), SetType(second.id or "", "scriptTask")), "b.bpmn"
    )
    return before, Path("b.bpmn")


def test_changes_are_told_by_kind(maps: tuple[Path, Path], call: Call) -> None:
    called = call("diff", *maps)
    head, _, *rest = called.out.splitlines()
    assert called.code == 0
    assert head.endswith("b.bpmn: 2 changed")
    assert rest[0] == "Steps"
    assert [line for line in rest if line.strip().startswith("name: ") and line.endswith("-> Another name")]
    assert [line for line in rest if line.strip().startswith("type: ") and line.endswith("-> script task")]


def test_the_same_map_says_the_same(maps: tuple[Path, Path], call: Call) -> None:
    assert call("diff", maps[0], maps[0]).out == f"{maps[0]} -> {maps[0]}: the maps say the same\n"


def test_data_has_the_form_promised(maps: tuple[Path, Path], call: Call) -> None:
    printed = call("diff", *maps, "--json").json
    assert (printed["schema"], printed["before"], printed["after"]) == ("reengineer/diff/1", *map(str, maps))
    assert printed["counts"] == {"added": 0, "removed": 0, "changed": 2, "moved": 0}
    assert all(set(change) == CHANGE for change in printed["changes"])
    assert all(set(each) == {"field", "before", "after"} for change in printed["changes"] for each in change["fields"])
    assert (printed["renumbered"], printed["redrawn"]) == (0, [])


@pytest.mark.parametrize("given", [("p",), ("p.svg",), ("p-before.svg", "p-after.svg")])
def test_a_pair_of_pictures_is_drawn(maps: tuple[Path, Path], call: Call, given: tuple[str, ...]) -> None:
    called = call("diff", *maps, *(word for file in given for word in ("--svg", file)))
    assert called.err == "Drew p-before.svg.\nDrew p-after.svg.\n"
    for file in ("p-before.svg", "p-after.svg"):
        assert Path(file).read_text(encoding="utf-8").count("~ changed</tspan>") == 2


def test_an_option_is_compared_with_the_process_as_it_is(small: Path, call: Call) -> None:
    nothing, called = call("diff", small, "--option", "same"), call("diff", small, "--option", "quick", "--json")
    assert nothing.out == f"{small} -> {small}, option same: the maps say the same\n"
    assert (called.code, called.json["changes"]) == (0, [])
    assert {"element": "register", "field": "duration"} in [
        {key: row[key] for key in ("element", "field")} for row in called.json["notes"]
    ]


def test_two_reviews_are_compared_by_their_maps(small: Path, call: Call) -> None:
    assert "the maps say the same" in call("diff", small, next(small.glob("*.bpmn"))).out


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("a.bpmn",), 2, "Name a second map, or an option"),
        (("a.bpmn", "b.bpmn", "--option", "x"), 2, "Name a second map, or an option"),
        (("a.bpmn", "--option", "x"), 2, "a.bpmn is a map; --option takes a review folder"),
        (("small", "--option", "quik"), 2, "RE620"),
        (("small", "gone.bpmn"), 3, "RE200"),
        (("small", "small", "--svg", "no/where"), 2, "RE702"),
        (("small", "small", "--svg", "a", "--svg", "b", "--svg", "c"), 2, "--svg takes two files at most"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    small: Path, call: Call, args: tuple[str, ...], code: int, said: str
) -> None:
    called = call("diff", *args)
    assert (called.code, called.out) == (code, "")
    assert said in " ".join(called.err.split())
