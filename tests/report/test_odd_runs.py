"""Runs that have little to tell say so in clear words: no variance, one replication, nothing stable, no baseline."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from reengineer.comparison import Comparison, OptionNotes, affected, compare, decide, run_warnings
from reengineer.criteria import Criterion
from reengineer.errors import Problem
from reengineer.report import ReportContents, Studies, render_report

Make = Callable[..., Any]
WEEK = 604_800.0
BAD = re.compile(r"\b(nan|NaN|inf|None|Traceback)\b")


def page_of(found: Comparison) -> str:
    studies = Studies(decision=decide(found), affected=affected(found))
    page = render_report(found, None, ReportContents(studies=studies))
    words = re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", words).split()).replace(" .", ".")


def constant(result: Make, factor: float) -> Any:
    made = result()
    return replace(made, data={name: [values[0] * factor] * 6 for name, values in made.data.items()})


def without(result: Make, name: str) -> Any:
    made = result()
    return replace(made, data={**made.data, name: [float("nan")] * 6})


@pytest.fixture
def odd(result: Make, criteria: Any) -> Any:
    """Return a maker of comparisons by what is odd about them."""
    bare = [criteria[1].model_copy(update={"unit": None, "target": 50, "minimum": 70}), criteria[0]]
    queue = Problem("RE540", "the group handler is offered 1.2 of the work it can do")
    unstable = OptionNotes(title="Pooling", status="unstable", findings=(queue,))
    made = {
        "no variance": lambda: compare({"as-is": constant(result, 1), "x": constant(result, 0.9)}, criteria),
        "hardly any": lambda: compare({"as-is": constant(result, 1), "x": constant(result, 1 - 1e-13)}, criteria),
        "one": lambda: compare({"as-is": result(n=1), "x": result(cycle=-1, n=1)}, criteria),
        "unstable": lambda: compare({"as-is": result()}, criteria, notes={"p": unstable}),
        "no baseline": lambda: compare({"as-is": without(result, "cycle_time"), "x": result(cycle=-1)}, criteria),
        "no option": lambda: compare({"as-is": result(), "x": without(result, "cycle_time")}, criteria),
        "no unit": lambda: compare({"as-is": result(), "x": result(cost=-3)}, bare),
        "warm-up": lambda: compare({"as-is": replace(result(), warm_up_s=13 * WEEK), "x": result(cycle=-1)}, criteria),
    }
    return lambda name: made[name]()


SAID = {
    "no variance": "The same difference in every replication",
    "hardly any": "Identical in every replication",
    "one": "no number has an interval",
    "unstable": "Unstable, not run The group handler is offered 1.2 of the work it can do",
    "no baseline": "Difference Interval In words x none Not shown The option and the as-is do not both have a value",
    "no option": "no value",
    "no unit": "by 3.000 units of money (2.972 to 3.028)",
    "warm-up": "Caution: The warm-up takes 13 of 26 weeks",
}


@pytest.mark.parametrize("name", SAID)
def test_odd_runs_say_what_is_odd(odd: Any, name: str) -> None:
    words = page_of(odd(name))
    assert SAID[name] in words
    assert not BAD.search(words)


@pytest.mark.parametrize("name", SAID)
def test_data_of_odd_runs_hold_no_not_a_number(odd: Any, name: str) -> None:
    import json

    json.dumps(odd(name).to_dict(), allow_nan=False)


def test_a_warm_up_short_of_half_the_run_is_no_warning(result: Make, criteria: Any) -> None:
    found = compare({"as-is": replace(result(), warm_up_s=12 * WEEK)}, criteria)
    assert run_warnings(found) == ()


def test_warnings_have_codes_and_say_what_to_do(odd: Any) -> None:
    (half,), (one,) = run_warnings(odd("warm-up")), run_warnings(odd("one"))
    assert (half.code, half.severity, one.code) == ("RE605", "warning", "RE606")
    assert "Lengthen the run" in half.remedy
    assert odd("one").to_dict()["warnings"][0]["code"] == "RE606"


def test_a_run_with_one_constant_criterion_is_drawn(result: Make) -> None:
    aim = Criterion(id="h", measure="handoffs", better="lower")
    same = replace(result(), data={"handoffs": [2.0] * 6})
    assert "leaves mean hand-offs exactly as it is" in page_of(compare({"as-is": same, "x": same}, [aim]))
