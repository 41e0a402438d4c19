"""The report of every shipped review: each number is found in its results, and everybody can read it."""

import re
from dataclasses import replace
from html import unescape
from itertools import pairwise
from math import isclose

import pytest
from lxml import html

from reengineer.report import render_report, results_of
from reengineer.report._tables import cost
from reengineer.review import Outcome, Plan, load_review, report_contents, run_review, sample
from reengineer.review._closeups import closeups_of
from reengineer.review._present import for_readers

WEEK = 604_800.0
FOLDER = sample("scenarios/complaints").parent
EVERY = sorted(path.parent.name for path in FOLDER.glob("*/review.yaml"))
NUMBER = re.compile(r"(?<![\w.-])[\u2212+]?\d[\d,]*(?:\.\d+)?(?!\w)")
SPAN = re.compile(r'<span data-result="([^"]*)">([^<]*)</span>')
MOST_WORDS = 20


def short(name: str) -> Outcome:
    review = load_review(FOLDER / name)
    weeks = {"length": 3 * WEEK} if review.run.length is not None else {}
    run = review.run.model_copy(update={**weeks, "replications": 2, "warm_up": "none"})
    return run_review(review.with_run(run), Plan(sampled=True))


def page_of(outcome: Outcome) -> str:
    return render_report(for_readers(outcome.comparison, outcome.review), outcome.asked, report_contents(outcome))


@pytest.fixture(
    scope="module", params=[pytest.param(n, marks=[] if n == "complaints" else pytest.mark.slow) for n in EVERY]
)
def made(request: pytest.FixtureRequest) -> tuple[Outcome, str]:
    outcome = short(request.param)
    # What single rows tell is looked at once, not for each test.
    outcome = replace(outcome, closeups=closeups_of(outcome))
    return outcome, page_of(outcome)


def is_rounded(text: str, value: float) -> bool:
    """Say whether a number as written is what a value is rounded to, sign or size; long numbers may end in zeros."""
    plain = text.replace(",", "").replace("\N{MINUS SIGN}", "-")
    shown, places = float(plain), len(plain.partition(".")[2])
    steps = [10.0**-places, *(10.0**digit for digit in range(6) if places == 0 and shown % 10**digit == 0)]
    return any(isclose(abs(shown), abs(value), abs_tol=step * 0.5000001) for step in steps)


def two_pages(page: str) -> str:
    return page[page.index("<h1>") : page.index('<section id="appendix">')]


def words_of(markup: str) -> str:
    without = re.sub(r"<svg.*?</svg>|<table.*?</table>", " ", markup, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", without)).split())


def test_every_number_with_an_id_is_one_of_its_result(made: tuple[Outcome, str]) -> None:
    outcome, page = made
    results = results_of(outcome.comparison, report_contents(outcome).studies)
    found = [(unescape(key), unescape(text)) for key, text in SPAN.findall(page)]
    assert len(found) > 60
    wrong = [
        f"{key}: {text}"
        for key, text in found
        for shown in NUMBER.findall(text)
        if not any(is_rounded(shown, value) for value in results[key])
    ]
    assert wrong == []


def quoted_by(outcome: Outcome) -> list[str]:
    """Return the texts that stand on the two pages as somebody wrote them."""
    review, comparison = outcome.review, for_readers(outcome.comparison, outcome.review)
    texts = [
        review.title,
        *review.notes.aims,
        "95 %",
        "99 %",
        "below 1 %",
        *(each.title for each in comparison.outcomes),
    ]
    contents = report_contents(outcome)
    texts += [contents.illustrative, contents.watermark, contents.date_of_data, *contents.boundary]
    texts += [cost(each) for each in comparison.outcomes]
    texts += [finding.message for each in comparison.outcomes for finding in each.findings]
    texts += [breach.rule for each in comparison.outcomes for breach in each.breaches]
    texts += [each.input.name for case in outcome.business_cases for each in case.swings]
    texts += [f"version {outcome.results['as-is'].version}", "80th percentile", "90th percentile", "95th percentile"]
    texts += [name for each in contents.studies.names.values() for name in (each,)]
    texts += [each.scope_id for each in comparison.criteria if each.scope_id]
    return [unescape(text) for text in sorted(texts, key=len, reverse=True) if text]


def test_the_two_pages_hold_no_number_without_an_id(made: tuple[Outcome, str]) -> None:
    outcome, page = made
    without_pictures = re.sub(r"<svg.*?</svg>", "", two_pages(page), flags=re.DOTALL)
    bare = " ".join(unescape(re.sub(r"<[^>]*>", " ", SPAN.sub(" ", without_pictures))).split())
    for text in quoted_by(outcome):
        bare = bare.replace(" ".join(text.split()), " ").replace(text[:1].upper() + text[1:], " ")
    assert NUMBER.findall(bare) == []


def test_nothing_comes_from_elsewhere(made: tuple[Outcome, str]) -> None:
    page = made[1]
    assert "default-src 'none'" in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert not re.search(r"<script|<link|@import|url\(", page)
    assert not [uri for uri in re.findall(r"https?://[^\s\"'<)]+", page) if "w3.org" not in uri]


def test_headings_do_not_skip_and_the_language_is_declared(made: tuple[Outcome, str]) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", made[1])]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert '<html lang="en-GB">' in made[1]


def test_tables_have_captions_scopes_and_full_rows(made: tuple[Outcome, str]) -> None:
    tables = html.fromstring(made[1]).xpath("//table")
    assert tables
    for table in tables:
        assert "".join(table.xpath("caption//text()")).strip()
        heads = table.xpath("thead//th")
        assert heads
        assert all(head.get("scope") == "col" for head in heads)
        for row in table.xpath("tbody/tr"):
            assert sum(int(cell.get("colspan", 1)) for cell in row.xpath("th|td")) == len(heads)
            assert all(head.get("scope") == "row" for head in row.xpath("th"))


def test_every_picture_has_words_a_table_and_a_footer(made: tuple[Outcome, str]) -> None:
    root = html.fromstring(made[1])
    pictures = root.xpath("//*[local-name() = 'svg'][not(ancestor::*[@aria-hidden = 'true'])]")
    assert pictures
    for picture in pictures:
        named = str(picture.get("aria-labelledby")).split()
        assert all("".join(root.xpath(f"//*[@id='{name}']//text()")).strip() for name in named)
    for figure in root.xpath("//section[@id='effects' or @id='studies']//figure"):
        assert figure.xpath(".//table")
        assert figure.xpath(".//p[@class='foot']")


def test_ids_are_unique(made: tuple[Outcome, str]) -> None:
    ids = re.findall(r'(?<![\w-])id="([^"]+)"', made[1])
    assert len(ids) == len(set(ids))


def test_nothing_reads_as_not_a_number(made: tuple[Outcome, str]) -> None:
    assert not re.search(r"\bnan\b|\binf\b|\bNone\b", re.sub(r"<[^>]*>", " ", made[1]))


def test_sentences_of_the_two_pages_are_short(made: tuple[Outcome, str]) -> None:
    markup = two_pages(made[1])
    blocks = re.findall(r"<(?:p|li|h1)\b[^>]*>(.*?)</(?:p|li|h1)>", markup, flags=re.DOTALL)
    blocks = [words_of(block) for block in blocks if 'class="foot"' not in block]
    sentences = [part for block in blocks for part in re.split(r"(?<=[.?!;:])\s+", block) if len(part.split()) > 1]
    mean = sum(len(part.split()) for part in sentences) / len(sentences)
    assert mean < MOST_WORDS


def test_pictures_say_their_finding_in_text_that_is_large_enough(made: tuple[Outcome, str]) -> None:
    for svg in re.findall(r'<svg[^>]*class="chart".*?</svg>', made[1], flags=re.DOTALL):
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)]
        assert min(sizes) >= 12
        assert not re.search(r"#(?:F0E442|f0e442)", svg)


def test_all_kinds_of_picture_are_there(made: tuple[Outcome, str]) -> None:
    if made[0].review.path.parent.name == "complaints":
        wanted = (
            "difference-1",
            "trade-off",
            "weightings",
            "slopes",
            "waterfall",
            "hours",
            "served",
            "gains",
            "waits-1",
        )
        assert [name for name in wanted if f'id="{name}-title"' not in made[1]] == []


def test_the_sample_review_is_among_them() -> None:
    assert "complaints" in EVERY
