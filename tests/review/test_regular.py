"""Tell of demand and work that never varies: a plain time in a cell says so, and few who write one mean it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reengineer.review import check_path

MAP = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p">
<startEvent id="s"/><task id="a" name="Log"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/>
</process></definitions>"""


@pytest.fixture
def check(tmp_path: Path) -> Callable[[str, str], dict[str, str]]:
    def check(every: str, duration: str) -> dict[str, str]:
        (tmp_path / "as-is.bpmn").write_text(MAP, encoding="utf-8")
        (tmp_path / "annotations.yaml").write_text(
            f"version: 1\ncurrency: GBP\ncases: {{job: {{start: s, arrivals: {{every: '{every}'}}}}}}\n"
            "resources: {clerk: {members: 2, cost: 20 GBP/h}}\n"
            f"steps: {{a: {{role: clerk, duration: '{duration}'}}}}\n",
            encoding="utf-8",
        )
        (tmp_path / "review.yaml").write_text(
            "version: 1\ntitle: T\nmap: as-is.bpmn\nannotations: annotations.yaml\n", encoding="utf-8"
        )
        return {each.code: str(each) for each in check_path(tmp_path).problems if each.code.startswith("RE69")}

    return check


def test_clockwork_is_told_with_what_to_write(check: Callable[[str, str], dict[str, str]]) -> None:
    found = check("12 min", "5 min (4 min to 7 min)")
    assert "cases of 'job' come exactly every 12 min" in found["RE690"]
    assert "exponential(12 min)" in found["RE690"]
    assert 'the work of "Log" is the same for every case' in found["RE691"]


def test_what_varies_is_not_told(check: Callable[[str, str], dict[str, str]]) -> None:
    assert check("exponential(12 min)", "triangular(3 min, 5 min, 9 min)") == {}
