"""Texts are filled from values and never do more than that."""

import pytest

from reengineer.questions._wording import fill, fill_known, is_well_formed, names_in, say


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{s.n} items", "3 items"),
        ("{s.share:.0%}", "24%"),
        ("{s.share:.2f} and {s.n:.0f}", "0.24 and 3"),
        ("{s.claim}", "yes"),
        ("{s.list}", "C1, C2"),
        ("{s.none|nothing}", "nothing"),
        ("{s.none|}", ""),
        ("{s.none}", "(unknown)"),
        ("{s.none:.0%}", "(unknown)"),
        ("{s.text:.0%}", "{s.n}"),
        ("{s.n:#item}", "3 items"),
        ("{s.one:#personal item}", "1 personal item"),
        ("{s.none:#item|items}", "items"),
        ("{s.most:.0%} and {s.few:.1%}", "more than 99% and less than 0.1%"),
        ("{s.whole:.1f} times", "5 times"),
        ("{s.long:.0f}", "2,414"),
        ("{s.long:time} of {s.short:time}", "40 h of 0.5 min"),
        ("no place", "no place"),
    ],
)
def test_places_are_filled(text: str, expected: str) -> None:
    values = {"s.n": 3, "s.share": 0.24, "s.claim": True, "s.list": ("C1", "C2"), "s.text": "{s.n}"}
    values |= {"s.one": 1, "s.long": 2414.2, "s.short": 0.5, "s.most": 0.997, "s.few": 0.0002, "s.whole": 5.0}
    assert fill(text, values) == expected


def test_a_parameter_with_an_unknown_value_is_left_out() -> None:
    assert fill_known("after {a.id}", {"a.id": "log"}) == "after log"
    assert fill_known("{t.setup_repeat} min", {}) is None
    assert fill_known("{t.setup_repeat|4} min", {}) == "4 min"


@pytest.mark.parametrize(
    "text", ["{s.name", "}", "{}", "{s.__class__}", "{s.name!r}", "{s.a:>99}", "{s.a[0]}", "{name}"]
)
def test_other_braces_are_not_places(text: str) -> None:
    assert not is_well_formed(text)


def test_names_are_found_in_order_and_once() -> None:
    assert names_in("{b.name} {a.name|x} {b.name} {p.wip:.0f}") == ("b.name", "a.name", "p.wip")
    assert is_well_formed("{b.name} {a.name|x} {p.wip:.0f}")


@pytest.mark.parametrize(
    ("value", "expected"),
    [(False, "no"), (0.5, "0.5"), (12345.6, "12,346"), (7, "7"), ((), "none"), ("a", "a"), (None, "(unknown)")],
)
def test_values_are_said_plainly(value: object, expected: str) -> None:
    assert say(value) == expected
