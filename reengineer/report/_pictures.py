"""Write every picture of a report as a file of its own, SVG and on request PNG."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer.report._charts import Chart, png_of
from reengineer.report._page import ReportContents, charts_of, maps_of

if TYPE_CHECKING:
    from reengineer.comparison import Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Hold one picture and the name of its file, without the ending.

    Parameters
    ----------
    chart : Chart or None
        None for a map, which is drawn without a chart's tools.
    """

    name: str
    svg: str
    chart: Chart | None = None


def pictures_of(comparison: "Comparison", contents: ReportContents) -> tuple[Picture, ...]:
    """Return all pictures of a report in its order, named ``<number>-<chart>-<option>``."""
    found = list(_found(comparison, contents))
    return tuple(
        Picture(name=f"{number:02d}-{name}", svg=svg, chart=chart) for number, (name, svg, chart) in enumerate(found, 1)
    )


def _found(comparison: "Comparison", contents: ReportContents) -> Iterator[tuple[str, str, Chart | None]]:
    for name, chart in charts_of(comparison, contents):
        yield _plain(name), chart.svg, chart
    for option, panel in maps_of(comparison, contents):
        yield _plain(f"map-{option}"), panel.svg, None


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:80] or "picture"


def write_pictures(
    comparison: "Comparison", *, to: str | Path, contents: ReportContents | None = None, png: bool = False
) -> tuple[Path, ...]:
    """Write every picture of a report into a folder.

    Parameters
    ----------
    comparison : Comparison
    to : path
        Of the folder; made where it is not there.
    contents : ReportContents, optional
    png : bool
        Write each chart as PNG too, at twice its size with its description inside; maps are SVG only.

    Returns
    -------
    tuple of Path
        Of the files written.
    """
    from reengineer.files import write_bytes_atomic, write_text_atomic

    folder = Path(to)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for picture in pictures_of(comparison, contents or ReportContents()):
        path = folder / f"{picture.name}.svg"
        write_text_atomic(path, picture.svg if picture.svg.endswith("\n") else picture.svg + "\n")
        written.append(path)
        if png and picture.chart is not None:
            written.append(path.with_suffix(".png"))
            write_bytes_atomic(written[-1], png_of(picture.chart))
    return tuple(written)
