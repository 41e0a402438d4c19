"""Assess the steps of a review."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reengineer.cli._shared import check_new_folder, examples, json_option, print_json, put, say, table
from reengineer.errors import counted

if TYPE_CHECKING:
    from reengineer.review import Assessment, Card, StepSheet

MOST = 10


@click.command(
    "assess",
    epilog=examples("reengineer assess scenarios/complaints", "reengineer assess my-review -o my-review/results"),
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.option("-o", "--output", metavar="DIR", type=click.Path(),
              help="Write features.csv, assessment.csv and assessment.html there.")  # fmt: skip
@json_option
def command(review: str, output: str | None, as_json: bool) -> None:
    """Assess the steps of a REVIEW: what matters most to customers and lacks most, three ratings a step with the rules
    behind them, improvement cards from feedback, and a sheet for each key step with all that is missing on it.

    Nothing is simulated; waiting by cause is told where results are there.
    """  # noqa: D205 - one sentence for people, which click wraps
    from reengineer.review import (
        ask_review,
        assess,
        improvement_cards,
        load_review,
        step_sheets,
        waits_in_words,
        write_assessment,
        write_assessment_page,
    )

    if output is not None:
        check_new_folder(output, "-o")
    loaded = load_review(review)
    found = assess(loaded)
    cards = improvement_cards(loaded, found, ask_review(loaded)) if found.feedback is not None else ()
    sheets = step_sheets(loaded, found, waits_in_words(loaded))
    if as_json:
        content = {**found.to_dict(), "cards": [card.to_dict() for card in cards],
                   "sheets": [sheet.to_dict() for sheet in sheets]}  # fmt: skip
        print_json({"schema": "reengineer/assess/1", "review": loaded.title, **content})
    else:
        for line in _lines(found, cards, sheets):
            put(line)
    if output is not None:
        written = write_assessment(found, Path(output))
        page = write_assessment_page(loaded, found, sheets, cards, Path(output) / "assessment.html")
        say(f"Wrote {', '.join(str(path) for path in (*written, page))}.")


def _lines(found: "Assessment", cards: "tuple[Card, ...]", sheets: "tuple[StepSheet, ...]") -> Iterator[str]:
    rows = [
        [each.name, f"{each.importance:.2f} {each.basis}",
         "-" if each.performance is None else f"{each.performance:.0f}",
         "-" if each.low is None or each.high is None else f"{each.low:.0f} to {each.high:.0f}",
         f"{each.n}{' (weak)' if each.is_weak else ''}", "-" if each.priority is None else f"{each.priority:.1f}",
         each.kano.kind if each.kano else "-"]
        for each in found.features[:MOST]
    ]  # fmt: skip
    yield "What customers meet; what matters most and lacks most, first:"
    heads = ("step", "importance", "score of 100", "95 % interval", "answers", "priority", "Kano")
    if rows:
        yield table(heads, rows, right=(2, 3, 4, 5))
    else:
        yield "  nothing is known of that yet: import feedback (reengineer feedback) and name it in review.yaml, as"
        yield "  feedback: [evidence/feedback.csv], or state importance and satisfaction on the steps."
    yield ""
    yield "Ratings by the rules of the review; grey where too little is known to rate:"
    ratings = [
        [each.step.name, each.ratings.satisfaction, each.ratings.cost, each.ratings.no_value, each.ratings.compliance,
         each.cells["value_class"] or "-", "key" if each.key else ""]
        for each in found.steps
    ]  # fmt: skip
    yield table(("step", "satisfaction", "cost", "no value", "compliance", "value", ""), ratings)
    for card in cards:
        yield ""
        yield f"{card.id}: {card.problem} ({', '.join(card.evidence)}; n = {card.n})"
        yield f"  Aim: {card.aim}"
        yield from (
            f"  Idea: {each.operation.replace('_', ' ')} at {each.step}, by {each.question}: {each.boundary}"
            for each in card.ideas
        )
    yield ""
    yield f"{counted(len(sheets), 'key step')}; missing on their sheets:"
    yield from (f"  {sheet.name}: {counted(len(sheet.missing), 'fact')}" for sheet in sheets)
    yield from (f"warning: {problem}" for problem in found.problems)
