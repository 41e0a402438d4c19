"""An agreed boundary is sealed by one command, which touches nothing but the two hashes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reengineer.boundaries import Boundary
from reengineer.files import sha256

Call = Callable[..., Any]


def alter(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode("utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("utf-8"))


def test_sealing_writes_both_hashes_and_keeps_every_other_line(small: Path, call: Call) -> None:
    path = small / "boundary.yaml"
    before = path.read_text(encoding="utf-8").splitlines()
    called = call("check", "small", "--seal")
    assert called.code == 0, called.err
    assert "Sealed small" in called.err
    after = path.read_text(encoding="utf-8").splitlines()
    added = [line for line in after if "_sha256" in line]
    assert [line for line in after if line not in added] == before
    boundary = Boundary.read(path)
    assert boundary.process_sha256 == sha256((small / "as-is.bpmn").read_bytes())
    assert boundary.boundary_sha256 == boundary.digest()
    assert "B003" not in call("check", "small").out


def test_sealing_twice_changes_nothing(small: Path, call: Call) -> None:
    call("check", "small", "--seal")
    once = (small / "boundary.yaml").read_bytes()
    assert call("check", "small", "--seal").code == 0
    assert (small / "boundary.yaml").read_bytes() == once


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_placeholders_are_replaced_and_comments_and_line_ends_stay(small: Path, call: Call, ending: str) -> None:
    path = small / "boundary.yaml"
    placeholders = 'process_sha256: "<not yet>"   # of the map\nboundary_sha256:\n'
    alter(path, "agreed:\n", f"{placeholders}agreed:\n")
    path.write_bytes(path.read_bytes().replace(b"\n", ending.encode()))
    assert call("check", "small", "--seal").code == 0
    lines = path.read_bytes().decode("utf-8").split(ending)
    assert lines[3].startswith('process_sha256: "')
    assert lines[3].endswith('"   # of the map')
    assert lines[4].startswith('boundary_sha256: "')
    assert "B003" not in call("check", "small").out


def test_an_edit_after_sealing_shows_and_is_not_sealed_over(small: Path, call: Call) -> None:
    call("check", "small", "--seal")
    alter(small / "boundary.yaml", "min: -1, max: 1", "min: -1, max: 5")
    before = (small / "boundary.yaml").read_bytes()
    assert call("simulate", "small").code == 3
    called = call("check", "small", "--seal")
    assert called.code == 3
    assert "the boundary changed after agreement" in called.err
    assert "[RE643]" in called.err
    assert (small / "boundary.yaml").read_bytes() == before


def test_an_edited_map_shows(small: Path, call: Call) -> None:
    call("check", "small", "--seal")
    alter(small / "as-is.bpmn", "Decide", "Decide it")
    called = call("simulate", "small")
    assert called.code == 3
    assert "the map changed after agreement" in called.err


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("status: agreed", "status: draft", "RE641"),
        ("status: agreed", "status: proposed", "RE641"),
        ("status: agreed", "status: superseded", "RE641"),
        ("review_by: 2027-03-01", "review_by: 2026-03-02", "B005"),
    ],
)
def test_only_an_agreed_boundary_is_sealed(small: Path, call: Call, old: str, new: str, code: str) -> None:
    alter(small / "boundary.yaml", old, new)
    before = (small / "boundary.yaml").read_bytes()
    called = call("check", "small", "--seal")
    assert called.code == 3
    assert f"[{code}]" in called.err
    assert (small / "boundary.yaml").read_bytes() == before


def test_a_review_without_a_boundary_has_nothing_to_seal(small: Path, call: Call) -> None:
    alter(small / "review.yaml", "boundary: boundary.yaml\n", "")
    called = call("check", "small", "--seal")
    assert called.code == 2
    assert "[RE642]" in called.err


def test_a_boundary_laid_out_otherwise_is_left_alone(small: Path, call: Call) -> None:
    path = small / "boundary.yaml"
    path.write_text(
        "{version: 1, process: refunds, agreed: {status: agreed, by: [{name: A, date: 2026-03-01}]}}\n",
        encoding="utf-8",
    )
    before = path.read_bytes()
    called = call("check", "small", "--seal")
    assert called.code == 3
    assert "[RE644]" in called.err
    assert path.read_bytes() == before


def test_utf_16_is_left_alone(small: Path, call: Call) -> None:
    path = small / "boundary.yaml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    assert "[RE644]" in call("check", "small", "--seal").err
