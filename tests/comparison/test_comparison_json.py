"""Check the object that the command prints."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reengineer.comparison import OptionNotes, compare
from reengineer.errors import Problem

Make = Callable[..., Any]
KEYS = {
    "option", "measure", "statistic", "unit", "scope", "scope_id", "as_is", "difference", "ci_low", "ci_high",
    "p_adjusted", "n_pairs", "verdict",
}  # fmt: skip


@dataclass(frozen=True)
class Breach:
    rule: str
    problem: Problem


def printed(result: Make, criterion: Make, values: list[float]) -> dict[str, Any]:
    found = compare(
        {"as-is": result(cycle_time=[5.0, 6.0, 7.0]), "x": result(cycle_time=values)},
        [criterion(target=5)],
        forbidden={"x": (Breach("C-1", Problem("B201", "control left out")),)},
        notes={"x": OptionNotes(title="Option X", costs=(("one_off", "100 GBP"),))},
    )
    return json.loads(json.dumps(found.to_dict("demo"), allow_nan=False))


def test_object_has_the_documented_keys(result: Make, criterion: Make) -> None:
    data = printed(result, criterion, [4.0, 5.5, 6.0])
    assert data["schema"] == "reengineer/compare/1"
    assert (data["review"], data["seed"], data["engine"]) == ("demo", 1, "reference")
    assert data["differences"][0].keys() >= KEYS
    assert data["options"][0].keys() >= {"id", "title", "status", "replications", "findings", "measures"}


def test_forbidden_option_is_printed_with_its_breaches(result: Make, criterion: Make) -> None:
    option = printed(result, criterion, [4.0, 5.5, 6.0])["options"][1]
    assert (option["status"], option["breaches"][0]["rule"], option["costs"]) == (
        "forbidden",
        "C-1",
        {"one_off": "100 GBP"},
    )


def test_not_a_number_never_reaches_the_object(result: Make, criterion: Make) -> None:
    data = printed(result, criterion, [float("nan")] * 3)
    assert data["differences"][0]["difference"] is None
    assert data["differences"][0]["note"]


def test_object_is_the_same_every_time(result: Make, criterion: Make) -> None:
    assert printed(result, criterion, [4.0, 5.5, 6.0]) == printed(result, criterion, [4.0, 5.5, 6.0])
