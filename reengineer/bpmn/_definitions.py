"""Hold a whole file: its bytes, the records read from them, and the edits made since."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.bpmn._containers import Collaboration, Process, RootElement, SubProcess
from reengineer.bpmn._diagram import Diagram
from reengineer.bpmn._elements import Element, FlowElement
from reengineer.errors import Problem
from reengineer.source import Source

if TYPE_CHECKING:
    from reengineer.bpmn._edits import Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """Hold what a BPMN file says.

    Two definitions are equal where their records are, wherever these were read.

    Parameters
    ----------
    original : bytes
        The file as it was read; `write_bpmn` starts from them.
    file : str
        As the user named it.
    processes, collaborations : tuple
        In the order of the file.
    roots : tuple of RootElement
        Messages, errors and whatever else stands at the top.
    diagram : Diagram
        Places of shapes and edges.
    edits : sequence of Edit
        What was changed since reading, in order, with every place worked out; the places are found when one looks.
    mended : tuple of Problem
        What had to be mended in thought to parse the file, and a doubtful encoding, as warnings.
    """

    original: bytes = field(default=b"", compare=False, repr=False)
    file: str = field(default="", compare=False)
    id: str | None = None
    name: str | None = None
    target_namespace: str | None = None
    exporter: str | None = None
    exporter_version: str | None = None
    processes: tuple[Process, ...] = ()
    collaborations: tuple[Collaboration, ...] = ()
    roots: tuple[RootElement, ...] = ()
    diagram: Diagram = field(default=Diagram(), repr=False)
    edits: "Sequence[Edit]" = field(default=(), compare=False)
    mended: tuple[Problem, ...] = field(default=(), compare=False)

    def __repr__(self) -> str:
        return f"<Definitions {self.file!r}: processes {len(self.processes)}, edits {len(self.edits)}>"

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what is odd about the file, as warnings; looked for each time it is asked for."""
        from reengineer.bpmn._findings import find_oddities

        return self.mended + find_oddities(self)

    @property
    def other_roots(self) -> tuple[tuple[str, int], ...]:
        """Return how many messages, errors and others there are, by XML name."""
        return tuple(Counter(root.type for root in self.roots).items())

    @property
    def source(self) -> Source:
        """Return the file as a place, for messages."""
        return Source(file=self.file)

    def walk(self) -> Iterator[tuple[FlowElement, Process | SubProcess, Process]]:
        """Give each flow element with the container that holds it and its process, in the order of the file."""
        for process in self.processes:
            stack: list[tuple[Iterator[FlowElement], Process | SubProcess]] = [(iter(process.flow_elements), process)]
            while stack:
                elements, holder = stack[-1]
                for element in elements:
                    yield element, holder, process
                    if isinstance(element, SubProcess):
                        stack.append((iter(element.flow_elements), element))
                        break
                else:
                    stack.pop()

    def find(self, element_id: str) -> Element | None:
        """Return the first process, flow element or lane with this id, or None."""
        for process in self.processes:
            if process.id == element_id:
                return process
            found = next((lane for lane in process.lanes if lane.id == element_id), None)
            if found is not None:
                return found
        return next((element for element, _, _ in self.walk() if element.id == element_id), None)

    def edit(self, *edits: "Edit") -> "Definitions":
        """Return new definitions with the edits made; these stay as they are.

        Edits that belong together go into one call: a new node without bounds is then placed beside the nodes that the
        new flows of the same call join it to.

        Raises
        ------
        BpmnError
            RE230 to RE234: an edit names what does not exist, is of the wrong kind, or has an id that is taken.
        """
        from reengineer.bpmn._apply import apply_edits

        return apply_edits(self, edits)
