"""`show --coverage` says what becomes of each kind of element in a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

INSIDE = (
    '<startEvent id="s"/>\n<complexGateway id="x"/>\n<adHocSubProcess id="p">\n<task id="i"/></adHocSubProcess>\n'
    '<task id="a"><extensionElements><c:colour xmlns:c="http://c"/></extensionElements></task>\n<endEvent id="e"/>'
    '<endEvent id="f"><messageEventDefinition/></endEvent>'
)
MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    path = tmp_path / "map.bpmn"
    text = f'<definitions xmlns="{MODEL}"><process id="P">\n{INSIDE}</process></definitions>'
    path.write_text(text, encoding="utf-8")
    return path


def test_each_kind_of_element_has_its_fate(drawn: Path, call: Callable[..., Any]) -> None:
    printed = call("show", drawn, "--coverage", "--json").json
    assert printed["schema"] == "reengineer/coverage/1"
    rows = {row["element"]: (row["count"], row["line"], row["becomes"]) for row in printed["elements"]}
    assert rows == {
        "definitions": (1, 1, "carried along"),
        "process": (1, 1, "simulated"),
        "startEvent": (1, 2, "simulated"),
        "complexGateway": (1, 3, "refused (RE501)"),
        "adHocSubProcess": (1, 4, "refused (RE501)"),
        "task": (2, 5, "1 simulated, 1 within a sub-process"),
        "extensionElements": (1, 6, "kept untouched"),
        "colour": (1, 6, "kept untouched"),
        "endEvent": (2, 7, "simulated"),
        "messageEventDefinition": (1, 7, "read with its event"),
    }


def test_the_table_ends_with_a_count(drawn: Path, call: Callable[..., Any]) -> None:
    out = call("show", drawn, "--coverage").out
    assert "colour (http://c)" in out
    assert out.endswith(f"{drawn}: 10 kinds of element, 2 of them kept without being read\n")


def test_coverage_is_not_drawn(drawn: Path, call: Callable[..., Any]) -> None:
    called = call("show", drawn, "--coverage", "--text")
    assert (called.code, called.out) == (2, "")


def test_a_file_that_is_refused_says_why(tmp_path: Path, call: Callable[..., Any]) -> None:
    (tmp_path / "bad.bpmn").write_text("no map", encoding="utf-8")
    called = call("show", tmp_path / "bad.bpmn", "--coverage")
    assert called.code == 3
    assert "[RE204]" in called.err
