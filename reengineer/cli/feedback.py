"""Import feedback and say what it says."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reengineer.cli._shared import check_new_folder, examples, json_option, print_json, put, say, table
from reengineer.errors import counted

if TYPE_CHECKING:
    from reengineer.feedback import FeedbackReport, ImportedFeedback, Taxonomy, ThemeQuality
    from reengineer.review import Review

MOST_PROBLEMS = 20
MOST_THEMES = 10


@click.command(
    "feedback",
    epilog=examples(
        "reengineer feedback survey.csv --review my-review -o my-review/evidence",
        "reengineer feedback survey.csv --mapping mapping.yaml --json",
    ),
)
@click.argument("files", metavar="FILE..", nargs=-1, required=True, type=click.Path())
@click.option("--mapping", metavar="FILE", type=click.Path(), help="How the columns of the files are to be read.")
@click.option("--review", metavar="REVIEW", type=click.Path(), help="Find the steps that are named in its map.")
@click.option("--themes", metavar="FILE", type=click.Path(), help="Themes to look for.  [default: those packaged]")
@click.option("--coded", metavar="FILE", type=click.Path(),
              help="Comments coded by hand (comment, theme): says how well the words find the themes.")  # fmt: skip
@click.option("--period", type=click.Choice(["week", "month"]), metavar="week|month", default="week",
              show_default=True, help="Length of the periods of trends.")  # fmt: skip
@click.option("--go-live", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]),
              help="Freeze the limits of charts on the periods before this day.")  # fmt: skip
@click.option("--rules", type=click.Choice(["default", "western-electric", "nelson", "nhs", "limits"]),
              metavar="NAME", default="default", show_default=True,
              help="What counts as a signal: default, western-electric, nelson, nhs or limits.")  # fmt: skip
@click.option("-o", "--output", metavar="DIR", type=click.Path(),
              help="Write feedback.csv, clean, and the page feedback.html into this folder.")  # fmt: skip
@json_option
def command(files: tuple[str, ...], **flags: Any) -> int:  # noqa: ANN401 - click's own values
    """Import FILE.. of feedback (.csv, .xlsx, .json) and say what it says: scores, themes, trends, links to steps.

    Personal data that have a form are taken out, and the same words about the same case count once. A row that cannot
    be read is named and left out. Exit code 1 says that rows were left out, 3 that a file cannot be read at all.
    """
    from reengineer.feedback import Taxonomy, analyse_feedback

    if flags["output"] is not None:
        check_new_folder(flags["output"], "-o")
    taxonomy = Taxonomy.read(flags["themes"]) if flags["themes"] else None
    review = _review(flags["review"])
    imported, importance = _imported(files, flags, review)
    report = analyse_feedback(
        imported, taxonomy=taxonomy, settings=_settings(flags), importance=importance,
        quality=_quality(flags["coded"], taxonomy), steps=_names(review),
    )  # fmt: skip
    if flags["as_json"]:
        print_json(report.to_dict())
    else:
        for line in _lines(report):
            put(line)
    if flags["output"] is not None:
        _write(report, Path(flags["output"]))
        if review is not None:
            _say_next(review, Path(flags["output"]) / "feedback.csv")
    return 1 if imported.refused else 0


def _settings(flags: dict[str, Any]) -> Any:  # noqa: ANN401 - loaded when it is called
    from reengineer.feedback import TrendSettings

    go_live = flags["go_live"].date() if flags["go_live"] else None
    return TrendSettings(period=flags["period"], go_live=go_live, rules=flags["rules"])


def _review(path: str | None) -> "Review | None":
    if path is None:
        return None
    from reengineer.review import load_review

    return load_review(path)


def _names(review: "Review | None") -> dict[str, str]:
    return {} if review is None else {node.id: node.label for node in review.as_is.map.nodes}


def _say_next(review: "Review", written: Path) -> None:
    """Say how the review comes to know of what was written, where it names no feedback."""
    folder = review.path.parent.resolve()
    if review.notes.feedback or not written.resolve().is_relative_to(folder):
        return
    name = written.resolve().relative_to(folder).as_posix()
    say(f"For ask and assess to use it, write into {review.path}: feedback: [{name}]")


def _imported(
    files: tuple[str, ...], flags: dict[str, Any], review: "Review | None"
) -> "tuple[ImportedFeedback, dict[str, float]]":
    from reengineer.feedback import FeedbackMapping, import_feedback

    mapping: FeedbackMapping = FeedbackMapping.read(flags["mapping"]) if flags["mapping"] else FeedbackMapping()
    if review is None:
        return import_feedback(files, mapping=mapping), {}
    from reengineer.review import people_of

    as_is = review.as_is
    stated = {
        step.id: float(step.notes.satisfaction.importance)
        for step in as_is.steps
        if step.notes.satisfaction is not None and step.notes.satisfaction.importance is not None
    }
    return import_feedback(files, mapping=mapping, map_=as_is.map, people=people_of(as_is)), stated


def _quality(path: str | None, taxonomy: "Taxonomy | None") -> "tuple[ThemeQuality, ...]":
    if path is None:
        return ()
    from reengineer.feedback import ThemeFinder, read_coded, starter_themes, theme_quality

    return theme_quality(ThemeFinder(taxonomy or starter_themes()), read_coded(path))


def _write(report: "FeedbackReport", folder: Path) -> None:
    from reengineer.feedback import write_feedback
    from reengineer.report import write_feedback_page

    folder.mkdir(parents=True, exist_ok=True)
    write_feedback(folder / "feedback.csv", report.imported.voices, report.found)
    write_feedback_page(report, folder / "feedback.html")
    say(f"Wrote {folder / 'feedback.csv'} and {folder / 'feedback.html'}.")


def _lines(report: "FeedbackReport") -> Iterator[str]:
    imported = report.imported
    kept = f"{len(imported.voices):,} of {imported.rows:,} rows kept"
    yield f"{kept}: {imported.refused:,} could not be read, {imported.duplicates:,} said the same again"
    yield f"Personal data taken out of comments in {imported.scrubbed:,} places"
    for problem in imported.problems[:MOST_PROBLEMS]:
        yield f"  {problem}"
    if len(imported.problems) > MOST_PROBLEMS:
        yield f"  and {len(imported.problems) - MOST_PROBLEMS} more; --json lists all"
    if imported.unlinked:
        named = ", ".join(f"{name} ({count})" for name, count in list(imported.unlinked.items())[:MOST_THEMES])
        yield f"Steps that are named and not in the map: {named}"
    yield from _tables(report)
    yield from _signals(report)
    yield ""
    yield "What cannot be concluded:"
    yield from (f"  - {sentence}" for sentence in report.cautions())


def _tables(report: "FeedbackReport") -> Iterator[str]:
    scores = [
        [each.speaker, each.scale, report.step_name(each.step) or "all", f"{each.value:.2f}",
         _interval(each.interval, 1), f"{each.n:,}" + (" (weak)" if each.is_weak else "")]
        for each in (*report.scores, *report.by_step)
    ]  # fmt: skip
    if scores:
        yield ""
        yield table(("who", "scale", "step", "score", "95 % interval", "answers"), scores, right=(3, 4, 5))
    themes = [
        [each.name, f"{each.n:,}", f"{each.share:.1%}", _interval(each.interval, 100), f"{each.negative:,}",
         f"{each.stake:.1f}", report.step_name(next(iter(each.steps), "")) or "-"]
        for each in report.themes[:MOST_THEMES]
    ]  # fmt: skip
    if themes:
        yield ""
        heads = ("theme", "comments", "share", "95 % interval", "negative", "at stake", "most at step")
        yield table(heads, themes, right=(1, 2, 3, 4, 5))
    quality = [
        [each.theme, str(each.found), _interval(each.precision, 100), _interval(each.recall, 100)]
        for each in report.quality
        if each.found or each.missed
    ]
    if quality:
        yield ""
        yield "How well the words find the themes that people coded, 95 % intervals in %:"
        yield table(("theme", "found", "precision", "recall"), quality, right=(1, 2, 3))


def _interval(interval: Any, factor: float) -> str:  # noqa: ANN401 - an interval of any statistic
    if interval.low is None or interval.high is None:
        return "-"
    places = 1 if factor == 100 else 2
    return f"{interval.low * factor:.{places}f} to {interval.high * factor:.{places}f}"


def _signals(report: "FeedbackReport") -> Iterator[str]:
    called = {**report.names, **{theme.theme: theme.name for theme in report.themes}}
    for trend in report.trends:
        chart = trend.chart
        expected = f"{len(chart.points)} {trend.period}s, about {chart.expected_false_alarms:.1f} expected by chance"
        shown = [f"{point.label} ({'; '.join(point.signals)})" for point in chart.signals]
        yield ""
        yield f"Trend of {called.get(trend.what, trend.what)}: {counted(len(shown), 'signal')} in {expected}"
        yield from (f"  {each}" for each in shown[:MOST_THEMES])
        yield from (f"  note: {note}" for note in chart.notes)
