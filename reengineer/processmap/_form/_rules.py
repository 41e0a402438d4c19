"""List the rules of form: the code, how much it matters, and what is meant."""

from collections.abc import Iterable

from reengineer._records import dataclass
from reengineer.errors import Problem, Severity
from reengineer.source import Source


@dataclass(frozen=True, slots=True)
class FormRule:
    """Say what one rule of form looks for.

    Parameters
    ----------
    code : str
        Has a section in the reference of errors.
    severity : {"error", "warning", "advice"}
        ``error``: a case gets stuck, or there is nothing to run. ``warning``: the map means something else than it
        looks. ``advice``: it could be clearer.
    title : str
        What is found, on one line.
    also : {"error", "warning", "advice"}, optional
        The severity of its worse or milder case, where it has two.
    """

    code: str
    severity: Severity
    title: str
    also: Severity | None = None


FORM_RULES: dict[str, FormRule] = {
    rule.code: rule
    for rule in (
        FormRule("RE240", "error", "A file without a process"),
        FormRule("RE241", "warning", "A process or sub-process with nothing inside", "advice"),
        FormRule("RE242", "warning", "A process that no start event starts", "error"),
        FormRule("RE243", "warning", "Several start events where one would do"),
        FormRule("RE244", "warning", "A way that ends without an end event"),
        FormRule("RE245", "warning", "An element that no case can reach"),
        FormRule("RE246", "error", "A loop without a way out"),
        FormRule("RE247", "warning", "A gateway that no flow leaves"),
        FormRule("RE248", "advice", "A gateway that neither splits nor joins"),
        FormRule("RE249", "advice", "A gateway that joins and splits at once"),
        FormRule("RE250", "warning", "A split without a gateway"),
        FormRule("RE251", "advice", "A join without a gateway"),
        FormRule("RE252", "warning", "A link without a name, a partner, or one place to arrive at", "advice"),
        FormRule("RE253", "warning", "A flow at the wrong side of an event or event sub-process"),
        FormRule("RE254", "warning", "A call of a process that is not in the file"),
        FormRule("RE255", "error", "A call that leads back to itself"),
        FormRule("RE256", "advice", "An activity without a label"),
        FormRule("RE257", "advice", "A branch that does not say when it is taken"),
        FormRule("RE258", "advice", "Several activities with one label"),
        FormRule("RE259", "advice", "An event, gateway, pool or lane without a label"),
        FormRule("RE260", "warning", "A start or end event where work has no order"),
        FormRule("RE261", "warning", "An event that does not say what it waits for, in a process to be executed"),
        FormRule("RE262", "warning", "A flow without a condition among flows that have one"),
        FormRule("RE263", "warning", "A condition where none is looked at"),
        FormRule("RE264", "warning", "An event-based gateway that does not wait for several events"),
        FormRule("RE265", "advice", "A sub-process without a start or end event"),
        FormRule("RE266", "warning", "An event sub-process that does not say by which event it starts"),
        FormRule("RE267", "warning", "A trigger at the start inside an ordinary sub-process"),
        FormRule("RE268", "warning", "A complex gateway"),
        FormRule("RE269", "advice", "An inclusive gateway"),
        FormRule("RE290", "warning", "The same flow drawn twice", "advice"),
        FormRule("RE291", "warning", "An element that the picture does not show", "advice"),
        FormRule("RE292", "advice", "Shapes that lie over each other, or stick out of what holds them"),
        FormRule("RE293", "warning", "An element that nothing joins to the others"),
        FormRule("RE294", "advice", "An event with several triggers"),
        FormRule("RE295", "advice", "A shape of a size of its own"),
        FormRule("RE296", "advice", "A label on a flow that is taken in any case"),
        FormRule("RE297", "advice", "A terminate event where there is nothing to cut short"),
        FormRule("RE298", "advice", "A message, signal, error or escalation without a use or a name of its own"),
        FormRule("RE299", "warning", "A compensation that is never done"),
    )
}


def found(code: str, message: str, remedy: str, at: Source, *, other: bool = False) -> Problem:
    """Return a finding with the severity of its rule; with `other`, that of the rule's second case."""
    rule = FORM_RULES[code]
    return Problem(code, message, remedy, at, rule.also if other and rule.also else rule.severity)


def listing(labels: Iterable[str], most: int = 5) -> str:
    """Return the first labels with commas between, and how many more there are."""
    all_labels = list(labels)
    rest = len(all_labels) - most
    return ", ".join(all_labels[:most]) + (f" and {rest} more" if rest > 0 else "")
