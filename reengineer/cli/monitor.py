"""Watch an option that went live."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reengineer.cli._shared import check_new_folder, examples, json_option, print_json, put, say, table

if TYPE_CHECKING:
    from reengineer.monitor import CriterionResult, Monitoring

MOST_PROBLEMS = 20


@click.command(
    "monitor",
    epilog=examples(
        "reengineer monitor my-review --option C --go-live 2026-09-07",
        "reengineer monitor my-review --observed weeks.csv --dates dmy --json",
        "reengineer monitor my-review --log cases.csv -o my-review/monitoring",
    ),
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.option("--option", metavar="ID", help="The option that went live.  [default: that of trial.yaml]")
@click.option("--go-live", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]),
              help="The first day on the new way of working.  [default: start of trial.yaml]")  # fmt: skip
@click.option("--observed", metavar="FILE", multiple=True, type=click.Path(),
              help="Measures, one a line: date, measure, value, n, arm.  [default: evidence/observed.csv]")  # fmt: skip
@click.option("--log", metavar="FILE", type=click.Path(), help="An event log of what happened.")
@click.option("--feedback", metavar="FILE", multiple=True, type=click.Path(),
              help="What customers and colleagues said before and after.")  # fmt: skip
@click.option("--trial", metavar="FILE", type=click.Path(), help="The trial.  [default: trial.yaml of the review]")
@click.option("--results", metavar="DIR", type=click.Path(), help="Stored results to predict from.")
@click.option("--world", metavar="CHANGE", multiple=True,
              help="How the world differed from the plan, as for try; splits the gap.")  # fmt: skip
@click.option("--dates", type=click.Choice(["ymd", "dmy", "mdy"]), metavar="ORDER",
              help="Order of day, month and year: ymd, dmy or mdy. Without it nothing is guessed.")  # fmt: skip
@click.option("--encoding", metavar="NAME", help="Of files of measures that are not UTF-8, such as cp1252.")
@click.option("-o", "--output", metavar="DIR", type=click.Path(), help="Write the page monitoring.html here.")
@json_option
def command(review: str, **flags: Any) -> int:  # noqa: ANN401 - click's own values
    """Set what was predicted of an option of a REVIEW beside what was observed since it went live: as predicted,
    half, no effect, harm, or cannot tell yet, and why; guardrails, adoption, other explanations, what comes next.

    Stored results are used where they are of the files as they are; else the option is simulated. Exit code 1 says
    that rows of the files were left out.
    """  # noqa: D205 - one sentence for people, which click wraps
    from reengineer.review import as_plan, load_review, monitor_review

    if flags["output"] is not None:
        check_new_folder(flags["output"], "-o")
    found = monitor_review(load_review(review), as_plan(flags))
    if flags["as_json"]:
        print_json(found.to_dict())
    else:
        for line in _lines(found):
            put(line)
    if flags["output"] is not None:
        from reengineer.report import write_monitoring_page

        folder = Path(flags["output"])
        folder.mkdir(parents=True, exist_ok=True)
        say(f"Wrote {write_monitoring_page(found, folder / 'monitoring.html')}.")
    return 1 if any(problem.severity == "warning" for problem in found.observed.problems) else 0


def _lines(found: "Monitoring") -> Iterator[str]:
    yield f"Option {found.option}, {found.title}: live since {found.go_live}. {found.status.upper()}"
    for problem in found.observed.problems[:MOST_PROBLEMS]:
        yield f"  {problem}"
    if len(found.observed.problems) > MOST_PROBLEMS:
        yield f"  and {len(found.observed.problems) - MOST_PROBLEMS} more; --json lists all"
    yield ""
    heads = ("criterion", "unit", "before", "predicted", "observed", "verdict", "grade")
    yield table(heads, [_row(each) for each in found.results], right=(2, 3, 4))
    for each in found.results:
        yield from _why(each)
    for name in found.unobserved:
        yield f"{name}: nothing was observed"
    yield from _watched(found)
    for title, sentences in found.summary().items():
        yield ""
        yield title
        yield from (f"  {sentence}" for sentence in sentences)
    yield from (f"{problem.severity}: {problem}" for problem in found.problems)


def _row(each: "CriterionResult") -> list[str]:
    before, seen = (f"{part.value:.3g}" if part is not None else "-" for part in (each.before, each.observed))
    predicted = f"{each.prediction.option.value:.3g}"
    return [each.id, each.prediction.criterion.unit or "-", before, predicted, seen, each.words, each.grade]


def _why(each: "CriterionResult") -> Iterator[str]:
    yield ""
    yield f"{each.id}: {each.why}"
    if each.effect is not None:
        effect = each.effect
        yield (
            f"  effect {effect.value:+.3g} ({effect.low:+.3g} to {effect.high:+.3g}), {effect.method}, "
            f"neighbours alike by {effect.correlation:.2f}"
        )
    if each.world is not None and each.model is not None and each.gap is not None:
        yield f"  gap {each.gap:+.3g} = world {each.world:+.3g} + model and implementation {each.model:+.3g}"
    if each.placebo is not None:
        yield f"  nothing found at {each.placebo:.0%} of {each.placebo_dates} false dates"
    yield f"  grade {each.grade}: {each.grade_why}"
    yield from (f"  {one.name}: {one.state}; {one.why}" for one in each.explanations if one.state != "unlikely")


def _watched(found: "Monitoring") -> Iterator[str]:
    if found.guardrails:
        yield ""
        rows = [
            [each.guardrail.id, f"{each.guardrail.limit:g}", "-" if each.last is None else f"{each.last:.3g}",
             each.status, ", ".join(map(str, each.broken_on[:3])) or "-"]
            for each in found.guardrails
        ]  # fmt: skip
        yield table(("guardrail", "limit", "last", "status", "broken on"), rows, right=(1, 2))
    if found.triggers:
        yield ""
        rows = [[each.action, each.what, str(each.on or "-"), each.then] for each in found.triggers]
        yield table(("do", "because", "on", "then"), rows)
    if found.pros_and_cons:
        yield ""
        rows = [
            ["expected" if each.expected else "not expected", "benefit" if each.good else "cost", each.who, each.what,
             each.size, each.evidence]
            for each in found.pros_and_cons
        ]  # fmt: skip
        yield table(("", "kind", "for", "what", "size", "evidence"), rows)
    yield from (f"gap: {gap}" for gap in found.voice_gaps)
