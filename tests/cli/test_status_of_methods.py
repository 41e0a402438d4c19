"""Status says which methods do not work, what to do, and how methods were changed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
PLAN = """
plan:
  collections:
    - {id: survey, what: customers, method: survey, target_n: 30, due: 2026-05-01, owner: team leader, file: said.csv}
"""
NOTES = """version: 1
asked: {survey: 200}
coders: [one.csv, two.csv]
changes:
  - {on: 2026-04-01, collection: survey, from: e-mail, to: post, why: few answered, by: team leader}
"""


@pytest.fixture
def collected(small: Path) -> Path:
    path = small / "review.yaml"
    path.write_text(path.read_text() + PLAN)
    rows = [
        f"2026-{month:02d}-{day:02d},post,{month}{day},{2 + month % 3},csat5,slow"
        for month in (3, 4)
        for day in range(1, 11)
    ]
    (small / "said.csv").write_text("date,channel,case_id,score,scale,comment\n" + "\n".join(rows) + "\n")
    (small / "methods.yaml").write_text(NOTES)
    (small / "one.csv").write_text("comment,theme\nso slow,wait\nrude,tone\nfine,\n")
    (small / "two.csv").write_text("comment,theme\nso slow,wait\nrude,\nfine,\n")
    return small


def test_status_shows_methods_with_proposals(collected: Path, call: Call) -> None:
    methods = call("status", "small", "--json").json["methods"]
    found = {(each["what"], each["about"]): each for each in methods["checks"]}
    assert found["response rate", "survey"]["state"] == "does not work"
    assert found["response rate", "survey"]["value"] == 0.1
    assert found["answers against plan", "survey"]["state"] == "does not work"
    assert found["coverage by channel", "survey"]["state"] == "does not work"
    assert found["agreement of coders", "wait"]["state"] == "works"
    assert found["agreement of coders", "tone"]["state"] == "does not work"
    assert ("rule coverage", "questions") in found
    assert all(each["proposal"] for each in methods["checks"] if each["state"] == "does not work")


def test_a_change_of_method_is_logged_and_its_parts_are_apart(collected: Path, call: Call) -> None:
    methods = call("status", "small", "--json").json["methods"]
    assert methods["changes"][0]["from"] == "e-mail"
    assert [(part["method"], part["n"]) for part in methods["parts"]] == [("e-mail", 10), ("post", 10)]
    words = call("status", "small").out
    assert "never added up" in words
    assert "survey by e-mail, the start to 2026-04-01: 10 rows" in words


def test_wrong_notes_of_methods_are_refused(collected: Path, call: Call) -> None:
    (collected / "methods.yaml").write_text("version: 1\nchanges:\n  - {on: 2026-04-01, colection: survey}\n")
    called = call("status", "small")
    assert called.code == 3
    assert "methods.yaml:3:" in called.err
