"""Every number of the two pages is found in the results, under the id that it carries."""

import re
from collections.abc import Iterator
from html import unescape
from math import isclose
from typing import Any

import pytest

from reengineer.comparison import Comparison, affected, compare, decide
from reengineer.report import ReportContents, Studies, render_report, results_of
from reengineer.report._tables import cost
from reengineer.report._trace import as_html, traced, untraced, visible

NUMBER = re.compile(r"(?<![\w.-])[\u2212+]?\d[\d,]*(?:\.\d+)?(?!\w)")
SPAN = re.compile(r'<span data-result="([^"]*)">([^<]*)</span>')


def studied(comparison: Comparison) -> Studies:
    return Studies(decision=decide(comparison), affected=affected(comparison))


def numbers(text: str) -> Iterator[tuple[float, int]]:
    """Give each number of a text with its decimal places."""
    for found in NUMBER.findall(text):
        plain = found.replace(",", "").replace("\N{MINUS SIGN}", "-").rstrip(".")
        yield float(plain), len(plain.partition(".")[2])


def is_rounded(shown: float, places: int, value: float) -> bool:
    """Say whether a number is what a value is rounded to, sign or size; long numbers may end in zeros."""
    steps = [10.0**-places, *(10.0**digit for digit in range(6) if places == 0 and shown % 10**digit == 0)]
    return any(isclose(abs(shown), abs(value), abs_tol=step * 0.5000001) for step in steps)


def strangers(page: str, results: Any) -> list[str]:
    """Return the numbers that carry an id and are not among the numbers of that result."""
    return [
        f"{key}: {text}"
        for key, text in SPAN.findall(page)
        for shown, places in numbers(unescape(text))
        if not any(is_rounded(shown, places, value) for value in results[unescape(key)])
    ]


@pytest.fixture(scope="module")
def page(comparison: Comparison) -> str:
    return render_report(comparison, None, ReportContents(title="Complaints", studies=studied(comparison)))


def test_every_number_with_an_id_is_one_of_its_result(page: str, comparison: Comparison) -> None:
    assert len(SPAN.findall(page)) > 60
    assert strangers(page, results_of(comparison, studied(comparison))) == []


def test_a_wrong_number_would_be_found(page: str, comparison: Comparison) -> None:
    key, text = next((key, text) for key, text in SPAN.findall(page) if key == "difference/fast/cycle")
    forged = page.replace(f'<span data-result="{key}">{text}', f'<span data-result="{key}">7.654', 1)
    assert strangers(forged, results_of(comparison, studied(comparison))) != []


def test_the_two_pages_hold_no_number_without_an_id(page: str, comparison: Comparison) -> None:
    paper = page[page.index("<h1>") : page.index('<section id="appendix">')]
    without_pictures = re.sub(r"<svg.*?</svg>", "", paper, flags=re.DOTALL)
    bare = unescape(re.sub(r"<[^>]*>", " ", SPAN.sub(" ", without_pictures)))
    # The level of the intervals is that of the method, costs and versions are quoted as they were written.
    quoted = [cost(outcome) for outcome in comparison.outcomes] + ["95 %", "version 0.1.0", "99 %"]
    for text in filter(None, quoted):
        for part in text.split("; "):
            bare = bare.replace(part, " ")
    assert list(numbers(bare)) == []


def test_an_id_that_is_no_result_makes_no_element() -> None:
    assert as_html(traced("made/up", "5 days"), {}) == "5 days"
    assert as_html(traced("run", "<b>5</b>"), {"run"}) == '<span data-result="run">&lt;b&gt;5&lt;/b&gt;</span>'


def test_ids_leave_plain_words_alone() -> None:
    text = f"It takes {traced('value/a/b', '3 days')} now."
    assert untraced(text) == visible(text) == "It takes 3 days now."


def test_a_name_that_looks_like_an_id_brings_nothing_into_a_sentence(result: Any, criteria: Any) -> None:
    from reengineer.comparison import OptionNotes

    notes = {"b": OptionNotes(title=traced("run", "99 fine days"))}
    found = compare({"as-is": result(), "b": result(cycle=-1)}, criteria, notes=notes)
    assert '<span data-result="run">99' not in render_report(found, None, ReportContents())


def test_an_unknown_number_is_never_printed_as_not_a_number(page: str) -> None:
    assert not re.search(r"\bnan\b|\binf\b", re.sub(r"<[^>]*>", " ", page), re.IGNORECASE)
