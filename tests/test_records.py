"""Frozen records whose methods are written late behave as those of the standard library."""

import copy
import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, astuple, field, fields, replace
from dataclasses import dataclass as standard
from typing import Any

import pytest

from reengineer._records import dataclass

FROZEN = {"frozen": True, "slots": True, "kw_only": True}
Make = Callable[..., Any]


def _classes(make: Make) -> tuple[type[Any], type[Any], type[Any]]:
    """Return a record, one that inherits from it and checks itself, and one that has methods of its own."""

    @make(**FROZEN)
    class Base:
        """A base."""

        id: str
        size: "int | None" = None
        notes: dict[str, int] = field(default_factory=dict, hash=False)
        hidden: float = field(default=0.5, repr=False, compare=False)

    @make(**FROZEN)
    class Part(Base):
        """A part."""

        parts: tuple[str, ...] = ()
        total: int = field(init=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "total", len(self.parts))

    @make(frozen=True, slots=True)
    class Own:
        """One with its own words."""

        first: int
        second: int = 2

        def __repr__(self) -> str:
            return "own"

        def __hash__(self) -> int:
            return 7

    return Base, Part, Own


LATE, USUAL = _classes(dataclass), _classes(standard)


def _made(kinds: tuple[type[Any], type[Any], type[Any]]) -> list[Any]:
    base, part, own = kinds
    return [
        base(id="a"),
        base(id="a", size=3, notes={"x": 1}, hidden=9.0),
        part(id="a", size=3, parts=("b", "c")),
        own(1),
        own(1, second=5),
    ]


@pytest.mark.parametrize("place", range(5))
def test_a_record_shows_counts_and_compares_as_usual(place: int) -> None:
    late, usual = _made(LATE)[place], _made(USUAL)[place]
    assert repr(late) == repr(usual)
    assert hash(late) == hash(usual)
    assert asdict(late) == asdict(usual)
    assert astuple(late) == astuple(usual)
    assert [late == other for other in _made(LATE)] == [usual == other for other in _made(USUAL)]
    assert late != usual
    assert late == replace(late)
    assert copy.deepcopy(late) == copy.copy(late) == late
    assert type(late).__match_args__ == type(usual).__match_args__
    assert not hasattr(late, "__dict__")


@pytest.mark.parametrize("place", range(3))
def test_classes_tell_the_same_of_themselves(place: int) -> None:
    late, usual = LATE[place], USUAL[place]
    assert inspect.signature(late) == inspect.signature(usual)
    assert late.__init__.__qualname__ == usual.__init__.__qualname__
    assert late.__init__.__module__ == usual.__init__.__module__
    assert late.__doc__ == usual.__doc__
    for ours, theirs in zip(fields(late), fields(usual), strict=True):
        assert repr(ours) == repr(theirs)


@pytest.mark.parametrize("place", range(5))
def test_nobody_changes_a_record(place: int) -> None:
    record = _made(LATE)[place]
    name = fields(record)[0].name
    with pytest.raises(FrozenInstanceError, match=f"cannot assign to field '{name}'"):
        setattr(record, name, "z")
    with pytest.raises(FrozenInstanceError, match=f"cannot delete field '{name}'"):
        delattr(record, name)
    assert record == _made(LATE)[place]


def test_a_class_that_inherits_may_have_more_than_the_fields() -> None:
    class Noted(LATE[0]):  # type: ignore[misc]
        pass

    noted = Noted(id="a")
    noted.note = "seen"
    with pytest.raises(FrozenInstanceError):
        noted.id = "b"
    del noted.note
    assert repr(noted).endswith("Noted(id='a', size=None, notes={})")


def test_what_is_wrong_with_a_call_is_told_as_usual() -> None:
    def told(kind: type[Any], **given: object) -> str:
        with pytest.raises(TypeError) as caught:
            kind(**given)
        return str(caught.value)

    for given in ({}, {"id": "a", "colour": 1}):
        assert told(LATE[0], **given) == told(USUAL[0], **given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Something that goes to another process."""

    id: str
    more: tuple[str, ...] = ()


def test_a_record_goes_to_another_process() -> None:
    kept = Kept(id="a", more=("b",))
    assert pickle.loads(pickle.dumps(kept)) == kept  # noqa: S301 - our own bytes


def test_a_base_keeps_its_methods_when_one_that_inherits_is_used_first() -> None:
    base, part, _ = _classes(dataclass)
    assert part(id="a", parts=("b",)).total == 1
    assert "total" not in repr(base(id="a"))
    assert repr(part(id="a")) == repr(_classes(standard)[1](id="a"))


def test_records_that_are_compared_by_what_they_are_stay_so() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True, eq=False)
    class Itself:
        """Nothing else is it."""

        id: str

    one = Itself(id="a")
    assert one == one  # noqa: PLR0124 - it is itself
    assert one != Itself(id="a")
    assert len({one, Itself(id="a")}) == 2
