"""The review of the tutorial, walked through: its status at each stage is what the page says."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
WHOLE = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "whole-review"


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(WHOLE, tmp_path / "whole")
    return tmp_path / "whole"


def stages(call: Call) -> tuple[dict[str, str], list[str]]:
    printed = call("status", "whole", "--json").json
    codes = [each["code"] for each in printed["problems"]]
    return {each["stage"]: each["state"] for each in printed["stages"]}, codes


def told(printed: Any) -> dict[str, str]:
    return {each["id"]: each["verdict"] for each in printed["criteria"]}


@pytest.mark.slow
def test_status_at_each_stage_of_the_tutorial(whole: Path, call: Call) -> None:
    planned, codes = stages(call)
    assert {name for name, state in planned.items() if state == "done"} == {"criteria", "steps", "options"}
    assert planned["boundary"] == "begun"
    assert codes == ["RE980", "RE980"]

    call("check", "whole", "--seal")
    for role in ("clerk", "lead", "B. Lang"):
        call("told", "whole", "--role", role, "--by", "head of refunds", "--on", "2026-03-10")
    agreed, codes = stages(call)
    assert (agreed["boundary"], agreed["results"], codes) == ("done", "not begun", [])
    assert call("check", "whole").code == 0

    assert call("assess", "whole", "-o", "whole/results").code == 0
    assert call("simulate", "whole", "--length", "1 week", "--replications", "3").code == 0
    simulated, _ = stages(call)
    assert (simulated["results"], simulated["decision"]) == ("done", "not begun")
    assert "NOT MET" in call("conclude", "whole").out

    decided = ("decide", "whole", "--option", "quick", "--by", "A. Weber", "--by", "B. Lang", "--on", "2026-06-20")
    assert call(*decided, "--decision", "approve_trial").code == 0
    call("plan", "whole", "--option", "quick", "-o", "whole/implementation.yaml")
    after, codes = stages(call)
    assert (after["decision"], after["implementation"]) == ("done", "begun")
    assert codes == ["RE980"]
    call("told", "whole", "--role", "clerk", "--about", "quick", "--by", "team leader", "--on", "2026-06-25")
    assert stages(call)[1] == []

    # The run above was a short one; what was predicted is that of the review.
    shutil.rmtree(whole / "results")
    weeks = "whole/evidence/weeks-to-{}.csv"
    first = call("monitor", "whole", "--observed", weeks.format("october"), "--json").json
    assert told(first) == {"cycle": "no_effect", "lead": "cannot_tell"}
    last = call("monitor", "whole", "--trial", "whole/trial-adjusted.yaml", "--observed", weeks.format("january"),
                "--json").json  # fmt: skip
    assert told(last) == {"cycle": "as_predicted", "lead": "cannot_tell"}
