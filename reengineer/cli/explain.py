"""Explain a measure."""

from typing import TYPE_CHECKING

import click

from reengineer.cli._shared import examples, json_option, print_json, put
from reengineer.errors import Problem, UsageError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

CLOCKS = {
    "elapsed": "every hour of the calendar",
    "open": "the hours in which the process is open",
    "working": "the hours in which the people concerned work",
}
UNITS = {
    "time": "s, min, h, day or week",
    "money": "the currency of the review",
    "share": "1 or %",
    "count": "a number",
    "rate": "a number for a unit of time or 1,000 cases",
    "points": "points of its scale",
}


@click.command("explain", epilog=examples("reengineer explain cycle_time", "reengineer explain utilisation --json"))
@click.argument("measure", metavar="[MEASURE]", required=False)
@json_option
def command(measure: str | None, as_json: bool) -> None:
    """Say what a MEASURE means: its definition, formula, clocks, and how it misleads. Without a name, list all."""
    from reengineer.measures import MEASURES

    if measure is None:
        if as_json:
            print_json({"schema": "reengineer/explain/1", "measures": [_content(name) for name in MEASURES]})
            return
        width = max(map(len, MEASURES))
        for each in MEASURES.values():
            put(f"{each.name:{width}}  {each.definition}")
        return
    name = measure.strip().lower().replace("-", "_").replace(" ", "_")
    if name not in MEASURES:
        hint = nearest(name, MEASURES)
        message = f'there is no measure "{measure}"' + (f"; {hint}" if hint else "")
        raise UsageError([Problem("RE529", message, f"Choose one of: {', '.join(MEASURES)}.")])
    if as_json:
        print_json({"schema": "reengineer/explain/1", **_content(name)})
        return
    for line in _lines(name):
        put(line)


def _content(name: str) -> dict[str, object]:
    from reengineer.measure_notes import NOTES
    from reengineer.measures import MEASURES
    from reengineer.simulation import measure_answers

    measure, notes, answers = MEASURES[name], NOTES[name], measure_answers(name)
    return {
        "measure": name,
        "definition": measure.definition,
        "formula": notes.formula,
        "counted_in": measure.kind,
        "units": UNITS[measure.kind],
        "better": measure.better or None,
        "clocks": list(CLOCKS) if measure.kind == "time" or name == "flow_efficiency" else [],
        "pitfalls": list(notes.pitfalls),
        "simulated": answers is not None,
        "statistics": [] if answers is None else list(answers[0]),
        "scopes": [] if answers is None else list(answers[1]),
    }


def _lines(name: str) -> "Iterator[str]":
    content = _content(name)
    yield name
    yield f"  {content['definition']}"
    yield f"\nFormula   {content['formula']}"
    better = {"lower": "lower is better", "higher": "higher is better", None: "which way is better depends"}
    yield f"Unit      {content['units']}; {better[content['better']]}"  # type: ignore[index]
    clocks = content["clocks"]
    if isinstance(clocks, list) and clocks:
        yield "Clock     " + "; ".join(f"{clock}: {CLOCKS[clock]}" for clock in clocks)
    if content["simulated"]:
        yield f"Statistic {', '.join(content['statistics'])}"  # type: ignore[arg-type]
        yield f"Scope     {', '.join(content['scopes'])}"  # type: ignore[arg-type]
    else:
        yield "Source    feedback or samples; a simulation does not tell it"
    yield "\nBeware"
    yield from (f"  - {pitfall}" for pitfall in content["pitfalls"])  # type: ignore[attr-defined]
