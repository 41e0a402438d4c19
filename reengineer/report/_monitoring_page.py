"""Write what became of a change as one page that opens anywhere."""

from pathlib import Path
from typing import TYPE_CHECKING

from reengineer.report._band_chart import draw_predicted_and_observed
from reengineer.report._series_chart import draw_control_chart
from reengineer.report._template import page_environment, style

if TYPE_CHECKING:
    from reengineer.monitor import CriterionResult, Monitoring


def write_monitoring_page(found: "Monitoring", to: str | Path) -> Path:
    """Write the page of a monitoring report as HTML; the same inputs give the same bytes.

    Parameters
    ----------
    found : Monitoring
    to : path
        Written whole or not at all.
    """
    from reengineer.files import write_text_atomic

    write_text_atomic(Path(to), monitoring_page(found))
    return Path(to)


def monitoring_page(found: "Monitoring") -> str:
    """Return the page as text."""
    from reengineer.monitor import GLOSSARY, told

    charts = []
    for each in found.results:
        title = finding(each)
        control = None
        if each.chart is not None:
            count = sum(not point.is_baseline for point in each.chart.signals)
            said = f"{count or 'no'} signal{'' if count == 1 else 's'} since it went live"
            name = each.prediction.criterion.as_measure().label
            control = (said, draw_control_chart(each.chart, title=f"{name}: {said}", percent=each.chart.kind == "p"))
        charts.append((each, title, draw_predicted_and_observed(each, found, title=title), control))
    template = page_environment().get_template("monitoring.html")
    return template.render(css=style(), found=found, charts=charts, glossary=GLOSSARY, told=told)


def finding(result: "CriterionResult") -> str:
    """Return the title of a chart: the verdict in words, with what was observed and predicted."""
    from reengineer.monitor import told

    name = result.prediction.criterion.as_measure().label
    head = f"{name[:1].upper()}{name[1:]}: {result.words}"
    if result.observed is None:
        return head
    seen, wanted = told(result, result.observed.value), told(result, result.prediction.option.value)
    before = "" if result.before is None else f", {told(result, result.before.value)} before"
    return f"{head}. Observed {seen}, predicted {wanted}{before}"
