"""Fit a model to an event log."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from reengineer.cli._shared import WholeNumber, check_new_folder, examples, json_option, print_json, put, say, table
from reengineer.errors import counted

if TYPE_CHECKING:
    from reengineer.calibration import Fidelity, Items
    from reengineer.eventlog import LogColumns
    from reengineer.review import Fitting

OTHERS = 12
"""Other columns that are named."""

TOLD = 12
"""Problems that are told; --json has all."""


@click.command(
    "fit",
    epilog=examples(
        "reengineer fit log.csv as-is.bpmn -o claims",
        "reengineer fit log.csv as-is.bpmn -o claims --refits 20",
        "reengineer fit log.csv as-is.bpmn -o claims --columns case=ticket,completed=closed_at",
        "reengineer fit log.xes.gz as-is.bpmn --json",
    ),
)
@click.argument("log", metavar="LOG", type=click.Path())
@click.argument("bpmn", metavar="MAP.bpmn", type=click.Path(), required=False)
@click.option(
    "-o", "--output", metavar="DIR", type=click.Path(), help="Review folder to make; it must be new or empty."
)
@click.option(
    "--columns",
    metavar="WHAT=COLUMN,..",
    default="",
    help="Columns whose names do not tell: case, activity, resource, started, completed, enabled, group, lifecycle.",
)
@click.option("--timezone", metavar="ZONE", default="UTC", show_default=True, help="Zone of times without an offset.")
@click.option(
    "--label",
    "labels",
    metavar="LABEL=STEP",
    multiple=True,
    help="What a label of the log stands for in the map; may be given several times.",
)
@click.option("--no-departures", is_flag=True, help="Leave out of the model what cases do besides the map.")
@click.option(
    "--test",
    metavar="LOG",
    type=click.Path(),
    help="Later cases to compare the model with; the clock of the review starts with them.  [default: the last fifth "
    "of LOG, and the clock starts with its last arrival]",
)
@click.option("--no-check", is_flag=True, help="Do not compare the model with cases held back.")
@click.option(
    "--within",
    metavar="SHARE",
    default="10 %",
    show_default=True,
    help="How far the mean cycle time may be off for decisions to rest on the model.",
)
@click.option(
    "--replications", type=WholeNumber(2, 1000), metavar="N", default=5, show_default=True, help="Runs to compare with."
)
@click.option(
    "--refits",
    type=WholeNumber(2, 1000),
    metavar="N",
    help="Refit the model to N draws of the cases anew; results then count what the log leaves "
    "uncertain. 20 is a good number.  [default: none]",
)
@click.option(
    "--seed", type=WholeNumber(0, 2**32 - 1), metavar="N", default=1, show_default=True, help="Where draws start from."
)
@json_option
def command(log: str, bpmn: str | None, output: str | None, as_json: bool, **flags: object) -> None:
    """Fit a model to LOG, the record of a real process in CSV, XES or Parquet.

    MAP.bpmn is the process as it is drawn. Where nobody has drawn it yet, give
    the log alone: what is in it is listed, and how to come to a map.

    The cases are replayed on the map. Shares, durations, people and their hours, arrivals and unexplained delays are
    estimated. The model is compared with the last cases, which were not used to fit it.
    """
    from reengineer.review import FitPlan, fit_review

    if bpmn is None:
        _say_what_is_there(log, _columns(str(flags["columns"])), str(flags["timezone"]))
    if output is None and not as_json:
        raise click.UsageError("Name the review folder to make with -o, or print data with --json.")
    if output is not None:
        check_new_folder(output, "-o")
    plan = FitPlan(
        columns=_columns(str(flags["columns"])),
        timezone=str(flags["timezone"]),
        labels=dict(_pair(str(text), "--label") for text in flags["labels"]),  # type: ignore[attr-defined]
        departures=not flags["no_departures"],
        test=Path(str(flags["test"])) if flags["test"] else None,
        check=not flags["no_check"],
        within=_share(str(flags["within"])),
        replications=int(str(flags["replications"])),
        seed=int(str(flags["seed"])),
        refits=int(str(flags["refits"] or 0)),
    )
    fitting = fit_review(log, bpmn, output, plan)
    if as_json:
        print_json(fitting.to_dict())
    else:
        for line in _lines(fitting):
            put(line)
    for problem in fitting.problems[:TOLD]:
        say(f"{problem.severity}: {problem}")
    if len(fitting.problems) > TOLD:
        say(f"and {len(fitting.problems) - TOLD} more; --json lists all")
    if output is not None:
        say(f"\nMade {output}. Next: reengineer simulate {output}")


def _say_what_is_there(log: str, columns: "LogColumns", timezone: str) -> NoReturn:
    """List the labels of a log, and say how to come to a map with them."""
    from reengineer.calibration import items_of
    from reengineer.eventlog import read_log

    reading = read_log(log, columns, timezone=timezone)
    items = items_of(reading.log)
    put(f"Read {counted(len(reading.log), 'activity', 'activities')} of {counted(items.cases, 'case')}.")
    rows = [[name, str(times), f"{share:.0%}", f"{place:.1f}"] for name, times, share, place in _labels(items)]
    put(table(("label", "times", "of the cases", "usual place"), rows, right=(1, 2, 3)))
    raise click.UsageError(
        "a log is fitted to a map, and none was given. Draw the process in BPMN with one activity for each of these "
        "labels, spelt the same, in an editor such as bpmn.io, or let a process miner draw it from the log and save it "
        f"as BPMN, such as pm4py or Apromore. Then: reengineer fit {log} as-is.bpmn -o DIR"
    )


def _labels(items: "Items") -> Iterator[tuple[str, int, float, float]]:
    """Give each label with how often it comes, in which share of the cases, and its usual place in them."""
    import numpy as np

    place = np.arange(len(items.case)) - items.first[items.case] + 1
    found = []
    for number, name in enumerate(items.labels):
        rows = items.label == number
        cases = len(np.unique(items.case[rows]))
        found.append((name, int(rows.sum()), cases / items.cases, float(np.median(place[rows]))))
    yield from sorted(found, key=lambda each: (each[3], -each[1]))


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise click.BadParameter(f"'{text}' is not a pair such as case=ticket.", param_hint=option)
    return name.strip(), value.strip()


def _columns(text: str) -> "LogColumns":
    from dataclasses import fields

    from reengineer.eventlog import LogColumns

    given = dict(_pair(part, "--columns") for part in text.split(",") if part.strip())
    known = [each.name for each in fields(LogColumns)]
    if unknown := [name for name in given if name not in known]:
        raise click.BadParameter(f"'{unknown[0]}' is not one of {', '.join(known)}.", param_hint="--columns")
    return LogColumns(**given)


def _share(text: str) -> float:
    from reengineer.quantities import QuantityError, one_share

    try:
        share = float(one_share(text))
    except QuantityError as error:
        raise click.BadParameter(str(error), param_hint="--within") from None
    if not 0 < share < 1:
        raise click.BadParameter("it is above 0 and below 1, such as 10 %.", param_hint="--within")
    return share


def _lines(fitting: "Fitting") -> Iterator[str]:
    """Give what the fit rests on, and how faithful the model is."""
    from reengineer.eventlog import COLUMNS

    reading, report = fitting.reading, fitting.fitted.report
    columns = ", ".join(f"{what} from '{column}'" for what, column in reading.columns.as_dict().items())
    read = f"{counted(len(reading.log), 'activity', 'activities')} of {counted(report.cases, 'case')}"
    yield f"Read {read}; {counted(reading.refused, 'row')} left out."
    yield f"Columns: {columns}."
    used = {*COLUMNS, *reading.columns.as_dict().values()}
    others = [str(name) for name in reading.log.frame.columns if name not in used]
    if others:
        more = f" and {len(others) - OTHERS} more" if len(others) > OTHERS else ""
        yield f"Other columns, looked at for what decides branches and order: {', '.join(others[:OTHERS])}{more}."
    matched = sum(bool(match.nodes) for match in report.matches)
    yield f"Labels: {matched} of {len(report.matches)} are activities of the map."
    yield (
        f"The map explains {report.fitness:.1%} of the steps and {report.fitting_cases:.1%} of the cases; left out "
        f"{report.skipped}, put in {report.inserted}, ended early {report.stopped}."
    )
    if report.skipped + report.inserted + report.stopped:
        share = f"{report.modelled:.0%}"
        yield f"Of these departures {share} are drawn into the model; the option in as-drawn.yaml takes them out."
    for name, members in report.groups.items():
        yield f"People: {name}, {len(members)}."
    drawn = fitting.fitted.annotations.map
    for element, mean in report.delays.items():
        before = " or ".join(drawn.index.nodes[flow.target].label for flow in drawn.outgoing(element))
        yield f'Unexplained delay before "{before}": {mean / 3600:.2f} h on average.'
    loads = ", ".join(f"{group} {load:.0%}" for group, load in fitting.load.items())
    yield f"Load: {loads}." if loads else "Load: none; the log names nobody, so that no step waits for people."
    if fitting.refits is not None:
        yield f"Refitted to {counted(len(fitting.refits), 'draw')} of the cases anew; uncertain inputs come from these."
    if fitting.fidelity is not None:
        yield ""
        yield from _fidelity_lines(fitting.fidelity)


def _fidelity_lines(fidelity: "Fidelity") -> Iterator[str]:
    yield f"Against {fidelity.cases} cases held back, {fidelity.replications} runs, arrivals predicted:"
    rows = [
        [
            each.name.replace("_", " "),
            f"{each.mean:.3f}",
            f"{each.low:.3f} to {each.high:.3f}",
            f"{each.floor:.3f}",
            f"{fidelity.given[each.name]:.3f}" if fidelity.given else "",
            "" if each.name == "n_gram" else "h",
        ]
        for each in fidelity.distances
    ]
    heads = ("distance", "model", "95 % interval", "replaying the last cases", "arrivals given", "")
    yield table(heads, rows, right=(1, 2, 3, 4))
    yield (
        f"Mean cycle time {fidelity.cycle_h:.2f} h ({fidelity.cycle_low:.2f} to {fidelity.cycle_high:.2f}); "
        f"held back {fidelity.observed_h:.2f} h: {fidelity.error:.1%} off."
    )
