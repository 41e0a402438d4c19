"""The criteria of a planned review say how they are measured."""

from pathlib import Path

import pytest

from reengineer.errors import ReviewError
from reengineer.review import check_path, load_review

PLAN = """
plan:
  collections:
    - {id: survey, what: Customers, method: survey, target_n: 60, due: 2026-07-01, owner: team leader,
       file: said.csv}
"""


@pytest.fixture
def planned(small: Path) -> Path:
    path = small / "review.yaml"
    path.write_text(path.read_text() + PLAN)
    return small


@pytest.mark.parametrize(
    ("old", "name"),
    [("statistic: mean, source: case system, ", "statistic and source"), ("source: case system, ", "source"),
     ("unit: h, ", "unit")],
)  # fmt: skip
def test_a_criterion_that_does_not_say_how_it_is_measured_is_refused(planned: Path, old: str, name: str) -> None:
    path = planned / "review.yaml"
    text = path.read_text()
    assert old in text
    assert [each.code for each in check_path(planned).problems if each.code == "RE998"] == []
    path.write_text(text.replace(old, "", 1))
    [problem] = [each for each in check_path(planned).problems if each.code == "RE998"]
    assert (problem.severity, problem.message) == ("error", f"criterion cycle does not state its {name}")


def test_a_criterion_without_a_direction_is_refused(small: Path) -> None:
    path = small / "review.yaml"
    path.write_text(path.read_text().replace("better: lower, smallest", "smallest"))
    with pytest.raises(ReviewError) as raised:
        load_review(small)
    assert "better" in raised.value.problems[0].message
