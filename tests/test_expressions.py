"""Triggers are a small safe language with three values."""

import contextlib
import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reengineer.expressions import MOST_CHARACTERS, MOST_LEVELS, ExpressionError, parse

TRUTHS = (True, False, None)


def kleene_and(first: bool | None, second: bool | None) -> bool | None:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def kleene_or(first: bool | None, second: bool | None) -> bool | None:
    if first is True or second is True:
        return True
    return None if first is None or second is None else False


@pytest.mark.parametrize(("first", "second"), list(itertools.product(TRUTHS, TRUTHS)))
def test_and_or_follow_the_tables_of_kleene(first: bool | None, second: bool | None) -> None:
    context = {"s.a": first, "s.b": second}
    assert parse("s.a and s.b").evaluate(context) is kleene_and(first, second)
    assert parse("s.a or s.b").evaluate(context) is kleene_or(first, second)


@pytest.mark.parametrize(("value", "expected"), [(True, False), (False, True), (None, None)])
def test_not_keeps_the_unknown_unknown(value: bool | None, expected: bool | None) -> None:
    assert parse("not s.a").evaluate({"s.a": value}) is expected


@given(first=st.sampled_from(TRUTHS), second=st.sampled_from(TRUTHS))
def test_de_morgan_holds_with_three_values(first: bool | None, second: bool | None) -> None:
    context = {"s.a": first, "s.b": second}
    assert parse("not (s.a and s.b)").evaluate(context) is parse("not s.a or not s.b").evaluate(context)


@given(context=st.dictionaries(st.sampled_from(["s.a", "s.b", "s.c"]), st.booleans()), fresh=st.booleans())
def test_learning_more_never_changes_an_answer(context: dict[str, bool], fresh: bool) -> None:
    trigger = parse("(s.a and not s.b) or (s.c and s.b)")
    before = trigger.evaluate(context)
    after = trigger.evaluate({"s.a": fresh, "s.b": fresh, "s.c": fresh} | context)
    assert before is None or before is after


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3 - 4 / 2", 5.0),
        ("-2 + 1", -1),
        ("min(3, 1, 2) + max(1, 2) + abs(-4)", 7),
        ("len('four')", 4),
        ("1 < 2 < 3", True),
        ("1 < 2 > 3", False),
        ("'VA' in ('VA', 'BVA')", True),
        ("'NVA' not in ('VA', 'BVA')", True),
        ("-1 in (-1, 2)", True),
        ("'a' != 'b' and 2 >= 2 and 2 <= 2", True),
        ("True == 1", False),
        ("1.0 == 1", True),
    ],
)
def test_constants_compute(text: str, expected: object) -> None:
    assert parse(text).evaluate({}) == expected


@pytest.mark.parametrize(
    "text",
    ["s.a + 1", "s.a < 1", "s.a == 'x'", "s.a in (1, 2)", "len(s.a)", "max(s.a, 1)", "-s.a", "1 / s.a", "0 < s.a < 1"],
)
def test_what_has_no_value_spreads(text: str) -> None:
    outcome = parse(text).examine({})
    assert outcome.value is None
    assert outcome.missing == ("s.a",)


def test_a_chain_is_decided_by_its_first_false_link() -> None:
    assert parse("1 < 0 < s.a").evaluate({}) is False


def test_a_guard_stops_before_the_division() -> None:
    guarded = parse("s.asked > 0 and s.used / s.asked < 0.7")
    assert guarded.evaluate({"s.asked": 0, "s.used": 0}) is False


def test_division_by_zero_is_unknown_with_a_reason() -> None:
    outcome = parse("s.used / s.asked < 0.7").examine({"s.asked": 0, "s.used": 1})
    assert outcome.value is None
    assert outcome.missing == ()
    assert outcome.reasons == ("division by zero: s.asked is 0",)


def test_a_name_that_could_not_matter_is_not_missing() -> None:
    outcome = parse("(s.a or s.b) and s.c").examine({"s.b": True})
    assert outcome.missing == ("s.c",)


def test_a_decided_answer_misses_nothing() -> None:
    outcome = parse("s.a / s.zero > 1 or s.b or s.c").examine({"s.c": True, "s.a": 1, "s.zero": 0})
    assert (outcome.value, outcome.missing, outcome.reasons) == (True, (), ())


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("s.a and True", 3, "3 is neither true nor false"),
        ("s.a > 1", "three", "\">\" needs numbers, not 'three'"),
        ("s.a + 1", True, '"+" needs numbers, not True'),
        ("s.a < 1", math.nan, '"<" needs numbers, not nan'),
        ("len(s.a)", 5, "len needs a list or a text, not 5"),
        ("s.a * 2.5", 10**400, '"*" gives a number that is too large'),
    ],
)
def test_a_value_of_the_wrong_kind_is_unknown_with_a_reason(text: str, value: object, reason: str) -> None:
    outcome = parse(text).examine({"s.a": value})
    assert outcome.value is None
    assert outcome.reasons == (reason,)


def test_texts_and_numbers_are_simply_not_equal() -> None:
    assert parse("s.a == 'x'").evaluate({"s.a": 1}) is False
    assert parse("s.a in ('x', 1)").evaluate({"s.a": True}) is False


def test_lists_have_a_length() -> None:
    assert parse("len(s.control_ids) == 0").evaluate({"s.control_ids": ()}) is True
    assert parse("len(s.control_ids) > 1").evaluate({"s.control_ids": ["C1", "C2"]}) is True


def test_names_are_listed_in_order_and_constants_beside_them() -> None:
    trigger = parse("s.kind in ('a', 'b') and s.size > th.size and 'x' == s.kind and s.other != 'y'")
    assert trigger.order == ("s.kind", "s.size", "th.size", "s.other")
    assert trigger.names == frozenset(trigger.order)
    assert trigger.compared == (("s.kind", "a"), ("s.kind", "b"), ("s.kind", "x"), ("s.other", "y"))


HOSTILE = [
    "__import__('os').system('true')",
    "s.__class__",
    "s.a.b",
    "(1).real",
    "s",
    "open",
    "len(s.a, s.b)",
    "len()",
    "max(1)",
    "min(*s.a, 1)",
    "max(1, 2, key=abs)",
    "print(1)",
    "s.a(1)",
    "s.a[0]",
    "[1, 2]",
    "(1, 2)",
    "{}",
    "{1: 2}",
    "lambda: 1",
    "[x for x in (1, 2)]",
    "1 if s.a else 2",
    "f'{s.a}'",
    "(s.a := 1)",
    "s.a ** 2",
    "s.a // 2",
    "s.a % 2",
    "s.a | s.b",
    "s.a @ 2",
    "~s.a",
    "+s.a",
    "s.a is True",
    "s.a is not True",
    "s.a in s.b",
    "s.a in ()",
    "s.a in (s.b, 1)",
    "s.a in 'text'",
    "None",
    "s.a == None",
    "...",
    "1e999",
    "2j",
    "b'x'",
    "'\\d'",
    "1or 2",
    "s.a; s.b",
    "s.a = 1",
    "import os",
    "yield",
    "await s.a",
    "",
    "   ",
    "\0",
    "s.a and",
    "S.a",
    "s._a",
    "1 in (-'x', 2)",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


def test_a_refusal_says_where_and_what() -> None:
    with pytest.raises(ExpressionError, match=r"\"s\.a \*\* 2\" is outside the language.*at character 9") as caught:
        parse("s.b and s.a ** 2")
    assert caught.value.column == 9


@pytest.mark.parametrize(
    "text",
    [
        "s.a or " * 300 + "s.a",
        "(" * 300 + "1" + ")" * 300,
        "-" * 900 + "1",
        "not " * (MOST_LEVELS + 1) + "True",
        "9" * 900 + "+" * 90,
    ],
)
def test_size_and_depth_are_capped(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


def test_the_longest_text_is_read() -> None:
    text = "s.a or " * ((MOST_CHARACTERS - 3) // 7) + "s.a"
    assert parse(text).evaluate({"s.a": False}) is False


@given(st.text(max_size=60))
def test_no_text_does_anything_but_parse_or_be_refused(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        assert parse(text).text == text
