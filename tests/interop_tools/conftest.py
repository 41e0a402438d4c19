"""Write files, open all of them in other tools at one go, and hand over what the tools say."""

import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.bpmn import (
    Activity,
    AddFlowNode,
    AddLane,
    AddSequenceFlow,
    Definitions,
    Edit,
    FlowNode,
    RedirectFlow,
    RemoveFlowNode,
    SequenceFlow,
    UserTask,
    keys_of,
    read_bpmn,
    write_bpmn,
)
from reengineer.options import Option, apply_changes, kinds
from reengineer.source import Source

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "build" / "node"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Hold a file as it was and as written, and the ids that are looked for: those drawn before, and new ones."""

    name: str
    before: bytes
    written: bytes
    ids: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Hold a case and what the tools say of the file before and after."""

    case: Case
    before: dict[str, Any]
    after: dict[str, Any]


@pytest.fixture(scope="session")
def browser() -> str:
    """Return the path of a browser; skip where the tools are absent, fail where CI needs them."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found and shutil.which("node") and (PACKAGES / "node_modules").is_dir():
        return found
    reason = "needs chromium, node, and the packages of tests/interop_tools in build/node (.ci/run puts them there)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def opened(
    browser: str,
    shared: Path,
    own_cases: Sequence[Case],
    tmp_path_factory: pytest.TempPathFactory,
) -> Sequence[Opened]:
    """Return all cases as the tools see them; one browser opens all files."""
    cases = [*own_cases, *corpus_cases(shared), *bare_cases(shared), *block_cases()]
    files = list(dict.fromkeys(content for case in cases for content in (case.before, case.written)))
    sought: dict[bytes, dict[str, None]] = {content: {} for content in files}
    for case in cases:
        for content in (case.before, case.written):
            sought[content].update(dict.fromkeys(case.ids))
    folder = tmp_path_factory.mktemp("written")
    asked = []
    for number, content in enumerate(files):
        (folder / f"{number}.bpmn").write_bytes(content)
        asked.append({"file": str(folder / f"{number}.bpmn"), "ids": list(sought[content])})
    answers = dict(zip(files, ask_tools(asked, browser), strict=True))
    return [Opened(case=case, before=answers[case.before], after=answers[case.written]) for case in cases]


@pytest.fixture(scope="session")
def own_cases(
    complaints: AnnotatedMap,
    scenario: Path,
    draw: Callable[..., AnnotatedMap],
    tmp_path_factory: pytest.TempPathFactory,
) -> Sequence[Case]:
    """Return the options of the complaints review, and an example of every operation."""
    folder = tmp_path_factory.mktemp("operations")
    return [*option_cases(complaints, scenario), *operation_cases(draw, folder)]


def ask_tools(asked: list[dict[str, Any]], browser: str) -> list[dict[str, Any]]:
    """Return what the tools say of each file."""
    command = ["node", str(Path(__file__).with_name("open_files.mjs")), str(PACKAGES), browser]
    done = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, encoding="utf-8", check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def option_cases(complaints: AnnotatedMap, scenario: Path) -> Iterator[Case]:
    """Give every option of the complaints review, applied."""
    for path in sorted((scenario / "options").glob("*.yaml")):
        to_be = Option.read(path).apply(complaints).map.definitions
        yield case_of(f"complaints, option {path.stem}", complaints.map.definitions, to_be)


def operation_cases(draw: Callable[..., AnnotatedMap], folder: Path) -> Iterator[Case]:
    """Give an example of every operation, made on the claims map."""
    examples = _examples()
    claims = examples.claims(draw)
    (folder / "part.bpmn").write_bytes(examples.part(draw))
    for name, cases in examples.CASES.items():
        for number, stated in enumerate(cases, start=1):
            change = kinds()[name].model_validate(stated).placed(Source(file=str(folder / "option.yaml")))
            to_be = apply_changes(claims, [change])
            yield case_of(f"claims, {name} {number}", claims.map.definitions, to_be.map.definitions)


def _examples() -> ModuleType:
    place = ROOT / "tests" / "options" / "every_operation.py"
    spec = importlib.util.spec_from_file_location("examples_of_operations", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def case_of(name: str, before: Definitions, after: Definitions) -> Case:
    """Return a case that looks for everything with an id, and remembers what is new."""
    known, now = ids_of(before), ids_of(after)
    new = tuple(key for key in now if key not in known)
    return Case(name=name, before=before.original, written=write_bpmn(after), ids=now, new=new)


def ids_of(definitions: Definitions) -> tuple[str, ...]:
    """Return the ids of nodes, flows and lanes."""
    keys = keys_of(definitions)
    nodes = [item.key for item in keys.elements if isinstance(item.element, FlowNode | SequenceFlow)]
    return (*nodes, *(key for key, _, _, _ in keys.lanes))


def corpus_cases(shared: Path) -> Iterator[Case]:
    """Give a sample of the corpus after each kind of edit."""
    for entry in sample(shared, 1, lambda entry: entry["facts"]["di"]["shapes"] > 0):
        definitions = read_bpmn(shared / "corpus" / entry["file"])
        for name, edit in KINDS.items():
            edits = edit(definitions)
            if edits:
                yield case_of(f"{entry['file']}, {name}", definitions, definitions.edit(*edits))


def sample(shared: Path, most: int, wanted: Callable[[dict[str, Any]], bool]) -> Iterator[dict[str, Any]]:
    """Give some files of every tool, or of every source where the tool is not known."""
    seen: dict[str, int] = {}
    for entry in json.loads((shared / "corpus" / "manifest.json").read_text(encoding="utf-8"))["files"]:
        tool = (entry["tool"] or entry["repo"]).lower()
        if entry["scored"] and wanted(entry) and seen.get(tool, 0) < most:
            seen[tool] = seen.get(tool, 0) + 1
            yield entry


def drawn_step(definitions: Definitions) -> tuple[str, SequenceFlow, str] | None:
    """Return the first drawn step with one way out: its id, its flow, and the id of what holds it."""
    elements = keys_of(definitions).elements
    holder = {keyed.key: keyed.parent for keyed in elements}
    for keyed in elements:
        if not isinstance(keyed.element, Activity) or keyed.key not in definitions.diagram.shapes:
            continue
        flows = (item.element for item in elements if isinstance(item.element, SequenceFlow))
        ways = [flow for flow in flows if flow.source_ref == keyed.key]
        is_single = len(ways) == 1 and ways[0].id in definitions.diagram.edges
        if is_single and holder.get(ways[0].target_ref or "") == keyed.parent:
            return keyed.key, ways[0], keyed.parent
    return None


def add_step(definitions: Definitions) -> tuple[Edit, ...]:
    """Return the edits that put a task behind a step, in its lane."""
    found = drawn_step(definitions)
    if found is None:
        return ()
    step, flow, holder = found
    lane = next((key for key, lane, _, _ in keys_of(definitions).lanes if step in lane.flow_node_refs), None)
    return (
        AddFlowNode(holder, UserTask(id="new_step", name="Check <all> & sign"), lane),
        RedirectFlow(str(flow.id), target="new_step"),
        AddSequenceFlow(holder, SequenceFlow(id="new_flow", source_ref="new_step", target_ref=flow.target_ref)),
    )


def remove_step(definitions: Definitions) -> tuple[Edit, ...]:
    """Return the edit that takes a step out."""
    found = drawn_step(definitions)
    return (RemoveFlowNode(found[0]),) if found else ()


def redirect(definitions: Definitions) -> tuple[Edit, ...]:
    """Return the edit that leads a step's way to the last other node beside it."""
    found = drawn_step(definitions)
    if found is None:
        return ()
    step, flow, holder = found
    others = [
        keyed.key
        for keyed in keys_of(definitions).elements
        if keyed.parent == holder and keyed.key in definitions.diagram.shapes and keyed.key != step
        if isinstance(keyed.element, Activity)
    ]
    return (RedirectFlow(str(flow.id), target=others[-1]),) if others else ()


def add_lane(definitions: Definitions) -> tuple[Edit, ...]:
    """Return the edits that add a lane with a step in it."""
    keys = keys_of(definitions)
    lanes = [process for key, _, process, _ in keys.lanes if key in definitions.diagram.shapes]
    if not lanes:
        return ()
    return (AddLane(lanes[0], "new_lane", "Night shift"), AddFlowNode(lanes[0], UserTask(id="night"), "new_lane"))


KINDS: dict[str, Callable[[Definitions], tuple[Edit, ...]]] = {
    "a step added": add_step,
    "a step removed": remove_step,
    "a flow redirected": redirect,
    "a lane added": add_lane,
}


def bare_cases(shared: Path) -> Iterator[Case]:
    """Give files without a diagram, drawn as they are written."""
    wanted = sample(shared, 6, lambda entry: not entry["facts"]["di"]["shapes"] and bool(entry["facts"]["flow_nodes"]))
    for entry in wanted:
        definitions = read_bpmn(shared / "corpus" / entry["file"])
        written = write_bpmn(definitions, draw=True)
        ids = ids_of(read_bpmn(written))
        yield Case(name=f"{entry['file']}, drawn", before=definitions.original, written=written, ids=ids, new=ids)


def block_cases() -> Iterator[Case]:
    """Give generated maps: blocks within blocks, in lanes, with a sub-process, a timer and a message."""
    for depth in range(1, 5):
        content = block_map(depth)
        written = write_bpmn(read_bpmn(content), draw=True)
        ids = ids_of(read_bpmn(written))
        yield Case(name=f"blocks {depth} deep", before=content, written=written, ids=ids, new=ids)


def block_map(depth: int) -> bytes:
    """Return a file with choices within choices, this deep, and no diagram."""
    nodes, flows = ['<startEvent id="start" name="Begin"/>'], []
    last = "start"

    def join(source: str, target: str) -> None:
        flows.append(f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}"/>')

    def block(name: str, level: int) -> tuple[str, str]:
        if level == 0:
            nodes.append(f'<task id="{name}" name="Do {name}"/>')
            return name, name
        kind = ("exclusiveGateway", "parallelGateway")[level % 2]
        nodes.extend(f'<{kind} id="{name}{end}"/>' for end in ("split", "join"))
        for way in "ab":
            first, end = block(name + way, level - 1)
            join(f"{name}split", first)
            join(end, f"{name}join")
        return f"{name}split", f"{name}join"

    first, end = block("b", depth)
    join(last, first)
    inner = '<startEvent id="in"/><task id="look"/><sequenceFlow id="in-look" sourceRef="in" targetRef="look"/>'
    nodes.append(f'<subProcess id="sub" name="Look">{inner}</subProcess>')
    nodes.append('<boundaryEvent id="late" attachedToRef="sub"><timerEventDefinition/></boundaryEvent>')
    nodes.extend(('<endEvent id="end"/>', '<endEvent id="gone"/>'))
    join(end, "sub")
    join("sub", "end")
    join("late", "gone")
    lanes = '<laneSet id="lanes"><lane id="l1" name="Front"><flowNodeRef>start</flowNodeRef></lane>'
    lanes += '<lane id="l2" name="Back"><flowNodeRef>end</flowNodeRef></lane></laneSet>'
    pools = '<participant id="pool" processRef="p"/><participant id="customer" name="Customer"/>'
    messages = '<messageFlow id="m" sourceRef="sub" targetRef="customer"/>'
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:blocks">'
        f'<collaboration id="whole">{pools}{messages}</collaboration>'
        f'<process id="p">{lanes}{"".join(nodes)}{"".join(flows)}</process></definitions>'
    ).encode()
