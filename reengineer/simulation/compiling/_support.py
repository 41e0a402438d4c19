"""Tell what the simulator does with each construct of BPMN, by compiling a tiny map that holds it.

Nothing here is a list of what is supported: a construct is *refused* when the compiler says so, *simulated* when a
program cannot do without it, and *carried* when the program is the same with it and without.
"""

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from reengineer._records import dataclass
from reengineer.annotations import Annotations, annotate
from reengineer.bpmn import Definitions, KnownAttribute, SubProcess, known_attributes, known_elements, read_bpmn
from reengineer.errors import InputError, Problem
from reengineer.simulation._settings import RunSettings
from reengineer.simulation.compiling._compile import compile_model
from reengineer.simulation.compiling._constructs import (
    BEHIND_TASK,
    EVENTS,
    SEVERAL,
    Construct,
    element,
    event,
    other_elements,
    several,
    with_attribute,
)
from reengineer.simulation.compiling._layout import lay_out_all
from reengineer.simulation.compiling._refusals import refusals

REFUSED = "RE501"
SIMULATED, CARRIED, NOT_SIMULATED = "simulated", "carried along", "refused"

_DEMAND = {"cases": {"case": {"start": "s", "arrivals": "60 min"}}}
_WORK = {"duration": "5 min"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Say what becomes of one construct.

    Parameters
    ----------
    construct : str
        An element; an element and an attribute as ``task/@default``; or an event and its kind as ``endEvent/error``.
    record : str
        The record that it is read into, or the field of one.
    fate : {"simulated", "refused", "carried along"}
        ``carried along``: kept and written, and a run is the same without it.
    code : str
        Of the refusal; empty where there is none.
    condition : str
        What the notes must state for that; empty where it holds without.
    """

    construct: str
    record: str
    fate: str
    code: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class _Tried:
    """Hold what came of compiling: the problems, or a program in a form that can be compared."""

    problems: tuple[Problem, ...] = ()
    program: tuple[object, ...] = ()

    def refuses(self, key: str | None = None) -> bool:
        return any(item.code == REFUSED and key in (None, item.source.element_id) for item in self.problems)

    def told(self) -> tuple[object, ...]:
        """Return what can be compared: the program, or what is missing."""
        return self.program or tuple((item.code, item.source.element_id) for item in self.problems)


@cache
def support() -> tuple[Support, ...]:
    """Return what becomes of each element, kind of event and attribute that is read.

    No map is without definitions and a process, so these two alone are not tried.
    """
    known = known_elements()
    others = other_elements()
    return (
        *(_of_node(each.name, each.record) for each in known if each.is_flow_element and each.name not in others),
        *(_of_event(tag, kind, event(tag, kind)) for tag, kinds in EVENTS.items() for kind in kinds),
        *(_of_event(tag, kind, several(tag, kind)) for kind, tags in SEVERAL.items() for tag in tags),
        *(_of_attribute(each) for each in known_attributes()),
        *(_of_other(each.name, each.record) for each in known if each.name in others),
        _of_other(BEHIND_TASK, "SequenceFlow.condition"),
        Support(construct="process", record="Process", fate=SIMULATED, condition="the one in which cases start"),
        Support(construct="definitions", record="Definitions", fate=CARRIED),
    )


def _try(made: Construct, *, notes: bool = True) -> _Tried:
    stated: dict[str, Any] = _DEMAND | {"steps": dict.fromkeys(made.steps, _WORK)} if notes and made.steps else _DEMAND
    try:
        annotated = annotate(read_bpmn(made.bpmn()), Annotations.model_validate({**stated, **made.notes}))
        program = compile_model(annotated, RunSettings(cases=1))
    except InputError as error:
        return _Tried(problems=error.problems)
    parts = (getattr(program, each.name) for each in fields(program) if each.name != "names")
    return _Tried(program=tuple(_comparable(part) for part in parts))


def _comparable(value: object) -> object:
    """Return a part of a program in a form in which two can be compared: arrays by their bytes, tables by column."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if is_dataclass(value):
        return tuple(_comparable(getattr(value, each.name)) for each in fields(value))
    return value


def _of_node(name: str, record: str) -> Support:
    made = element(name)
    tried = _try(made, notes=False)
    if not tried.refuses("x"):
        return Support(construct=name, record=record, fate=SIMULATED, condition=_asked(tried))
    if made.steps and not _try(made).refuses("x"):
        return Support(construct=name, record=record, fate=SIMULATED, condition="one step, with a duration")
    return Support(construct=name, record=record, fate=NOT_SIMULATED, code=REFUSED)


def _of_event(tag: str, kind: str, made: Construct) -> Support:
    tried = _try(made)
    name, record = f"{tag}/{kind}", "EventDefinition"
    if tried.refuses("x"):
        return Support(construct=name, record=record, fate=NOT_SIMULATED, code=REFUSED)
    return Support(construct=name, record=record, fate=SIMULATED, condition=_asked(tried))


def _asked(tried: _Tried) -> str:
    """Return which codes ask for notes on the element."""
    codes = dict.fromkeys(item.code for item in tried.problems if item.source.element_id == "x")
    return f"needs notes ({', '.join(codes)})" if codes else ""


def _of_attribute(known: KnownAttribute) -> Support:
    """Compare an element with the attribute and without; the first element that is not refused speaks for all."""
    elements = ("intermediateCatchEvent",) if known.name == "parallelMultiple" else known.elements
    pairs = [(tag, *with_attribute(tag, known)) for tag in elements]
    tag, without, made = next((each for each in pairs if not _try(each[1]).refuses("x")), pairs[0])
    return _compared(f"{tag}/@{known.name}", known.field, _try(without), _try(made))


def _of_other(name: str, record: str) -> Support:
    without, made = other_elements()[name]
    return _compared(name, record, _try(without), _try(made))


def _compared(name: str, record: str, before: _Tried, after: _Tried) -> Support:
    if before.refuses() or after.refuses():
        return Support(construct=name, record=record, fate=NOT_SIMULATED, code=REFUSED)
    if before.told() == after.told():
        return Support(construct=name, record=record, fate=CARRIED)
    return Support(construct=name, record=record, fate=SIMULATED, condition=_asked(after))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSupport:
    """Count what becomes of one kind of flow node in a file.

    Parameters
    ----------
    type : str
        The XML name.
    simulated, refused, inside : int
        How many of them; `inside` are those within a sub-process that is one step or none.
    problems : tuple of Problem
        The refusals, each once.
    """

    type: str
    simulated: int = 0
    refused: int = 0
    inside: int = 0
    problems: tuple[Problem, ...] = ()


def file_support(definitions: Definitions) -> tuple[FileSupport, ...]:
    """Return what becomes of the flow nodes of a file, kind by kind, before anything is known of its steps."""
    annotated = annotate(definitions)
    by_element: dict[str, tuple[Problem, ...]] = {}
    for problem in refusals(annotated, lay_out_all(annotated)):
        key = problem.source.element_id or ""
        by_element[key] = (*by_element.get(key, ()), problem)
    kinds: dict[str, FileSupport] = {}
    closed: set[str] = set()
    for node in annotated.map.nodes:
        problems = by_element.get(node.id, ())
        if isinstance(node.element, SubProcess) and (problems or node.parent in closed):
            closed.add(node.id)
        kinds[node.type] = _counted(kinds.get(node.type, FileSupport(type=node.type)), node.parent in closed, problems)
    return tuple(kinds.values())


def _counted(kind: FileSupport, is_inside: bool, problems: tuple[Problem, ...]) -> FileSupport:
    if is_inside:
        return replace(kind, inside=kind.inside + 1)
    if problems:
        return replace(kind, refused=kind.refused + 1, problems=kind.problems + problems)
    return replace(kind, simulated=kind.simulated + 1)
