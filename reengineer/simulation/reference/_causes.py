"""Say why an item waits in its queue, by what everybody does after a phase C."""

from reengineer.errors import InternalError, Problem
from reengineer.simulation._tables import FITS
from reengineer.simulation.reference._components import Component
from reengineer.simulation.reference._model import Alternative
from reengineer.simulation.reference._records import Item
from reengineer.simulation.reference._run import CONTENTION, PRIORITISATION, UNAVAILABILITY
from reengineer.simulation.reference._staff import Staff


def cause_of(staff: Staff, component: Component, item: Item) -> int:
    """Return why an item waits from now on."""
    possible = [each for each in item.ways if staff.is_on_duty(item, each)]
    if not possible:
        return UNAVAILABILITY
    overtakers = _overtakers(staff, component, item)
    short = False
    for alternative in possible:
        lacks = [need for need in alternative.needs if staff.count_free(item, need, frozenset()) < need.quantity]
        short = short or bool(lacks)
        if lacks and all(staff.count_free(item, need, overtakers) >= need.quantity for need in alternative.needs):
            return PRIORITISATION
    if short or (component.reserved and any(_is_kept(staff, component, item, each) for each in possible)):
        return CONTENTION
    if item.step.at_close != FITS:
        message = (
            f"case {item.case.number} waited for {item.step.id} at tick {staff.run.now} while all it needs was free"
        )
        raise InternalError([Problem("RE591", message, "This is a fault of the engine; please report it.")])
    return UNAVAILABILITY


def _overtakers(staff: Staff, component: Component, item: Item) -> frozenset[Item]:
    lead = item.rows[0] if item.rows else item
    own = (item.ready, *lead.key)
    return frozenset(
        other
        for member in component.members
        for other in staff.members.in_hand[member]
        if (other.ready, *other.key) > own and other.allocated_phase >= item.first_phase
    )


def _is_kept(staff: Staff, component: Component, item: Item, alternative: Alternative) -> bool:
    return any(
        component.reserved.get(member, item) is not item
        for need in alternative.needs
        for member in staff.admissible(item, need)
    )
