"""Plug-ins may add operations of their own, which they describe, and replace none of ours."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.operations import Operation
from reengineer.options import Change, _registry
from reengineer.options.changes import DeleteStep


class Paint(Change):
    """Stand for a plug-in's kind of change."""

    operation = "paint_step"
    described = Operation(
        name="paint_step", parameters=("step",), kind="parameter", subjects=("step",), simulates="nothing"
    )
    step: str

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        return as_is


class Mine(Change):
    """Try to take the place of one of ours."""

    operation = "delete_step"
    step: str


class Strange(Change):
    """Be an operation that nobody describes."""

    operation = "polish_step"


@dataclass(frozen=True)
class Point:
    name: str
    kind: object

    def load(self) -> object:
        return self.kind


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    points = [Point("b", Paint), Point("a", Mine), Point("c", Strange), Point("d", "nothing")]
    monkeypatch.setattr(_registry, "entry_points", lambda **_: points)
    for made in (_registry.kinds, _registry.change_line):
        made.cache_clear()
    yield
    for made in (_registry.kinds, _registry.change_line):
        made.cache_clear()


@pytest.mark.usefixtures("plugged")
def test_a_plug_in_adds_an_operation_and_replaces_nothing() -> None:
    assert _registry.kinds()["paint_step"] is Paint
    assert _registry.kinds()["delete_step"] is DeleteStep
    assert "polish_step" not in _registry.kinds()


@pytest.mark.usefixtures("plugged")
def test_its_lines_are_read() -> None:
    line = _registry.change_line().model_validate({"paint_step": {"step": "a"}})
    assert line.change == Paint(step="a")
    assert (line.change.subjects(), line.change.title) == (("a",), "paint step a")
