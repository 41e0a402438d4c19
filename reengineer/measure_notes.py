"""Say of each measure how it is computed and how it misleads."""

from collections.abc import Mapping
from types import MappingProxyType

from reengineer._records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureNotes:
    """Explain one measure.

    Parameters
    ----------
    formula : str
        In words and signs.
    pitfalls : tuple of str
        One sentence each.
    """

    formula: str
    pitfalls: tuple[str, ...]


def _notes(formula: str, *pitfalls: str) -> MeasureNotes:
    return MeasureNotes(formula=formula, pitfalls=pitfalls)


NOTES: Mapping[str, MeasureNotes] = MappingProxyType(
    {
        "cycle_time": _notes(
            "end of the case - its start",
            "A mean hides the slow cases: look at a high percentile too.",
            "Cases that are still open are not in it; in a growing backlog they are the slow ones.",
            "A day on a working clock is as long as the hours of a working day, not 24 hours.",
        ),
        "waiting_time": _notes(
            "cycle time - length of the union of the stretches in which anything worked on the case",
            "With parallel branches it is less than the waits of the steps added up.",
        ),
        "processing_time": _notes(
            "length of the union of the stretches in which people or systems worked on the case",
            "Two people at once count once here, and twice in the cost.",
        ),
        "completion_rate": _notes(
            "visits of the step or event / cases that came",
            "A step that a case comes to twice counts twice: choose one that it comes to once.",
            "Cases that are still on their way count as not there yet.",
        ),
        "flow_efficiency": _notes(
            "mean processing time / mean cycle time",
            "It is a ratio of means, not the mean of ratios.",
            "Work that adds no value raises it; say whether that counts.",
        ),
        "activity_cost": _notes(
            "sum of minutes worked x hourly rate / 60 + fees of each execution, rework included",
            "It falls when people work faster, although nobody is paid less.",
            "Taking easy work away raises the mean of what is left while the total falls: show totals beside means.",
        ),
        "resourcing_cost": _notes(
            "paid hours x hourly rate + overtime at its own rate",
            "It alone tells what staff savings are money; never add it to activity cost.",
        ),
        "throughput": _notes(
            "cases ended / time", "In a steady state it equals the arrivals, whatever the process does."
        ),
        "utilisation": _notes(
            "busy time on duty / time on duty",
            "High is not good: waits grow without bound as it nears 1.",
            "Work after closing time is overtime and not in it.",
        ),
        "occupancy": _notes(
            "(contact + wrap-up) / (contact + wrap-up + ready)",
            "It is not utilisation: breaks and meetings are left out.",
        ),
        "queue_length": _notes("time average of the work that waits", "An average over nights hides the morning peak."),
        "work_in_progress": _notes(
            "time average of the cases open = arrival rate x mean cycle time (Little's law)",
            "It grows through the whole run where a group is offered more work than it can do.",
        ),
        "abandonment_rate": _notes(
            "contacts that gave up / contacts offered",
            "Redials make one customer count several times.",
            "Some leave out those who give up within seconds: name the variant.",
        ),
        "service_level": _notes(
            "contacts answered within the limit / contacts offered",
            "Others divide by contacts answered, which looks better.",
            "80 % in 20 seconds is a custom, not a law.",
        ),
        "answer_time": _notes(
            "sum of the waits of answered contacts / contacts answered",
            "It is low where many give up: show their share beside it.",
            "Who is called back counts among the answered, with the wait until the call back.",
        ),
        "first_contact_resolution": _notes(
            "contacts with no further contact on the matter within so many days / first contacts",
            "It depends on the number of days, so state it.",
            "What agents code and what customers say differ.",
        ),
        "rework_rate": _notes(
            "cases in which some step was done again / cases",
            "A planned second look is not rework, and the map cannot tell them apart.",
        ),
        "handoffs": _notes(
            "changes of resource group along a case, by start of work", "Work side by side is not a hand-off."
        ),
        "compliance_rate": _notes(
            "sampled executions that meet the control / executions sampled",
            "None found in n still allows a rate of about 3 / n.",
            "Who checked, and which cases were picked, decides what it is worth.",
        ),
        "wait_by_cause": _notes(
            "waits of the steps, each stretch with its cause: someone busy, other work first, closed, batching, "
            "a parallel branch, set-up, outside, other",
            "The causes add up to the waits of the steps; with parallel branches that is more than the wait of a case.",
        ),
        "csat": _notes(
            "share of the two best of five answers, or the mean put on 0 to 100: (x - 1) / 4 x 100",
            "The two forms cannot be compared: name the one used.",
            "Who answers is rarely who was asked.",
        ),
        "nps": _notes(
            "share answering 9 or 10 - share answering 0 to 6, x 100",
            "100 answers leave about 15 points either way.",
        ),
        "ces": _notes(
            "mean agreement, from 1 to 7, that it was easy",
            "Versions point in opposite directions: say which end is good.",
        ),
        "complaint_rate": _notes("complaints x 1,000 / cases", "It may rise because complaining was made easier."),
        "failure_demand_share": _notes(
            "contacts coded as caused by a failure / contacts coded",
            "Two coders differ: measure how far they agree.",
        ),
    }
)
