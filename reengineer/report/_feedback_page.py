"""Write what feedback says as one page that opens anywhere; whatever a comment holds is shown as text."""

from pathlib import Path
from typing import TYPE_CHECKING

from reengineer.report._series_chart import draw_control_chart
from reengineer.report._template import page_environment, style

if TYPE_CHECKING:
    from reengineer.feedback import FeedbackReport

MOST_THEMES = 12


def write_feedback_page(report: "FeedbackReport", to: str | Path) -> Path:
    """Write the page of a feedback report as HTML; the same feedback gives the same bytes.

    Parameters
    ----------
    report : FeedbackReport
    to : path
        Written whole or not at all.
    """
    from reengineer.files import write_text_atomic

    write_text_atomic(Path(to), feedback_page(report))
    return Path(to)


def feedback_page(report: "FeedbackReport") -> str:
    """Return the page as text."""
    charts = [
        (
            _trend_title(report, number),
            draw_control_chart(each.chart, title=_trend_title(report, number), percent=each.chart.kind == "p"),
            each.chart,
        )
        for number, each in enumerate(report.trends)
    ]
    template = page_environment().get_template("feedback.html")
    return template.render(
        css=style(),
        report=report,
        imported=report.imported,
        themes=report.themes[:MOST_THEMES],
        by_stake=report.by_stake[:MOST_THEMES],
        charts=charts,
        cautions=report.cautions(),
        widest=max((each.n for each in report.themes), default=1),
    )


def _trend_title(report: "FeedbackReport", number: int) -> str:
    each = report.trends[number]
    # A count knows what it is called even where the taxonomy does not, such as comments that fit no theme.
    called = {count.theme: count.name for count in report.themes}
    name = called.get(each.what) or report.names.get(each.what, each.what)
    count = len(each.chart.signals)
    words = "no signal" if not count else "one signal" if count == 1 else f"{count} signals"
    return f"{name}, {each.unit} by {each.period}: {words}"
