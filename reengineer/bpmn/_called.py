"""Find what call activities call in other files, and read it in beside the processes of the map."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from lxml import etree

from reengineer.bpmn._containers import Process
from reengineer.bpmn._definitions import Definitions
from reengineer.bpmn._elements import CallActivity
from reengineer.bpmn._reader import Reader, read_bytes_of
from reengineer.bpmn._xml import ids_in, parse, split_tag
from reengineer.errors import BpmnError

MOST_FILES = 200
"""Files of one folder that are looked through."""
_TOLD = frozenset(("name", "id"))
_REFERRING = frozenset(("incoming", "outgoing", "flowNodeRef", "sourceRef", "targetRef", "eventDefinitionRef"))


def called_name(call: CallActivity) -> str:
    """Return the id of the process that a call activity calls, without its prefix; empty where it calls none."""
    return (call.called_element or "").rpartition(":")[2]


def with_called(definitions: Definitions, named: Mapping[str, Path] | None = None) -> Definitions:
    """Return a map with the processes that its call activities call in other files.

    Parameters
    ----------
    definitions : Definitions
        Read from a file; without one nothing stands beside it.
    named : mapping of str to Path, optional
        The file in which the process stands that a call activity calls, by its id. For others the folder of the map
        is looked through; what stands in several files of it is not taken.

    Returns
    -------
    Definitions
        The very same where nothing is called elsewhere. Elements of another file keep their place in messages; ids
        that are taken already have the id of their process before them. The bytes and the diagram stay.

    Raises
    ------
    BpmnError
        If a file that is named cannot be read.
    """
    finder = _Finder(definitions, named or {})
    finder.find()
    if not finder.found:
        return definitions
    return replace(
        definitions,
        processes=(*definitions.processes, *(process for process, _ in finder.found)),
        roots=(*definitions.roots, *(root for _, other in finder.found for root in other.roots)),
    )


def keep_called(definitions: Definitions, before: Definitions) -> Definitions:
    """Return a map that was edited with the processes of other files that it had before."""
    other = tuple(process for process in before.processes if process.source.file != before.file)
    held = {process.id for process in definitions.processes}
    left = tuple(process for process in other if process.id not in held)
    if not left:
        return definitions
    roots = tuple(root for root in before.roots if root.source.file != before.file)
    return replace(definitions, processes=(*definitions.processes, *left), roots=(*definitions.roots, *roots))


class _Finder:
    def __init__(self, definitions: Definitions, named: Mapping[str, Path]) -> None:
        self.definitions = definitions
        self.named = named
        self.found: list[tuple[Process, Definitions]] = []
        self._known = {process.id for process in definitions.processes}
        self._sought: set[str] = set()
        self._taken: set[str] = set()
        self._own = Path(definitions.file) if definitions.file else None

    def find(self) -> None:
        """Find all that is called, and what that calls in its turn."""
        waiting = [*_calls(self.definitions.processes)]
        while waiting:
            call = waiting.pop(0)
            process = self._named(call) if call.id in self.named else self._beside(called_name(call))
            if process is not None:
                waiting.extend(_calls((process,)))

    def _named(self, call: CallActivity) -> Process | None:
        path = self.named[call.id or ""]
        name = called_name(call)
        if name in self._known:
            return None
        root, _ = parse(read_bytes_of(path), file=str(path))
        return self._taken_in(root, path, name)

    def _beside(self, name: str) -> Process | None:
        """Return the process of a name that one file beside the map holds."""
        if not name or name in self._known or name in self._sought or self._own is None or not self._own.is_file():
            return None
        self._sought.add(name)
        found: list[tuple[etree._Element, Path]] = []
        for path in sorted(self._own.parent.glob("*.bpmn"))[:MOST_FILES]:
            if path.name == self._own.name:
                continue
            try:
                content = read_bytes_of(path)
                if name.encode() not in content:
                    continue
                root, _ = parse(content, file=str(path))
            except BpmnError:
                continue
            if any(child.get("id") == name and split_tag(str(child.tag))[1] == "process" for child in root):
                found.append((root, path))
        return self._taken_in(*found[0], name) if len(found) == 1 else None

    def _taken_in(self, root: etree._Element, path: Path, name: str) -> Process | None:
        """Read a file and take one process of it, its ids made such that no two are alike."""
        if not self._taken:
            self._taken = set(ids_in(parse(self.definitions.original, file=self.definitions.file)[0]))
        _rename(root, self._taken, name)
        self._taken |= set(ids_in(root))
        other = Reader(root, str(path)).read()
        process = next((each for each in other.processes if each.id == name), None)
        if process is not None:
            self.found.append((process, other))
            self._known.add(name)
        return process


def _calls(processes: tuple[Process, ...]) -> Iterator[CallActivity]:
    """Give the call activities of some processes, in sub-processes too."""
    waiting = [element for process in processes for element in process.flow_elements]
    while waiting:
        element = waiting.pop(0)
        if isinstance(element, CallActivity):
            yield element
        waiting.extend(getattr(element, "flow_elements", ()))


def _rename(root: etree._Element, taken: set[str], process: str) -> None:
    """Give what has an id that is taken already another one, here and where it is referred to."""
    new: dict[str, str] = {}
    own = set(ids_in(root))
    for old in sorted((own & taken) - {process}):
        name = f"{process}.{old}"
        while name in taken or name in own:
            name += "_"
        new[old] = name
    if not new:
        return
    for element in root.iter("*"):
        for key, value in element.attrib.items():
            if key == "id" or split_tag(str(key))[1] not in _TOLD:
                element.attrib[key] = new.get(str(value), str(value))
        text = (element.text or "").strip()
        if text in new and split_tag(element.tag)[1] in _REFERRING:
            element.text = new[text]
