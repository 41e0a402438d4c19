"""Read the annotations that a BPMN file carries into the same plain data that YAML gives, with the line of each."""

from collections.abc import Callable, Iterable
from typing import Any

from pydantic import BaseModel

from reengineer.annotations._extension_form import BRANCH, EVENT, NAMESPACE, PREFIX, STEP, WHOLE, Part, parts_of
from reengineer.annotations._fields import day_key
from reengineer.annotations._people import CalendarNotes
from reengineer.annotations._records import Annotations
from reengineer.annotations._steps import EventNotes, Need, StepNotes
from reengineer.bpmn import Extended, Extension, extensions
from reengineer.errors import Problem, nearest
from reengineer.files import Document, Path
from reengineer.processmap import ProcessMap
from reengineer.source import Source

MOST_PROBLEMS = 100


def extension_document(process_map: ProcessMap) -> tuple[Document | None, list[Problem]]:
    """Return the notes that a map carries as plain data, and what is wrong with their form.

    The document is None where the map carries none.
    """
    found = extensions(process_map.definitions, NAMESPACE)
    if not found:
        return None, []
    reader = _Reader(process_map)
    for item in found:
        reader.element(item)
    return reader.document(), reader.problems


class _Reader:
    """Go through what elements carry and gather data, places and problems."""

    def __init__(self, process_map: ProcessMap) -> None:
        self.map = process_map
        self.data: dict[str, Any] = {"version": 1}
        self.places: dict[Path, Source] = {(): process_map.definitions.source}
        self.keys: dict[Path, Source] = {}
        self.problems: list[Problem] = []
        self.owner = Source()

    def document(self) -> Document:
        """Return what was gathered."""
        return Document(
            data=self.data, file=self.map.definitions.file, places=self.places, keys={**self.places, **self.keys}
        )

    def element(self, item: Extended) -> None:
        """Read what one element of the map carries."""
        self.owner = item.source
        seen: set[str] = set()
        for content in item.content:
            if content.name in seen or (content.name == WHOLE and (WHOLE,) in self.keys):
                self._refuse("RE347", f"{_shown(content)} stands here again", "Keep one of the two.", content)
                continue
            seen.add(content.name)
            read = self._reader_of(item, content.name)
            if read is None:
                self._misplaced(item, content)
            else:
                read(content)

    def _reader_of(self, item: Extended, name: str) -> Callable[[Extension], None] | None:
        """Return what reads content of a name where it stands; None where it has no meaning there."""
        key = item.key or ""
        node, flow = self.map.index.nodes.get(key), self.map.index.flows.get(key)
        if name == WHOLE and item.tag == "process":
            return self._whole
        if name == STEP and node is not None and node.is_activity:
            return lambda content: self._note(content, "steps", key, StepNotes)
        if name == EVENT and node is not None and (node.kind == "event" or node.type == "receiveTask"):
            return lambda content: self._note(content, "events", key, EventNotes)
        if name == BRANCH and flow is not None:
            return lambda content: self._branch(content, flow.source, key)
        return None

    def _misplaced(self, item: Extended, content: Extension) -> None:
        places = {WHOLE: "a process", STEP: "an activity", EVENT: "an event", BRANCH: "a sequence flow"}
        if content.name in places:
            message = f"{_shown(content)} has no meaning at an element of type {item.tag}"
            self._refuse("RE346", message, f"Move it to {places[content.name]} of the map.", content)
        else:
            self._unknown("element", content.name, places, content)

    def _whole(self, content: Extension) -> None:
        self.keys[WHOLE,] = self._place(content)
        self.data.update(self._record(content, Annotations, ()))
        if self.data["version"] == "1":
            self.data["version"] = 1

    def _note(self, content: Extension, section: str, key: str, model: type[BaseModel]) -> None:
        path: Path = (section, key)
        self.data.setdefault(section, {})[key] = self._record(content, model, path)

    def _branch(self, content: Extension, gateway: str, flow: str) -> None:
        path: Path = ("flows", gateway, flow)
        self.places.setdefault(path[:2], self.map.index.nodes[gateway].source)
        self.places[path] = self._place(content)
        attributes = self._attributes(content, ("share",))
        self._children(content, ())
        if "share" in attributes:
            self.data.setdefault("flows", {}).setdefault(gateway, {})[flow] = attributes["share"]
        else:
            self._missing(content, "share")

    def _record(
        self, content: Extension, model: type[BaseModel], path: Path, named: Iterable[str] = ()
    ) -> dict[str, Any]:
        """Return the data of a record; `named` are attributes that the element has besides."""
        self.places[path] = self._place(content)
        parts = parts_of(model)
        data: dict[str, Any] = {}
        by_name = {part.name: part for part in parts if part.is_attribute}
        for name, text in self._attributes(content, [*by_name, *named], model).items():
            if name not in named:
                part = by_name.get(name)
                data[part.key if part else name] = _split(text) if part is None or part.kind == "values" else text
        elements = {part.name: part for part in parts if part.is_element}
        for child in self._children(content, elements):
            self._child(child, elements[child.name], data, path)
        for part in parts:
            if part.kind == "records" and model.model_fields[part.field].is_required():
                data.setdefault(part.key, [])
        return data

    def _child(self, child: Extension, part: Part, data: dict[str, Any], path: Path) -> None:
        at: Path = (*path, part.key)
        self.places.setdefault(at, self._place(child))
        if part.kind == "record" and part.model is not None:
            if part.key in data:
                self._refuse("RE347", f"{_shown(child)} stands here again", "Keep one of the two.", child)
            data[part.key] = self._record(child, part.model, at)
        elif part.kind == "records" and part.model is not None:
            self._item(child, part.model, data, at)
        elif part.kind == "values":
            attributes = self._attributes(child, (part.value,))
            self._children(child, ())
            data[part.key] = [*data.get(part.key, ()), attributes.get(part.value, "")]
        else:
            self._named(child, part, data.setdefault(part.key, {}), at)

    def _item(self, child: Extension, model: type[BaseModel], data: dict[str, Any], at: Path) -> None:
        items = data.setdefault(str(at[-1]), [])
        if not isinstance(items, list):
            message = f"{_shown(child)} stands beside a number in the attribute '{at[-1]}'"
            self._refuse("RE347", message, "Keep the number or the elements.", child)
            return
        record = self._record(child, model, (*at, len(items)))
        # In a file of its own, the place of a need in the list is its alternative; here all are needed at once.
        items.append({"alternative": "0", **record} if model is Need else record)

    def _named(self, child: Extension, part: Part, holder: dict[str, Any], at: Path) -> None:
        """Read an element that has a name, or two that lead to it."""
        names = {"table": ("day", "hours"), "between": ("from", "to")}.get(part.kind, (part.by,))
        value = "rate" if part.kind == "table" else part.value
        values = () if part.model else (value,)
        given = dict(child.attributes)
        missing = [name for name in (*names, *values) if name not in given]
        for name in missing:
            self._missing(child, name)
        if missing:
            return
        if part.kind == "table":
            holder, at, key = holder.setdefault(given["day"], {}), (*at, given["day"]), given["hours"]
        else:
            key = " -> ".join(given[name] for name in names)
        if key in holder:
            self._refuse("RE347", f"{_shown(child)} '{key}' stands here again", "Keep one of the two.", child)
        elif part.model is not None:
            holder[key] = self._record(child, part.model, (*at, key), names)
        else:
            self.places[*at, key] = self._place(child)
            self._attributes(child, (*names, *values))
            self._children(child, ())
            holder[key] = _split(given[value]) if part.field == "open" else given[value]

    def _attributes(
        self, content: Extension, known: Iterable[str], model: type[BaseModel] | None = None
    ) -> dict[str, str]:
        """Return the attributes that have a meaning; the others are problems."""
        known = tuple(known)
        found = {}
        for name, text in content.attributes:
            if name in known or (model is CalendarNotes and day_key(name) is not None):
                found[name] = text
            elif model is not None and any(part.name == name for part in parts_of(model)):
                message = f"'{name}' of {_shown(content)} is an element, not an attribute"
                self._refuse("RE345", message, f"Write it inside, as <{PREFIX}:{name} .../>.", content)
            else:
                self._unknown("attribute", name, known, content)
        return found

    def _children(self, content: Extension, known: Iterable[str]) -> list[Extension]:
        """Return the children that have a meaning; the others, and text, are problems."""
        if content.text:
            message = f"{_shown(content)} holds the text '{content.text[:40]}'"
            self._refuse("RE346", message, "Write values as attributes.", content)
        known, found = tuple(known), []
        for child in content.children:
            if child.namespace is not None:
                message = f"an element '{child.name[:60]}' of another namespace stands in {_shown(content)}"
                self._refuse("RE346", message, f"Write the prefix: <{PREFIX}:{child.name[:60]} .../>.", child)
            elif child.name in known:
                found.append(child)
            else:
                self._unknown("element", child.name, known, child)
        return found

    def _unknown(self, what: str, name: str, known: Iterable[str], content: Extension) -> None:
        # Looking for near names takes long, and a hostile file may have a million wrong ones.
        hint = nearest(name[:60], known) if len(self.problems) < MOST_PROBLEMS else ""
        listed = ", ".join(known)
        remedy = (
            f"{hint[:1].upper()}{hint[1:]}."
            if hint
            else f"Those known here are {listed}."
            if listed
            else "Take it out."
        )
        self._refuse("RE345", f"the {what} '{name[:60]}' is not known here", remedy, content)

    def _missing(self, content: Extension, name: str) -> None:
        message = f"{_shown(content)} lacks the attribute '{name}'"
        self._refuse("RE348", message, f'Write {name}="..." into it.', content)

    def _refuse(self, code: str, message: str, remedy: str, content: Extension) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(code, message, remedy, self._place(content)))

    def _place(self, content: Extension) -> Source:
        owner = self.owner
        return Source(file=owner.file, line=content.line, element_id=owner.element_id, element_name=owner.element_name)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _shown(content: Extension) -> str:
    return f"<{PREFIX}:{content.name[:60]}>"
