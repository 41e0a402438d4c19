"""Tell by the style of a cell of diagrams.net what it is in BPMN."""

import re

from reengineer._records import dataclass
from reengineer.interop._shapes import TRIGGERS, Meaning

GATEWAYS = {
    "exclusivegw": "exclusiveGateway", "exclusive": "exclusiveGateway", "parallelgw": "parallelGateway",
    "parallel": "parallelGateway", "general": "inclusiveGateway", "inclusive": "inclusiveGateway",
    "complexgw": "complexGateway", "complex": "complexGateway", "multiple": "eventBasedGateway",
    "event": "eventBasedGateway", "parallelmultiple": "eventBasedGateway",
}  # fmt: skip
OUTLINES = {
    "standard": ("startEvent", False, True), "eventint": ("startEvent", False, True),
    "eventnonint": ("startEvent", False, False), "catching": ("intermediateEvent", False, True),
    "throwing": ("intermediateEvent", True, True), "boundint": ("intermediateEvent", False, True),
    "boundnonint": ("intermediateEvent", False, False), "end": ("endEvent", True, True),
}  # fmt: skip
TASKS = {
    "user": "userTask", "service": "serviceTask", "send": "sendTask", "receive": "receiveTask", "manual": "manualTask",
    "script": "scriptTask", "businessrule": "businessRuleTask", "abstract": "task", "": "task",
}  # fmt: skip
Style = dict[str, str]
_FRAMES = ("swimlane", "mxgraph.bpmn.swimlane", "pool", "table", "tablerow")
_OLDER_TASK = re.compile(r"mxgraph\.bpmn\.(\w+?)_?task")
_LOOPS = (("isLoopStandard", "standard"), ("isLoopMultiParallel", "parallel"), ("isLoopMultiSeq", "sequential"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Say how a cell stands among the others.

    Parameters
    ----------
    in_frame : bool
        Whether it lies in a pool or lane, or in a row of a table of them.
    holds : bool
        Whether it holds cells that are shapes of BPMN themselves.
    leads, ends : bool
        Whether connectors begin and end at it.
    label : str
    """

    in_frame: bool = False
    holds: bool = False
    leads: bool = False
    ends: bool = False
    label: str = ""

    @property
    def is_joined(self) -> bool:
        """Say whether a connector joins it to others."""
        return self.leads or self.ends


def is_frame(style: Style) -> bool:
    """Say whether a style is that of a pool or lane."""
    return "swimlane" in style or style.get("shape", "").lower() in _FRAMES


def meaning_of_style(style: Style, standing: Standing) -> Meaning | None:
    """Return what a cell is; None where it is none of BPMN's shapes."""
    shape = style.get("shape", "").lower()
    if is_frame(style):
        return Meaning(kind="lane" if standing.in_frame or shape == "tablerow" else "pool")
    if shape.startswith(("mxgraph.bpmn.conversation", "mxgraph.bpmn.chor")) or style.get("part") == "1":
        return None
    if _is_gateway(style, shape):
        return _gateway(style)
    if _is_event(style, shape):
        return _event(style, standing)
    if shape in ("datastore", "mxgraph.bpmn.data_store"):
        return Meaning(kind="dataStoreReference")
    if shape.startswith("mxgraph.bpmn.data"):
        return Meaning(kind="dataObjectReference")
    if shape.startswith(("mxgraph.flowchart.annotation", "mxgraph.bpmn.text_annotation")):
        return Meaning(kind="textAnnotation")
    return _activity(style, shape, standing) or _flowchart(style, shape, standing)


def _is_gateway(style: Style, shape: str) -> bool:
    by_form = "rhombus" in style.get("perimeter", "").lower() or style.get("symbol", "").lower().endswith("gw")
    return "gateway" in shape or style.get("background") == "gateway" or (shape == "mxgraph.bpmn.shape" and by_form)


def _is_event(style: Style, shape: str) -> bool:
    by_form = "outline" in style or "ellipse" in style.get("perimeter", "").lower()
    return shape.startswith("mxgraph.bpmn.event") or (shape == "mxgraph.bpmn.shape" and by_form)


def _flowchart(style: Style, shape: str, standing: Standing) -> Meaning | None:
    """Return what a plain shape that is joined to others is taken for; None for a text, and where it is not joined."""
    leads, ends = standing.leads, standing.ends
    if not standing.is_joined or "text" in style or "group" in style:
        return None
    if "rhombus" in style or shape in ("rhombus", "mxgraph.flowchart.decision"):
        return Meaning(kind="exclusiveGateway", is_sure=False)
    if "ellipse" in style or shape in ("ellipse", "doubleellipse", "mxgraph.flowchart.terminator"):
        kind = "startEvent" if leads else "endEvent"
        return Meaning(kind=kind, throws=ends, is_sure=False) if leads != ends else None
    is_box = not shape and standing.label and set(style) & {"rounded", "whiteSpace"}
    return Meaning(kind="task", is_sure=False) if is_box or shape in _BOXES else None


_BOXES = ("mxgraph.flowchart.process", "process", "rect", "rectangle", "mxgraph.basic.rect")


def _gateway(style: Style) -> Meaning:
    # The newer shape names its type; the older one shows a symbol, in which "general" is the ring of an inclusive one.
    word = (style.get("gwType") or style.get("symbol") or style.get("outline") or "").lower()
    kind = GATEWAYS.get(word)
    plain = word in ("none", "") and "gwType" not in style
    return Meaning(kind=kind or "exclusiveGateway", is_sure=kind is not None or plain)


def _event(style: Style, standing: Standing) -> Meaning | None:
    symbol = re.sub(r"\d+$", "", style.get("symbol", "general").lower())
    found = OUTLINES.get(style.get("outline", "").lower())
    if found is None and "outline" not in style:
        found = OUTLINES["end" if symbol == "terminate" or (standing.ends and not standing.leads) else "standard"]
    if found is None:
        return None
    kind, throws, interrupts = found
    trigger = next((trigger for word, trigger in TRIGGERS.items() if symbol.startswith(word)), "")
    known = bool(trigger) or symbol in ("general", "none", "")
    return Meaning(kind=kind, trigger=trigger, throws=throws, interrupts=interrupts, is_sure=known)


def _activity(style: Style, shape: str, standing: Standing) -> Meaning | None:
    loop = next((kind for key, kind in _LOOPS if style.get(key) == "1"), "")
    by_symbol = shape == "mxgraph.bpmn.shape" and style.get("symbol", "").lower() in ("task", "subprocess")
    if by_symbol or shape.startswith("mxgraph.bpmn.task") or "bpmnShapeType" in style or "taskMarker" in style:
        return _holder(style, standing, loop) or _task(style, loop)
    older = _OLDER_TASK.fullmatch(shape)
    if older is not None:
        return Meaning(kind=TASKS.get(older[1].replace("_", ""), "task"))
    if shape in ("ext", "") and style.get("rounded") == "1" and "text" not in style:
        return _rounded(style, standing)
    return None


def _rounded(style: Style, standing: Standing) -> Meaning:
    """Return what a box with round corners is; in the classic library its border tells the kinds apart."""
    is_ext, is_dashed = style.get("shape") == "ext", style.get("dashed") == "1"
    if is_dashed and not standing.is_joined:
        by_event = is_ext and style.get("dashPattern") == "1 4"
        return Meaning(kind="subProcess", collapsed=not standing.holds, by_event=True) if by_event else _GROUP
    if style.get("double") == "1":
        return Meaning(kind="transaction", collapsed=not standing.holds)
    if is_ext and style.get("strokeWidth") == "3":
        return Meaning(kind="callActivity", collapsed=True)
    return Meaning(kind="subProcess" if standing.holds else "task")


_GROUP = Meaning(kind="group")


def _task(style: Style, loop: str) -> Meaning:
    marker = (style.get("taskMarker") or style.get("taskType") or "").lower()
    return Meaning(kind=TASKS.get(marker, "task"), loop=loop, is_sure=marker in TASKS)


def _holder(style: Style, standing: Standing, loop: str) -> Meaning | None:
    """Return a sub-process, a transaction or a call; None where the shape is that of a task.

    A plain sub-process has the style of a task, with the mark of a collapsed one, or with others inside it.
    """
    word = style.get("bpmnShapeType", style.get("symbol", "")).lower()
    kind = {"subprocess": "subProcess", "transaction": "transaction", "call": "callActivity"}.get(word)
    is_marked = style.get("isLoopSub") == "1"
    kind = kind or ("subProcess" if is_marked or standing.holds else None)
    if style.get("isAdHoc") == "1":
        kind = "adHocSubProcess"
    if kind is None:
        return None
    by_event = kind == "subProcess" and style.get("outline", "").startswith("event") and not standing.is_joined
    return Meaning(kind=kind, collapsed=is_marked and not standing.holds, by_event=by_event, loop=loop)


def connector_kind_of(style: Style) -> str:
    """Return what a connector is: sequence, message or association."""
    dashed, arrow = style.get("dashed") == "1", style.get("endArrow", "classic")
    if dashed and (arrow == "none" or style.get("dashPattern", "").startswith("1 ")):
        return "association"
    if style.get("startArrow") == "oval" or (dashed and arrow in ("block", "blockThin", "classic")):
        return "message"
    return "association" if arrow == "none" and style.get("startArrow", "none") == "none" and dashed else "sequence"
