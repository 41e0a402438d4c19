"""Put the page together: one file that opens anywhere, without a network, a script or a clock."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.comparison import recommended, run_warnings
from reengineer.errors import Problem
from reengineer.measures import CAUSES, SECONDS
from reengineer.report import _story, _tables, _words
from reengineer.report._charts import Chart
from reengineer.report._conclusion_rows import Conclusions, told_rows
from reengineer.report._forest import band, forest, key
from reengineer.report._glance import glance
from reengineer.report._map_panels import MapPanel, Waits, map_panels
from reengineer.report._paper import MOST_LINES, paper, quoted
from reengineer.report._results import Studies, results_of
from reengineer.report._rounding import number, plain
from reengineer.report._served import served_chart, served_rows, served_unit
from reengineer.report._studies import study_panels
from reengineer.report._template import page_environment, read_part
from reengineer.report._trace import untraced, visible
from reengineer.report._units import CAUSE_WORDS, length
from reengineer.report._wait_bars import (
    StepWaits,
    beside,
    causes_of,
    finding,
    gathered,
    hour_places,
    wait_bars,
    waits_of,
)

if TYPE_CHECKING:
    from reengineer.comparison import Comparison
    from reengineer.processmap import ProcessMap
    from reengineer.questions import Asked

MOST_QUESTIONS = 15
MOST_WAIT_CHARTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRow:
    """Hold one control or rule of the boundary as the compliance sheet shows it.

    Parameters
    ----------
    rule, name, basis, verified : str
        What it is called, what it rests on, and who verified it when.
    verdict : str
        Of the map as it is: holds, broken or not shown.
    because : tuple of str
        The proof in words.
    broken_by, waived_for : tuple of str
        Titles of the options that break it, and of those that may.
    """

    rule: str
    name: str
    basis: str
    verified: str
    verdict: str
    because: tuple[str, ...]
    broken_by: tuple[str, ...] = ()
    waived_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContents:
    """Hold what a report says besides the comparison.

    Parameters
    ----------
    title : str
        Of the review.
    aims : tuple of str
    maps : mapping of option id to ProcessMap
        Drawn with the waiting printed on the steps; most reports give the as-is and one option.
    inputs : tuple of (str, str)
        Files used and their SHA-256.
    assumptions : tuple of Problem or str
        What was assumed where nothing was stated.
    boundary : tuple of str
        Its status and every waiver, one sentence each.
    controls : tuple of ControlRow
        The compliance sheet.
    conclusions : Conclusions
        Each criterion beside what was found and concluded; nothing is told where nothing was concluded.
    watermark : str
        Why nothing may be decided on the page; empty where the boundary is agreed, sealed and in force.
    date_of_data : str
        As readers should see it.
    illustrative : str
        Why the numbers only illustrate; empty where the as-is was compared with what was observed.
    command : str
        That makes the same page again.
    marks : mapping of option id to mapping of element id to str
        What changed on the maps: ``added``, ``removed`` or ``changed``.
    studies : Studies
        What was worked out beside the comparison.
    """

    title: str = "Review of a process"
    aims: tuple[str, ...] = ()
    maps: "Mapping[str, ProcessMap]" = field(default_factory=dict)
    inputs: tuple[tuple[str, str], ...] = ()
    assumptions: tuple[Problem | str, ...] = ()
    boundary: tuple[str, ...] = ()
    controls: tuple[ControlRow, ...] = ()
    conclusions: Conclusions = field(default_factory=Conclusions)
    watermark: str = ""
    date_of_data: str = ""
    illustrative: str = "the as-is has not been compared with observed times"
    command: str = ""
    marks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    studies: Studies = field(default_factory=Studies)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Hold a finding, its picture, and the table under it."""

    title: str
    chart: Chart | None
    band: str
    rows: tuple[_tables.Row, ...]
    as_is: str
    footer: str
    column: _tables.Column
    stands: bool
    leads: bool = False
    criterion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitPanel:
    """Hold where cases of one option wait: the picture, and its numbers by step and cause."""

    option: str
    finding: str
    struck: bool
    chart: Chart | None
    causes: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...], str], ...]


def write_report(
    comparison: "Comparison", asked: "Asked | None" = None, *, to: str | Path, contents: ReportContents | None = None
) -> Path:
    """Write the report of a comparison as one HTML file that needs nothing else.

    Parameters
    ----------
    comparison : Comparison
    asked : Questions, optional
        What `reengineer.questions.ask` returned.
    to : path
        Written whole or not at all; the same inputs give the same bytes.
    contents : ReportContents, optional
        Title, aims, maps, inputs and assumptions.

    Returns
    -------
    Path
        Of the file written.
    """
    from reengineer.files import write_text_atomic

    page = render_report(comparison, asked, contents or ReportContents())
    write_text_atomic(Path(to), page)
    return Path(to)


def render_report(comparison: "Comparison", asked: "Asked | None", contents: ReportContents) -> str:
    """Return the report as the text of an HTML page."""
    comparison = _plainly_named(comparison)
    studies = contents.studies
    template = page_environment(results_of(comparison, studies)).get_template("page.html")
    two_pages = paper(comparison, studies, illustrative=contents.illustrative, watermark=contents.watermark)
    option = None if studies.decision is None else recommended(comparison, studies.decision)
    shown = _tables.shown_criteria(comparison)
    waits = _waits(comparison)
    panels = _panels(comparison, contents, option)
    clocks = dict.fromkeys(criterion.clock for criterion in comparison.criteria if criterion.clock)
    return template.render(
        contents=contents,
        paper=two_pages,
        headline=two_pages.headline,
        headline_text=untraced(two_pages.headline),
        leading=_leading_panel(panels),
        studies=study_panels(comparison, studies),
        footer_of=lambda clock: _story.footer(comparison, clock, contents.date_of_data, contents.illustrative),
        served=served_chart(comparison, option),
        served_rows=served_rows(comparison, option),
        served_unit=served_unit(comparison),
        story=_story.story(quoted(comparison), option),
        scope=_story.scope_line(comparison),
        glance=glance(comparison, shown),
        most_lines=MOST_LINES,
        key=key(comparison),
        sampled=comparison.sampled_replications > 0,
        has_costs=any(outcome.costs for outcome in comparison.outcomes),
        panels=panels,
        concluded=told_rows(contents.conclusions.rows, comparison.baseline) if contents.conclusions else (),
        waits=_wait_panels(comparison, waits),
        same_waits=_same_waits(comparison, waits),
        maps=map_panels(comparison, contents.maps, contents.marks, waits),
        footer=_story.footer(comparison, ", ".join(clocks), contents.date_of_data, contents.illustrative),
        forbidden=_tables.forbidden(comparison),
        full=_tables.full_rows(comparison),
        asked=asked,
        counts=_story.question_counts(asked) if asked is not None else "",
        most_questions=MOST_QUESTIONS,
        causes=tuple((_cause(cause), CAUSE_WORDS[cause]) for cause in CAUSES),
        facts=_facts(comparison),
        findings=_run_findings(comparison),
        warnings=tuple(f"{_words.capital(each.message)}. {each.remedy}" for each in run_warnings(comparison)),
        css=read_part("page.css"),
    )


def charts_of(comparison: "Comparison", contents: ReportContents) -> tuple[tuple[str, Chart], ...]:
    """Return the charts of the page in its order, each with a name that tells what it shows."""
    comparison = _plainly_named(comparison)
    studies = contents.studies
    option = None if studies.decision is None else recommended(comparison, studies.decision)
    found = [(f"difference-{panel.criterion}", panel.chart) for panel in _panels(comparison, contents)]
    found.append(("served", served_chart(comparison, option)))
    found += [(panel.chart.id, panel.chart) for panel in study_panels(comparison, studies) if panel.chart is not None]
    found += [(f"waits-{panel.option}", panel.chart) for panel in _wait_panels(comparison, _waits(comparison))]
    return tuple((name, chart) for name, chart in found if chart is not None)


def maps_of(comparison: "Comparison", contents: ReportContents) -> tuple[tuple[str, MapPanel], ...]:
    """Return the maps of the page, each with the id of its option."""
    return tuple(
        zip(contents.maps, map_panels(comparison, contents.maps, contents.marks, _waits(comparison)), strict=True)
    )


def _plainly_named(comparison: "Comparison") -> "Comparison":
    """Return the comparison with titles that hold no signs but visible ones: they go into sentences."""
    outcomes = (replace(outcome, title=visible(outcome.title)) for outcome in comparison.outcomes)
    return replace(comparison, outcomes=tuple(outcomes))


def _leading_panel(panels: "Sequence[Panel]") -> "Panel | None":
    """Return the panel of the criterion that the headline speaks of."""
    return next((panel for panel in panels if panel.leads), None)


def _cause(cause: str) -> str:
    return "set-up" if cause == "setup" else cause


def _panels(comparison: "Comparison", contents: ReportContents, option: str | None = None) -> tuple[Panel, ...]:
    """Return one panel a criterion; the one that the headline speaks of leads."""
    shown = _tables.shown_criteria(comparison)
    first = (option and _words.headline_criterion(comparison, option)) or _words.leading(comparison)
    return tuple(
        Panel(
            title=_words.criterion_title(comparison, criterion),
            chart=forest(comparison, criterion, f"difference-{place}"),
            band=band(criterion),
            rows=_tables.option_rows(comparison, (criterion,))[1:],
            as_is=_tables.cell(comparison, comparison.outcomes[0], criterion).value,
            footer=_story.footer(comparison, criterion.clock or "", contents.date_of_data, contents.illustrative),
            column=_tables.columns((criterion,))[0],
            stands=criterion not in shown,
            leads=criterion is first,
            criterion=criterion.id,
        )
        for place, criterion in enumerate(comparison.criteria, start=1)
    )


def _waits(comparison: "Comparison") -> Waits:
    return {outcome.id: waits_of(outcome.result) for outcome in comparison.outcomes if outcome.result is not None}


def _wait_panels(comparison: "Comparison", waits: Waits) -> tuple[WaitPanel, ...]:
    """Return one panel an option; one that leaves every wait as it is needs none."""
    as_is = waits[comparison.baseline]
    causes = causes_of(tuple(waits.values()))
    longest = max((item.total_h for rows in waits.values() for item in gathered(rows)), default=0.0)
    places = hour_places(longest)
    panels: list[WaitPanel] = []
    for option in _telling(comparison, waits):
        found = waits[option]
        if option != comparison.baseline and found == as_is:
            continue
        outcome, rows = comparison.outcome(option), beside(found, as_is)
        chart_id = f"waits-{len(panels) + 1}"
        many = len(panels) >= MOST_WAIT_CHARTS
        panels.append(
            WaitPanel(
                option=outcome.title,
                finding=finding(rows),
                struck=outcome.status == "forbidden",
                chart=None if many else wait_bars(rows, outcome.title, chart_id, longest_h=longest, causes=causes),
                causes=tuple(_cause(cause) for cause in causes),
                rows=tuple(_wait_row(item, causes, places) for item in rows),
            )
        )
    return tuple(panels)


def _telling(comparison: "Comparison", waits: Waits) -> tuple[str, ...]:
    """Return the options in the order of their pictures: the as-is, the option of the headline, then the rest."""
    criterion = _words.leading(comparison)
    best = _words.candidates(comparison, criterion) if criterion is not None else []
    first = [comparison.baseline, *(outcome.id for outcome, _ in best[:1])]
    return tuple(dict.fromkeys([*first, *waits]))


def _same_waits(comparison: "Comparison", waits: Waits) -> tuple[str, ...]:
    as_is = waits[comparison.baseline]
    same = (option for option, found in waits.items() if option != comparison.baseline and found == as_is)
    return tuple(comparison.outcome(option).title for option in same)


def _wait_row(item: StepWaits, causes: Sequence[str], places: int) -> tuple[str, tuple[str, ...], str]:
    return item.name, tuple(number(item.of(cause), places) for cause in causes), number(item.total_h, places)


def _facts(comparison: "Comparison") -> tuple[tuple[str, str], ...]:
    """Return how the numbers were made, for the table of the method."""
    first = next((outcome.result for outcome in comparison.outcomes if outcome.result is not None), None)
    facts = [("Replications of each option", f"{comparison.n_replications:,}")]
    if comparison.sampled_replications:
        facts.append(("Replications with uncertain inputs drawn", f"{comparison.sampled_replications:,}"))
    if comparison.refits:
        drawn = f"from {comparison.refits:,} refits of the model to cases of its log drawn anew"
        facts.append(("Uncertain inputs", f"{drawn}; ranges of single numbers of the log are not used"))
    if first is not None:
        weeks = first.horizon_s / SECONDS["week"]
        facts += [
            ("Length of arrivals", f"{length(first.horizon_s)}" + (f" ({plain(weeks)} weeks)" if weeks < 1 else "")),
            ("Warm-up left out", length(comparison.warm_up_s) if comparison.warm_up_s > 0 else "none"),
            ("Seed", str(first.seed)),
            ("Engine", first.engine),
            ("Version of reengineer", first.version),
        ]
    pairs = len(comparison.differences)
    facts.append(("Differences judged together", f"{pairs}, by Holm's procedure; intervals by Bonferroni"))
    return tuple(facts)


def _run_findings(comparison: "Comparison") -> tuple[tuple[str, str], ...]:
    """Return what is to be known of the runs, each once, with the options that it is about.

    Without the places in files, which readers of a report do not have.
    """
    ran = [outcome for outcome in comparison.outcomes if outcome.result]
    said: dict[str, list[str]] = {}
    for outcome in ran:
        for each in outcome.findings:
            remedy = f" {each.remedy}" if each.remedy else ""
            words = f"{each.message.replace('_', ' ')}.{remedy} [{each.code}]"
            said.setdefault(words, []).append(outcome.title)
    everyone = len(ran) - 1
    return tuple(
        ("Every option" if len(titles) >= everyone > 1 else "; ".join(titles), words) for words, titles in said.items()
    )
