"""Write every picture of a report as a file of its own, SVG and on request PNG."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.report._mark import marked
from reengineer.report._page import ReportContents, charts_of, maps_of
from reengineer.report._raster import png_of_svg
from reengineer.report._trace import visible

if TYPE_CHECKING:
    from reengineer.comparison import Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Hold one picture and the name of its file, without the ending.

    Parameters
    ----------
    name : str
        Of its file, without the ending.
    svg : str
    title, words : str
        What it shows, and its text alternative.
    """

    name: str
    svg: str
    title: str
    words: str = ""

    @property
    def png(self) -> bytes:
        """Return the picture as PNG at twice its size, its description among the metadata."""
        words = {"Title": visible(self.title), "Description": visible(self.words or self.title)}
        return png_of_svg(self.svg, words)


def pictures_of(comparison: "Comparison", contents: ReportContents) -> tuple[Picture, ...]:
    """Return all pictures of a report in its order, named ``<number>-<chart>-<option>``; each bears its watermark."""
    return tuple(
        replace(picture, name=f"{number:02d}-{picture.name}", svg=marked(picture.svg, contents.watermark))
        for number, picture in enumerate(_found(comparison, contents), 1)
    )


def _found(comparison: "Comparison", contents: ReportContents) -> Iterator[Picture]:
    for name, chart in charts_of(comparison, contents):
        yield Picture(name=_plain(name), svg=chart.svg, title=chart.title, words=chart.alt)
    for option, panel in maps_of(comparison, contents):
        yield Picture(name=_plain(f"map-{option}"), svg=panel.svg, title=panel.title)


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
        Write each picture as PNG too, at twice its size with its description inside.

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
        if png:
            written.append(path.with_suffix(".png"))
            write_bytes_atomic(written[-1], picture.png)
    return tuple(written)


def save_picture(svg: str, to: str | Path) -> None:
    """Write a picture into a file: as PNG where its name ends so, else as it is.

    Parameters
    ----------
    svg : str
        As drawn by this package.
    to : path
        Written whole or not at all.
    """
    from reengineer.files import write_bytes_atomic, write_text_atomic

    path = Path(to)
    if path.suffix.lower() != ".png":
        write_text_atomic(path, svg)
        return
    title, words = (re.search(rf"<{tag}[^>]*>([^<]*)<", svg) for tag in ("title", "desc"))
    named = unescape(title[1]) if title else ""
    # The first description of a map is its own only where the map has one: those of elements come after its ground.
    told = unescape(words[1]) if words and "<g" not in svg[: words.start()] else named
    write_bytes_atomic(path, Picture(name=path.stem, svg=svg, title=named, words=told).png)
