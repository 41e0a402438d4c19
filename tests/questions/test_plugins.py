"""A plug-in brings a file of rules, or a class with a check of its own; it is judged as any rule is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.errors import ReviewError
from reengineer.questions import Question, _catalogue, _plugins, ask, catalogue

Draw = Callable[..., AnnotatedMap]


class Uneven(Question):
    """Raise a question that multiplies, which the language of triggers can, and squares, which it cannot."""

    family, needs = "our own", ("s.variants", "s.search_time_share")
    id, name, scope = "OWN-01", "Uneven work", "step"
    question, ask, word = 'Why is "{s.name}" so uneven?', "those who do the step", "why"
    stake: Mapping[str, Any] = {"kind": "work"}
    example: Mapping[str, Any] = {
        "raises": {"s.variants": 4, "s.search_time_share": 0.5},
        "near_miss": {"s.variants": 1},
    }

    def check(self, values: Mapping[str, Any]) -> bool | None:
        return None if values["s.variants"] == 0 else values["s.variants"] ** 2 * values["s.search_time_share"] > 4


class Pairs(Question):
    """Ask about two steps."""

    family, needs = "our own", ("a.system", "b.system", "t.handoff")
    id, name, scope = "OWN-02", "Two systems", "pair"
    question, ask, word = 'Why two systems for "{a.name}"?', "all", "how"
    stake: Mapping[str, Any] = {"kind": "wait"}
    example: Mapping[str, Any] = {
        "raises": {"a.system": "x", "b.system": "y", "t.handoff": False},
        "near_miss": {"b.system": "x"},
    }

    def check(self, values: Mapping[str, Any]) -> bool | None:
        return bool(values["a.system"] != values["b.system"] and not values["t.handoff"])


class Wrong(Uneven):
    """Need a name that is not there."""

    needs = ("s.variant", "s.search_time_share")


RULES = """\
version: 1
family: our own
rules:
  - {id: OWN-03, name: Many ways, scope: step, trigger: s.variants > 1, question: Why?, ask: all, word: why,
     stake: {kind: work}, example: {raises: {s.variants: 2}, near_miss: {s.variants: 1}}}
"""


@dataclass(frozen=True)
class Point:
    name: str
    kind: object
    value: str = "ours:thing"

    def load(self) -> object:
        return self.kind


Plug = Callable[..., None]


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Iterator[Plug]:
    def put(*kinds: object) -> None:
        points = [Point(str(number), kind) for number, kind in enumerate(kinds)]
        monkeypatch.setattr(_plugins, "entry_points", lambda **_: points)
        _catalogue._with_plugins.cache_clear()

    yield put
    _catalogue._with_plugins.cache_clear()


def noted(**facts: object) -> dict[str, Any]:
    return {"steps": {"a": facts}}


def test_a_class_asks_what_the_language_cannot_say(plug: Plug, draw_chain: Draw) -> None:
    plug(Uneven)
    rule = catalogue()["OWN-01"]
    assert len(catalogue()) == 120
    assert rule.evaluate(rule.notes.example.raises) is True
    assert rule.evaluate({"s.variants": 4}) is None
    assert rule.notes.trigger == "a check of s.variants, s.search_time_share"
    asked = ask(draw_chain("a", notes=noted(variants=4, search_time_share=0.5)))
    assert "OWN-01" in {finding.rule for finding in asked.findings}
    assert catalogue().to_dict()["rules"][-1]["needs"] == ["s.variants", "s.search_time_share"]  # type: ignore[index]


def test_what_a_check_lacks_is_named(plug: Plug, draw_chain: Draw) -> None:
    plug(Uneven)
    told = {item.rule: item.reason for item in ask(draw_chain("a", notes=noted(variants=4))).not_evaluated}
    assert told["OWN-01"] == "1 of 1 steps: s.search_time_share is missing on 1"
    zero = ask(draw_chain("a", notes=noted(variants=0, search_time_share=0.5)))
    told = {item.rule: item.reason for item in zero.not_evaluated}
    assert told["OWN-01"] == "1 of 1 steps: the check cannot tell on 1"


def test_a_class_may_ask_about_pairs(plug: Plug, draw_chain: Draw) -> None:
    plug(Pairs)
    people = {"resources": {"x": {"members": 1}}}
    steps = {"a": {"system": "one", "role": "x"}, "b": {"system": "two", "role": "x"}}
    asked = ask(draw_chain("a", "b", notes={**people, "steps": steps}))
    assert ("a", "b") in {finding.elements for finding in asked.findings if finding.rule == "OWN-02"}


def test_a_file_of_rules_is_added(plug: Plug, tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    plug(str(path), Uneven)
    assert [rule.id for rule in catalogue()][-2:] == ["OWN-03", "OWN-01"]


def test_a_plug_in_with_a_mistake_is_refused(plug: Plug) -> None:
    plug(Wrong)
    with pytest.raises(ReviewError, match=r"s.variant is not in the vocabulary \(nearest: \"s.variants\""):
        catalogue()


@pytest.mark.parametrize("kind", [3, Question, dict])
def test_a_plug_in_without_questions_is_refused(plug: Plug, kind: object) -> None:
    plug(kind)
    with pytest.raises(ReviewError) as caught:
        catalogue()
    assert caught.value.problems[0].code == "RE424"
