"""Put a report into plain values, so that anyone may trace its numbers and draw its pictures again."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reengineer.comparison import recommended
from reengineer.report._holding import rank_flips
from reengineer.report._page import ReportContents, charts_of
from reengineer.report._paper import Paper, paper, quoted
from reengineer.report._results import results_of
from reengineer.report._story import footer, story
from reengineer.report._studies import study_panels
from reengineer.report._trace import END, MIDDLE, START, untraced

if TYPE_CHECKING:
    from reengineer.comparison import Comparison

SCHEMA = "reengineer/report/1"
_PART = re.compile(f"{START}([^{START}{MIDDLE}{END}]*){MIDDLE}([^{START}{MIDDLE}{END}]*){END}")


def report_dict(comparison: "Comparison", contents: ReportContents) -> dict[str, Any]:
    """Return what a report says: its texts, each number with the id of its result, its pictures and all results."""
    studies = contents.studies
    first = comparison.outcomes[0].result
    pages = paper(comparison, studies, illustrative=contents.illustrative, watermark=contents.watermark)
    option = None if studies.decision is None else recommended(comparison, studies.decision)
    return {
        "schema": SCHEMA,
        "review": contents.title,
        "version": None if first is None else first.version,
        "seed": None if first is None else first.seed,
        "inputs": [{"file": file, "sha256": digest} for file, digest in contents.inputs],
        "boundary": list(contents.boundary),
        "watermark": contents.watermark or None,
        "illustrative": {"is": bool(contents.illustrative), "why": contents.illustrative or None},
        "sections": _sections(pages, story(quoted(comparison), option)),
        "charts": _charts(comparison, contents),
        "recommendation": {
            "option": option,
            "holds_unless": _unless(contents),
            "rank_flips": rank_flips(comparison, studies),
            "decisions": list(pages.decisions),
        },
        "refused": [
            {"option": outcome.id, "status": outcome.status, "why": [each.message for each in outcome.findings]}
            for outcome in comparison.outcomes
            if outcome.status in ("unstable", "refused")
        ],
        "results": {key: list(values) for key, values in results_of(comparison, studies).items()},
    }


def _charts(comparison: "Comparison", contents: ReportContents) -> list[dict[str, Any]]:
    """Return every chart with its words, and the table under it where that is a table of its own."""
    clocks = ", ".join(dict.fromkeys(each.clock for each in comparison.criteria if each.clock))
    panels = {each.chart.id: each for each in study_panels(comparison, contents.studies) if each.chart is not None}
    found: list[dict[str, Any]] = []
    for name, chart in charts_of(comparison, contents):
        panel = panels.get(chart.id)
        clock = clocks if panel is None or panel.clock is None else panel.clock
        under = footer(comparison, clock, contents.date_of_data, contents.illustrative)
        data = None if panel is None else {"heads": list(panel.heads), "rows": _plain(panel.rows)}
        kind = chart.id.rstrip("-0123456789")
        words = {"title": chart.title, "alt": chart.alt, "footer": untraced(under)}
        found.append({"id": name, "kind": kind, **words, "data": data})
    return found


def _plain(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[untraced(cell) for cell in row] for row in rows]


def _unless(contents: ReportContents) -> list[dict[str, Any]]:
    found = contents.studies.sensitivity
    return [
        {"assumption": swing.assumption.path, "value": each.value, "unit": swing.assumption.unit, "option": each.option}
        for swing in (() if found is None else found.swings)
        for each in swing.overtaken
    ]


def _sections(pages: Paper, paragraphs: tuple[str, ...]) -> list[dict[str, Any]]:
    promises = [
        f"{each.measure}: {each.nothing} doing nothing, {each.option} recommended; {each.change}"
        for each in pages.promises
    ]
    told = [f"{name}: {sentence}" for name, sentence in pages.facts]
    parts = (
        ("recommendation", "What we recommend", (pages.headline, pages.advice, *promises, *told)),
        ("question", "The question", (pages.question,)),
        ("changes", "What would change the recommendation", pages.changes),
        ("risks", "Risks", pages.risks),
        ("decision", "What you are asked to decide", (pages.request,)),
        ("findings", "Appendix: the findings", paragraphs),
    )
    return [{"id": key, "title": title, "text": [_traced(text) for text in texts]} for key, title, texts in parts]


def _traced(text: str) -> list[str | dict[str, str]]:
    """Return a text in parts: plain words, and numbers with the id of their result."""
    parts: list[str | dict[str, str]] = []
    at = 0
    for found in _PART.finditer(text):
        parts += [untraced(text[at : found.start()]), {"result": found[1], "text": found[2]}]
        at = found.end()
    return [part for part in (*parts, text[at:]) if part]
