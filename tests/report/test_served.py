"""The share of cases done within a time names its crossings, or by when half of them are done."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from reengineer.comparison import Comparison, OptionOutcome
from reengineer.criteria import Criterion
from reengineer.report._served import served_chart, served_rows, served_unit

AIM = Criterion(id="c", measure="cycle_time", clock="working", unit="day", better="lower", target=4, minimum=9)


@dataclass(frozen=True)
class Cases:
    """Answer with stated cases of two replications; the rest of a result is not asked for."""

    days: Any

    def case_values(self, _measure: Any) -> Any:
        return np.array_split(np.asarray(self.days, dtype=float), 2)


def beside(criterion: Criterion, **by: Any) -> Comparison:
    made: Any = [OptionOutcome(id=name, title=name, status="ran", result=Cases(days)) for name, days in by.items()]
    return Comparison(
        outcomes=tuple(made), differences=(), criteria=(criterion,), n_replications=2, warm_up_s=0.0, baseline="now"
    )


NOW, NEW = list(range(1, 11)), [2] * 5 + [4, 4, 5, 6, 20]


def test_the_title_gives_the_share_done_by_the_target() -> None:
    chart = served_chart(beside(AIM, now=NOW, new=NEW), "new")
    assert chart is not None
    assert chart.title == "Done within the target of 4 working days: now 40 %; new 70 %"
    assert ">40 %<" in chart.svg
    assert ">70 %<" in chart.svg


def test_shares_that_are_nearly_one_stand_on_two_sides_of_the_line() -> None:
    chart = served_chart(beside(AIM, now=NOW, new=[*NOW[:-1], 11]), "new")
    assert chart is not None
    labels = [part for part in chart.svg.splitlines() if ">40 %<" in part]
    assert len(labels) == 2
    assert sum("text-anchor" in label for label in labels) == 1


def test_without_a_target_the_title_says_when_half_are_done() -> None:
    open_ended = AIM.model_copy(update={"target": None, "minimum": None})
    chart = served_chart(beside(open_ended, now=NOW), None)
    assert chart is not None
    assert chart.title == "As it is, half of the cases are done within 5.5 working days, 90 % within 9.1 working days"


def test_the_table_gives_the_times_of_four_shares() -> None:
    ((name, times),) = served_rows(beside(AIM, now=NOW), None)
    assert name == "now"
    assert times == ("5.5", "8.2", "9.1", "9.55")
    assert served_unit(beside(AIM, now=NOW)) == "working days"


@pytest.mark.parametrize("measure", ["activity_cost", "utilisation"])
def test_criteria_about_other_things_have_no_curve(measure: str) -> None:
    other = Criterion(id="c", measure=measure, better="lower")
    assert served_chart(replace(beside(AIM, now=NOW), criteria=(other,)), None) is None
