"""Check the cells of the tables, where there is a value and where there is none."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from reengineer.comparison import Comparison, OptionNotes, compare
from reengineer.criteria import Criterion
from reengineer.report import _tables
from reengineer.report._rounding import MINUS
from reengineer.report._tables import p_text
from reengineer.report._trace import untraced


def plain_of(value: Any) -> Any:
    """Return texts without the ids of their results, in whatever holds them."""
    if isinstance(value, str):
        return untraced(value)
    if isinstance(value, tuple | list):
        return type(value)(plain_of(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: plain_of(getattr(value, each.name)) for each in fields(value)})
    return value


def plainly(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that gives its texts without ids."""
    return lambda *args, **named: plain_of(function(*args, **named))


cell = plainly(_tables.cell)
columns = plainly(_tables.columns)
cost = plainly(_tables.cost)
forbidden = plainly(_tables.forbidden)
full_rows = plainly(_tables.full_rows)
option_rows = plainly(_tables.option_rows)
shown_criteria = plainly(_tables.shown_criteria)
tag = plainly(_tables.tag)

Make = Callable[..., Any]


def test_heads_name_measure_unit_and_what_is_asked(criteria: tuple[Criterion, ...]) -> None:
    cycle, cost_column, manager = columns(criteria)
    assert (cycle.name, cycle.unit) == ("Mean cycle time", "working days")
    assert cycle.asked == "Target 4.2 working days, minimum 5.5 working days"
    assert cost_column.asked == ""
    assert (manager.name, manager.unit) == ("Utilisation of manager", "%, differences in points")


def test_cell_of_the_as_is_has_a_value_and_no_difference(
    comparison: Comparison, criteria: tuple[Criterion, ...]
) -> None:
    found = cell(comparison, comparison.outcomes[0], criteria[0])
    assert (found.value, found.difference, found.verdict) == ("5.08", "", "")
    assert found.standing == "Target: not met; minimum: met"


def test_cell_that_is_not_shown_says_what_it_takes(comparison: Comparison, criteria: tuple[Criterion, ...]) -> None:
    found = cell(comparison, comparison.outcome("noisy"), criteria[0])
    assert found.verdict == "Not shown"
    assert found.notes[0].startswith("About ")


def test_cell_without_a_value_says_why(result: Make) -> None:
    aim = Criterion(id="csat", measure="csat", better="higher", target=70)
    found = compare({"as-is": result(), "x": result()}, [aim])
    assert cell(found, found.outcome("x"), aim).value == "no value"
    assert cell(found, found.outcome("x"), aim).notes == ("A simulation does not tell this measure",)
    assert cell(found, found.outcomes[0], aim).notes == ()


def test_identical_cell_has_a_difference_and_no_interval(
    comparison: Comparison, criteria: tuple[Criterion, ...]
) -> None:
    found = cell(comparison, comparison.outcome("same"), criteria[0])
    assert (found.difference, found.interval, found.notes) == ("0", "", ("Identical in every replication",))


def test_rows_are_tagged_by_what_became_of_the_option(comparison: Comparison, criteria: tuple[Criterion, ...]) -> None:
    rows = {row.title: row for row in option_rows(comparison, criteria)}
    assert [rows[title].tag for title in ("As it is", "Fast track", "No second person", "Pooling")] == [
        "the baseline", "", "Forbidden by C-4EYES", "Unstable, not run",
    ]  # fmt: skip
    assert rows["Pooling"].missing == "Handler is overloaded."


def test_option_without_result_or_reason_says_that_there_is_none(result: Make, criteria: tuple[Criterion, ...]) -> None:
    found = compare({"as-is": result()}, criteria, notes={"x": OptionNotes(title="X")})
    row = option_rows(found, criteria)[1]
    assert (row.tag, row.missing) == ("Did not run", "There is no result for this option.")


def test_costs_are_read_as_words(comparison: Comparison) -> None:
    assert cost(comparison.outcome("fast")) == "12,000 GBP once; 500 GBP a year"
    assert cost(comparison.outcome("same")) == ""
    odd = replace(comparison.outcome("same"), costs=(("per_case", "1 GBP"),))
    assert cost(odd) == "1 GBP per case"
    free = replace(comparison.outcome("same"), costs=(("one_off", "0 GBP"), ("per_year", "0 GBP")))
    assert cost(free) == "nothing"


def test_tag_names_each_rule_once(comparison: Comparison) -> None:
    outcome = comparison.outcome("nopay")
    assert tag(replace(outcome, breaches=outcome.breaches * 2)) == "Forbidden by C-4EYES"


def test_weightiest_criteria_are_shown_in_the_order_of_the_review(result: Make) -> None:
    many = [Criterion(id=f"c{i}", measure="cycle_time", better="lower", weight=i / 10) for i in range(7)]
    assert [item.id for item in shown_criteria(compare({"as-is": result()}, many))] == ["c2", "c3", "c4", "c5", "c6"]


def test_every_difference_has_its_row(comparison: Comparison) -> None:
    rows = full_rows(comparison)
    assert len(rows) == 4 * 3
    assert rows[0] == (
        "Fast track", "Mean cycle time, working days", "5.083", "3.883", f"{MINUS}1.200",
        f"{MINUS}1.242 to {MINUS}1.158", "below 0.001", "6", "Better",
    )  # fmt: skip


def test_row_without_a_difference_keeps_its_reason(result: Make) -> None:
    aim = Criterion(id="csat", measure="csat", better="higher")
    rows = full_rows(compare({"as-is": result(), "x": result()}, [aim]))
    assert rows[0][5] == "a simulation does not tell this measure"


def test_p_is_written_as_far_as_anyone_reads_it() -> None:
    assert [p_text(p) for p in (None, 0.0, 0.0321, 0.18534, 1.0)] == ["", "below 0.001", "0.032", "0.19", "1"]


def test_forbidden_option_that_did_not_run_would_have_given_nothing(comparison: Comparison) -> None:
    bare = replace(comparison.outcome("nopay"), measures=(), result=None)
    shown = replace(comparison, outcomes=(bare,), differences=())
    assert forbidden(shown)[0].would == ()
