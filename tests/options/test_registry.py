"""Plug-ins may add kinds of change for operations of the catalogue that have none yet."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.options import Change, _registry
from reengineer.options.changes import DeleteStep


class Split(Change):
    """Stand for a plug-in's kind of change."""

    operation = "split_step"
    step: str

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        return as_is


class Mine(Change):
    """Try to take the place of one of ours."""

    operation = "delete_step"
    step: str


class Strange(Change):
    """Be no operation of the catalogue."""

    operation = "paint_step"


@dataclass(frozen=True)
class Point:
    name: str
    kind: object

    def load(self) -> object:
        return self.kind


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    points = [Point("b", Split), Point("a", Mine), Point("c", Strange), Point("d", "nothing")]
    monkeypatch.setattr(_registry, "entry_points", lambda **_: points)
    for made in (_registry.kinds, _registry.change_line):
        made.cache_clear()
    yield
    for made in (_registry.kinds, _registry.change_line):
        made.cache_clear()


@pytest.mark.usefixtures("plugged")
def test_a_plug_in_fills_a_gap_and_replaces_nothing() -> None:
    assert _registry.kinds()["split_step"] is Split
    assert _registry.kinds()["delete_step"] is DeleteStep
    assert "paint_step" not in _registry.kinds()


@pytest.mark.usefixtures("plugged")
def test_its_lines_are_read() -> None:
    line = _registry.change_line().model_validate({"split_step": {"step": "a"}})
    assert line.change == Split(step="a")
