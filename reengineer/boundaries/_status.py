"""Say whether a boundary is agreed, sealed, unaltered and still in force."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from reengineer.boundaries._elements import difference, element_digests
from reengineer.boundaries._records import is_digest
from reengineer.errors import Problem, nearest
from reengineer.files import sha256
from reengineer.processmap import ProcessMap

if TYPE_CHECKING:
    from reengineer.boundaries._boundary import Boundary


AUTHORITIES = ("approve_trial", "approve_full", "approve_controls")
"""Words for what a signatory may approve: a trial, an option in full, the controls."""
_REMEDIES = {
    "map": "Agree again, or restore it.",
    "boundary": "Agree again, or restore it. Until then nothing is run, and reports of earlier results carry a mark.",
}


def status_problems(
    boundary: "Boundary", as_of: date, map_bytes: bytes, map_: ProcessMap | None = None
) -> Iterator[Problem]:
    """Give what keeps a boundary from deciding anything on a day."""
    yield from _agreement(boundary)
    yield from _authorities(boundary)
    yield from _hashes(boundary, map_bytes, map_)
    yield from lapse(boundary, as_of)
    yield from _waivers(boundary, as_of)


def _authorities(boundary: "Boundary") -> Iterator[Problem]:
    for number, person in enumerate(boundary.agreed.by):
        if person.authority is not None and person.authority not in AUTHORITIES:
            hint = nearest(person.authority, AUTHORITIES) or f"known: {', '.join(AUTHORITIES)}"
            message = f'{person.name} signed with authority "{person.authority}", which approves nothing here ({hint})'
            place = boundary.place(("agreed", "by", number, "authority"))
            yield Problem("B004", message, "Write one of the words known here.", place, "warning")


def _waivers(boundary: "Boundary", as_of: date) -> Iterator[Problem]:
    """Warn of waivers that have run out, and of those granted by nobody who signed."""
    signed = {person.name for person in boundary.agreed.by}
    for number, waiver in enumerate(boundary.exceptions):
        what = f"the waiver of {waiver.rule} for option {waiver.option}"
        place = boundary.place(("exceptions", number))
        if as_of > waiver.until:
            message = f"{what} lapsed on {waiver.until.isoformat()}"
            yield Problem("B005", message, "Have it granted again, or take it out.", place, "warning")
        if boundary.agreed.status == "agreed" and waiver.granted_by not in signed:
            message = f"{what} is granted by {waiver.granted_by}, who has not signed the boundary"
            yield Problem("B004", message, "Have it granted by a signatory.", place, "warning")


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


def _hashes(boundary: "Boundary", map_bytes: bytes, map_: ProcessMap | None) -> Iterator[Problem]:
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
            if what == "map" and map_ is not None and boundary.elements_sha256:
                message += difference(boundary.elements_sha256, element_digests(map_))
            yield Problem("B003", message, _REMEDIES[what], boundary.place((name,)))


def lapse(boundary: "Boundary", as_of: date) -> Iterator[Problem]:
    """Give a problem where the boundary has lapsed on a day (B005)."""
    until = boundary.agreed.review_by
    if until is not None and as_of > until:
        message = f"the boundary lapsed on {until.isoformat()}"
        yield Problem("B005", message, "Have it agreed again.", boundary.place(("agreed", "review_by")))
