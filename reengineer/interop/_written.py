"""Say what another tool cannot hold of a map and its notes, while they are written for it."""

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap, StepFacts, StepNotes
from reengineer.errors import ModelError, Problem
from reengineer.processmap import Node
from reengineer.quantities import Distribution
from reengineer.source import Source

LOST = "RE150"
CANNOT = "RE151"
WITHOUT_EFFECT = frozenset(
    (*StepFacts.model_fields, "value", "satisfaction", "controls", "inputs", "outputs", "evidence")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Hold the files of a model for another tool.

    Parameters
    ----------
    bpmn : bytes
        The map.
    parameters : bytes or None
        The file of parameters, where the tool keeps them apart.
    lost : tuple of Problem
        What the tool cannot hold, as warnings.
    """

    bpmn: bytes
    parameters: bytes | None = None
    lost: tuple[Problem, ...] = ()


class Losses:
    """Collect what is lost, and what cannot be written at all."""

    def __init__(self, annotated: AnnotatedMap, tool: str, *, approximate: bool) -> None:
        self.annotated, self.tool, self.approximate = annotated, tool, approximate
        self.lost: dict[Problem, None] = {}
        self.wrong: dict[Problem, None] = {}

    def lose(self, what: str, place: Source) -> None:
        """Note what the tool cannot hold, and a run there will not show."""
        self.lost[Problem(LOST, f"{self.tool} cannot hold {what}; it is left out", "", place, "warning")] = None

    def change(self, what: str, place: Source) -> None:
        """Note what is written in another way."""
        self.lost[Problem(LOST, what, "", place, "warning")] = None

    def refuse(self, what: str, remedy: str, place: Source) -> None:
        """Note what keeps the model from being written."""
        self.wrong[Problem(CANNOT, f"{self.tool} cannot hold {what}", remedy, place)] = None

    def stop(self) -> None:
        """Raise `ModelError` with everything that cannot be written, where there is anything."""
        if self.wrong:
            raise ModelError(self.wrong)

    def notes(self, node: Node, notes: StepNotes, known: frozenset[str]) -> None:
        """Note the keys of a step that the tool cannot hold."""
        default = StepNotes()
        for name in StepNotes.model_fields:
            if name not in known | WITHOUT_EFFECT and getattr(notes, name) != getattr(default, name):
                self.lose(f"'{name}' of a step", node.source)

    def groups(self) -> None:
        """Note what calendars and people have that neither tool can hold."""
        notes = self.annotated.notes
        for name, calendar in notes.calendars.items():
            if calendar.holidays or calendar.closed or calendar.open:
                self.lose(f"dates of the calendar '{name}'", Source(element_name=name))
        for name, group in notes.resources.items():
            default = type(group)()
            for key in ("overtime", "choice", "discipline", "ageing", "capacity", "slow", "prefer_same_kind"):
                if getattr(group, key, None) != getattr(default, key, None):
                    self.lose(f"'{key}' of a group", Source(element_name=name))
            if any(member.skills for member in group.people(name)):
                self.lose("skills of members", Source(element_name=name))

    def roughly(self, made: Distribution, place: Source) -> Distribution | None:
        """Return a gamma distribution of the same mean and variance, where that is wanted; else refuse."""
        if not self.approximate:
            remedy = "Choose another distribution, or allow the nearest one (--approximate)."
            self.refuse(f"a {made.family} distribution", remedy, place)
            return None
        self.change(f"{made} is written as a gamma distribution of the same mean and variance", place)
        if not made.cv:
            return Distribution.fixed(made.mean, unit=made.unit)
        return Distribution.of("gamma", unit=made.unit, mean=made.mean, cv=made.cv)
