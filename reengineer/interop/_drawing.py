"""Read drawings of BPMN diagrams, told by content: Visio and diagrams.net."""

import os
from pathlib import Path

from reengineer.annotations import annotate
from reengineer.errors import InputError, Problem
from reengineer.files import read_bytes
from reengineer.interop._drawio import read_drawio
from reengineer.interop._from_shapes import definitions_of
from reengineer.interop._imported import Imported
from reengineer.interop._markup import LARGEST_BYTES
from reengineer.interop._shapes import Page
from reengineer.interop._visio import read_visio
from reengineer.simulation import RunSettings
from reengineer.source import Source

MOST_SHAPES = 5_000
"""Most shapes of a page, and most connectors."""


def read_drawing(drawing: str | os.PathLike[str] | bytes, *, file: str | None = None) -> Imported:
    """Read a Visio drawing (.vsdx) or a diagrams.net file (.drawio) of a BPMN diagram.

    Parameters
    ----------
    drawing : path or bytes
    file : str, optional
        The name used in messages; the path where not given.

    Returns
    -------
    Imported
        A map without notes; what could not be told, or was assumed, is among the findings. `write_bpmn` of its map
        gives the BPMN file.

    Raises
    ------
    InputError
        RE141 the file is damaged, too large or no drawing; RE142 it holds no shape of BPMN.
    """
    name = file or ("" if isinstance(drawing, bytes) else str(drawing))
    data = drawing if isinstance(drawing, bytes) else read_bytes(Path(drawing), name=name, max_bytes=LARGEST_BYTES)
    pages, problems = read_visio(data, name) if data[:2] == b"PK" else read_drawio(data, name)
    _check_size(pages, name)
    if not any(shape.meaning.kind not in ("pool", "lane") for page in pages for shape in page.shapes):
        message = "the drawing holds no shape that is known to be one of BPMN"
        remedy = "Draw it with a stencil or library of BPMN shapes."
        raise InputError([*problems[:20], Problem("RE142", message, remedy, Source(file=name))])
    definitions, more = definitions_of(pages, name)
    return Imported(map=annotate(definitions), run=RunSettings(), findings=(*problems, *more))


def _check_size(pages: tuple[Page, ...], name: str) -> None:
    """Refuse what would take long: where a shape lies is looked for among all others of its page."""
    for page in pages:
        if max(len(page.shapes), len(page.connectors)) > MOST_SHAPES:
            message = f"the page '{page.name[:60]}' has more than {MOST_SHAPES} shapes or connectors"
            raise InputError([Problem("RE141", message, "Split the drawing.", Source(file=name))])


def is_drawing(path: Path, data: bytes) -> bool:
    """Say whether a file is a drawing, by its ending or its first bytes."""
    if path.suffix.lower() in (".vsdx", ".vsdm", ".drawio"):
        return True
    if data[:2] == b"PK":
        return b"visio/pages/" in data
    start = data[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith((b"<mxfile", b"<mxGraphModel")) or (start[:5] == b"<?xml" and b"<mxfile" in start)
