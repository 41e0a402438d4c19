"""The report of a whole review: its numbers are those of the results, and its two pages say what is shown."""

import re
from html import unescape
from math import isclose
from pathlib import Path

import pytest

from reengineer.report import results_of
from reengineer.report._tables import cost
from reengineer.review import Outcome, Plan, load_review, report_contents, run_review, sample, write_review_report

WEEK = 604_800.0
NUMBER = re.compile(r"(?<![\w.-])[\u2212+]?\d[\d,]*(?:\.\d+)?(?!\w)")
SPAN = re.compile(r'<span data-result="([^"]*)">([^<]*)</span>')


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    review = load_review(sample("scenarios/complaints"))
    run = review.run.model_copy(update={"length": 2 * WEEK, "replications": 3, "warm_up": "none"})
    return run_review(review.with_run(run), Plan(options=("B", "C"), sensitivity=True))


@pytest.fixture(scope="module")
def page(outcome: Outcome, tmp_path_factory: pytest.TempPathFactory) -> str:
    to = tmp_path_factory.mktemp("paper") / "report.html"
    return write_review_report(outcome, to).read_text(encoding="utf-8")


def is_among(text: str, values: tuple[float, ...]) -> bool:
    plain = text.replace(",", "").replace("\N{MINUS SIGN}", "-")
    places = len(plain.partition(".")[2])
    zeros = len(plain) - len(plain.rstrip("0")) if not places else 0
    steps = [10.0**-places, *(10.0**digit for digit in range(1, zeros + 1))]
    return any(isclose(abs(float(plain)), abs(value), abs_tol=step * 0.500001) for value in values for step in steps)


def test_every_number_of_the_page_is_found_in_its_result(outcome: Outcome, page: str) -> None:
    results = results_of(outcome.comparison, report_contents(outcome).studies)
    found = [(unescape(key), number) for key, text in SPAN.findall(page) for number in NUMBER.findall(unescape(text))]
    assert len(found) > 300
    assert [(key, number) for key, number in found if not is_among(number, results[key])] == []


def test_the_two_pages_hold_no_number_of_unknown_origin(outcome: Outcome, page: str) -> None:
    paper = page[page.index("<h1>") : page.index('<section id="appendix">')]
    bare = unescape(re.sub(r"<[^>]*>", " ", SPAN.sub(" ", re.sub(r"<svg.*?</svg>", "", paper, flags=re.DOTALL))))
    for text in (item.title for item in outcome.comparison.outcomes):
        bare = bare.replace(text, " ")
    # Levels of method, and what was written in files: costs, dates, versions.
    for text in ("95 %", "99 %", f"version {outcome.results['as-is'].version}", "2 November 2026"):
        bare = bare.replace(text, " ")
    costs = [cost(item) for item in outcome.comparison.outcomes]
    for stated in sorted(costs, key=len, reverse=True):
        bare = bare.replace(stated, " ")
    assert NUMBER.findall(bare) == []


def test_the_recommendation_is_that_of_the_verdicts(page: str) -> None:
    assert "We recommend “Fast track for simple complaints”." in page
    assert "stays ahead on mean cycle time at both ends of each of the" in page
    assert "it is money only where paid hours fall" in page


def test_nothing_stands_in_the_page_that_is_not_a_number(page: str) -> None:
    assert not re.search(r"\b(?:nan|inf|None)\b", re.sub(r"<[^>]*>", " ", page))


def test_the_page_names_no_outside_resource(page: str) -> None:
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', page) == []
    assert "url(http" not in page
    assert "@import" not in page


def test_what_changed_is_marked_on_both_maps(page: str) -> None:
    assert "what changed marked" in page
    assert "+ added" in page


def test_the_same_outcome_gives_the_same_bytes(outcome: Outcome, page: str, tmp_path: Path) -> None:
    assert write_review_report(outcome, tmp_path / "again.html").read_text(encoding="utf-8") == page
