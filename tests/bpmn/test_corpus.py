"""The reading of 621 public files equals an independent one, and no file made to break a parser does."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from reengineer.bpmn import facts, read_bpmn
from reengineer.errors import BpmnError
from reengineer.processmap import build_map, check_behaviour, check_form

KEYS = (
    "definitions",
    "processes",
    "collaborations",
    "flow_nodes",
    "sequence_flows",
    "message_flows",
    "lanes",
    "data_objects",
    "data_associations",
    "text_annotations",
    "associations",
    "groups",
    "other_roots",
    "di",
)


def in_order(value: object) -> object:
    """Sort what is a list; the manifest promises no order."""
    return sorted(json.dumps(item, sort_keys=True) for item in value) if isinstance(value, list) else value


@pytest.mark.slow
def test_facts_equal_those_of_the_independent_reading(shared: Path) -> None:
    entries = json.loads((shared / "corpus/manifest.json").read_text())["files"]
    different = []
    for entry in (item for item in entries if item["scored"]):
        got = facts(read_bpmn((shared / "corpus" / entry["file"]).read_bytes()))
        disputed = {field for _, field in entry["disputed"]}
        different += [
            (entry["file"], key)
            for key in KEYS
            if key not in disputed and in_order(got[key]) != in_order(entry["facts"][key])
        ]
    assert different == []


def test_what_is_not_bpmn_is_refused_and_nothing_else_breaks(shared: Path) -> None:
    entries = json.loads((shared / "corpus/manifest.json").read_text())["files"]
    for entry in (item for item in entries if item["expect"] != "parse"):
        got, _, _ = outcome((shared / "corpus" / entry["file"]).read_bytes(), entry["file"])
        assert got == "reject" or entry["expect"] == "survive", entry["file"]


HOSTILE = Path(__file__).resolve().parents[3] / "shared/corpus/hostile/manifest.json"
ENTRIES = json.loads(HOSTILE.read_text()) if HOSTILE.exists() else {"files": [], "made_on_demand": []}


def outcome(data: bytes, name: str) -> tuple[str, str, dict[str, Any]]:
    """Return parse, warn or reject, what was said, and what was counted."""
    try:
        definitions = read_bpmn(data, file=name)
    except BpmnError as error:
        return "reject", str(error), {}
    process_map = build_map(definitions)
    found = check_form(process_map) + check_behaviour(process_map)
    said = [str(problem) for problem in found if problem.severity != "advice"]
    counted = {
        "nodes": len(process_map.nodes),
        "flows": len(facts(definitions)["sequence_flows"]),
        "valid_flows": len(process_map.flows),
        "starts": [node.id for node in process_map.starts],
        "ends": [node.id for node in process_map.ends],
        "names": {node.name for node in process_map.nodes},
    }
    return "warn" if said else "parse", "\n".join(said), counted


def check(entry: dict[str, Any], data: bytes) -> None:
    """Compare what happens to a file with what the manifest allows."""
    begun = time.perf_counter()
    got, said, counted = outcome(data, entry["file"])
    assert time.perf_counter() - begun < entry.get("max_seconds", 10)
    assert got in (entry["expect"], entry.get("also_ok")), said
    assert entry.get("must_not_contain", "\0") not in said
    if got != "reject":
        assert {key: counted[key] for key in counted if key in entry and key != "names"} == {
            key: entry[key] for key in counted if key in entry and key != "names"
        }
        assert set(entry.get("names", ())) <= counted["names"]


@pytest.mark.parametrize("entry", ENTRIES["files"], ids=lambda entry: entry["file"])
def test_a_hostile_file_does_what_the_manifest_allows(shared: Path, entry: dict[str, Any]) -> None:
    check(entry, (shared / "corpus/hostile" / entry["file"]).read_bytes())


def made(make: dict[str, Any]) -> bytes:
    """Write a file that is too big to keep."""

    def repeated(text: str, times: int) -> str:
        if "{" not in text:
            return text * times
        return "".join(text.replace("{i}", str(at)).replace("{i+1}", str(at + 1)) for at in range(times))

    more = repeated(make.get("then_repeat", ""), make.get("then_times", 0))
    return (make["before"] + repeated(make["repeat"], make["times"]) + more + make["after"]).encode()


@pytest.mark.slow
def test_an_attribute_of_50_mb_is_refused(shared: Path) -> None:
    (entry,) = (item for item in ENTRIES["made_on_demand"] if item["file"].startswith("huge"))
    check(entry, made(entry["make"]))


# The most that the process itself took; what getrusage tells counts the parent in, as it was when this began.
READ_ALONE = """
import sys
from pathlib import Path
from reengineer.bpmn import facts, read_bpmn
from reengineer.errors import BpmnError
try:
    facts(read_bpmn(sys.argv[1]))
except BpmnError:
    pass
status = Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""
BOUNDED = [entry for group in ENTRIES.values() if isinstance(group, list) for entry in group if "max_mib" in entry]


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is counted in KiB on Linux alone")
@pytest.mark.parametrize("entry", BOUNDED, ids=lambda entry: entry["file"])
def test_a_hostile_file_takes_no_more_memory_than_the_manifest_allows(
    shared: Path, tmp_path: Path, entry: dict[str, Any]
) -> None:
    path = shared / "corpus/hostile" / entry["file"]
    if "make" in entry:
        path = tmp_path / "made.bpmn"
        path.write_bytes(made(entry["make"]))
    done = subprocess.run([sys.executable, "-c", READ_ALONE, str(path)], capture_output=True, text=True, check=True)
    assert int(done.stdout) / 1024 < entry["max_mib"]


@pytest.mark.slow
def test_a_hundred_thousand_tasks_are_read_in_time_and_without_a_problem(shared: Path) -> None:
    (entry,) = (item for item in ENTRIES["made_on_demand"] if item["file"].startswith("hundred"))
    begun = time.perf_counter()
    definitions = read_bpmn(made(entry["make"]))
    process_map = build_map(definitions)
    assert (len(process_map.nodes), len(process_map.flows)) == (entry["nodes"], entry["flows"])
    assert definitions.problems == ()
    assert len(process_map.reachable("t0")) == entry["nodes"]
    assert time.perf_counter() - begun < entry["max_seconds"]
