"""The log of a review is only added to: what is altered, lost or torn shows, and two writers lose nothing."""

import json
import multiprocessing
from datetime import UTC, datetime
from pathlib import Path

from reengineer.review import add_to_log, read_log

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def filled(folder: Path, count: int = 3) -> Path:
    for number in range(count):
        add_to_log(folder, by="Team leader", kind="note", text=f"note {number}", at=NOON)
    return folder / "log.jsonl"


def codes(folder: Path) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.source.line) for problem in read_log(folder).problems]


def test_entries_come_back_in_order(tmp_path: Path) -> None:
    filled(tmp_path)
    log = read_log(tmp_path)
    assert [entry.text for entry in log.entries] == ["note 0", "note 1", "note 2"]
    assert log.problems == ()
    assert log.entries[1].previous == log.entries[0].digest


def test_no_log_is_an_empty_log(tmp_path: Path) -> None:
    assert read_log(tmp_path).entries == ()


def test_an_entry_names_files_with_their_hashes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    entry = add_to_log(tmp_path, by="A", kind="note", text="t", files=(tmp_path / "a.txt",), at=NOON)
    assert entry.files[0][0] == "a.txt"
    assert len(entry.files[0][1]) == 64


def test_an_altered_line_shows(tmp_path: Path) -> None:
    path = filled(tmp_path)
    path.write_text(path.read_text().replace("note 1", "note 9"))
    assert codes(tmp_path) == [("RE920", 2)]


def test_a_line_taken_out_shows_at_the_next(tmp_path: Path) -> None:
    path = filled(tmp_path)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text(lines[0] + lines[2])
    assert codes(tmp_path) == [("RE920", 2)]


def test_a_line_rewritten_with_its_hash_still_shows(tmp_path: Path) -> None:
    from reengineer.files import canonical_json, sha256

    path = filled(tmp_path)
    lines = path.read_text().splitlines()
    data = json.loads(lines[0]) | {"text": "something else"}
    data.pop("digest")
    lines[0] = json.dumps(data | {"digest": sha256(canonical_json(data).encode())})
    path.write_text("\n".join(lines) + "\n")
    assert codes(tmp_path) == [("RE920", 2)]


def test_a_torn_line_swallows_nothing(tmp_path: Path) -> None:
    path = filled(tmp_path)
    path.write_bytes(path.read_bytes()[:-20])
    add_to_log(tmp_path, by="A", kind="note", text="after the crash", at=NOON)
    log = read_log(tmp_path)
    assert [entry.text for entry in log.entries] == ["note 0", "note 1", "after the crash"]
    assert codes(tmp_path) == [("RE920", 3)]


def test_any_rubbish_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_bytes(b'\xff\xfe\n{}\n[1]\n"x"\n' + b"[" * 5000 + b"\n")
    assert codes(tmp_path) == [("RE920", line) for line in range(1, 6)]


def _write(folder: str, name: str, count: int) -> None:
    for number in range(count):
        add_to_log(Path(folder), by=name, kind="note", text=f"{name} {number}")


def test_two_who_write_at_once_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_write, args=(str(tmp_path), name, 25)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    log = read_log(tmp_path)
    assert log.problems == ()
    assert sorted(entry.text for entry in log.entries) == sorted(f"{name} {n}" for name in "ab" for n in range(25))
