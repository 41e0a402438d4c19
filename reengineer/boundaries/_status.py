"""Say whether a boundary is agreed, sealed, unaltered and still in force."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from reengineer.boundaries._records import is_digest
from reengineer.errors import Problem
from reengineer.files import sha256

if TYPE_CHECKING:
    from reengineer.boundaries._boundary import Boundary


def status_problems(boundary: "Boundary", as_of: date, map_bytes: bytes) -> Iterator[Problem]:
    """Give what keeps a boundary from deciding anything on a day."""
    yield from _agreement(boundary)
    yield from _hashes(boundary, map_bytes)
    yield from lapse(boundary, as_of)


def _agreement(boundary: "Boundary") -> Iterator[Problem]:
    agreed = boundary.agreed
    place = boundary.place(("agreed", "status"))
    if agreed.status in ("draft", "proposed"):
        message = f"the boundary is {agreed.status}, not agreed: options may be explored, not decided"
        yield Problem("B004", message, "Have it agreed; until then reports carry a watermark.", place, "warning")
    elif agreed.status == "superseded":
        yield Problem("B005", "the boundary has been superseded", "Use the boundary that replaced it.", place)
    elif not agreed.by:
        message = "the boundary says that it is agreed, but nobody has signed it"
        yield Problem("B004", message, "Name who agreed under agreed: by.", boundary.place(("agreed",)))
    elif boundary.controls and not any(person.authority == "approve_controls" for person in agreed.by):
        message = "no signatory has authority approve_controls, and the boundary states controls"
        yield Problem("B004", message, "Have the controls agreed too.", boundary.place(("agreed", "by")), "warning")


def _hashes(boundary: "Boundary", map_bytes: bytes) -> Iterator[Problem]:
    if boundary.agreed.status != "agreed":
        return
    when = max((person.date.isoformat() for person in boundary.agreed.by), default="an unknown day")
    now = {"process_sha256": sha256(map_bytes), "boundary_sha256": boundary.digest()}
    stated = {"process_sha256": boundary.process_sha256, "boundary_sha256": boundary.boundary_sha256}
    missing = [name for name, digest in stated.items() if not is_digest(digest)]
    if missing:
        message = f"the boundary is agreed but not sealed: {' and '.join(missing)} not written"
        place = boundary.place((missing[0],))
        yield Problem("B003", message, "Seal it; until then reports carry a watermark.", place, "warning")
    for name, what in (("process_sha256", "map"), ("boundary_sha256", "boundary")):
        if name not in missing and stated[name] != now[name]:
            message = f"the {what} changed after agreement on {when}"
            yield Problem("B003", message, "Agree again, or restore it.", boundary.place((name,)))


def lapse(boundary: "Boundary", as_of: date) -> Iterator[Problem]:
    """Give a problem where the boundary has lapsed on a day (B005)."""
    until = boundary.agreed.review_by
    if until is not None and as_of > until:
        message = f"the boundary lapsed on {until.isoformat()}"
        yield Problem("B005", message, "Have it agreed again.", boundary.place(("agreed", "review_by")))
