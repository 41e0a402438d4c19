"""What candidates gave is found again by all that their numbers depend on, and by nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from reengineer.annotations import annotate
from reengineer.bpmn import read_bpmn
from reengineer.options import Option
from reengineer.options.changes import ReplaceFragment
from reengineer.search import Study
from reengineer.search._memory import Memory
from reengineer.simulation import RunSettings
from reengineer.source import Source


def context(study: Study) -> str:
    return Memory.of(study, None, warm_up_s=0.0).context


def measured(study: Study, folder: Path, minutes: str) -> Study:
    """Return the study with a duration from a file of values."""
    (folder / "times.csv").write_text(f"work_min\n{minutes}\n", encoding="utf-8")
    data = study.as_is.notes.to_data()
    data["steps"]["note"]["duration"] = "empirical(times.csv:work_min)"  # type: ignore[index]
    path = folder / "annotations.yaml"
    path.write_text(str(data), encoding="utf-8")
    return replace(study, as_is=annotate(read_bpmn(study.as_is.map.definitions.original), path))


def test_values_of_a_file_that_changed_make_other_numbers(study: Study, tmp_path: Path) -> None:
    first, same, other = (measured(study, tmp_path, minutes) for minutes in ("12", "12", "48"))
    assert first.as_is.notes.to_data() == other.as_is.notes.to_data()
    assert context(first) == context(same)
    assert context(first) != context(other)


@pytest.mark.parametrize("changed", [{"max_events": 900}, {"seed": 2}, {"length": "9 weeks"}, {"cases": 9}])
def test_settings_that_numbers_depend_on_are_part_of_it(study: Study, changed: dict[str, object]) -> None:
    run = RunSettings.model_validate(study.run.model_dump() | changed)
    assert context(replace(study, run=run)) != context(study)


@pytest.mark.parametrize("changed", [{"replications": 77}, {"max_time": "1 h"}])
def test_settings_that_leave_numbers_alone_are_not(study: Study, changed: dict[str, object]) -> None:
    run = RunSettings.model_validate(study.run.model_dump() | changed)
    assert context(replace(study, run=run)) == context(study)


def test_a_file_that_an_option_names_is_part_of_it(study: Study, tmp_path: Path) -> None:
    change = ReplaceFragment(fragment="note", with_file="part.bpmn").placed(Source(file=str(tmp_path / "options.yaml")))
    option = Option(id="other", title="Another part", changes=(change,))
    memory, part = Memory.of(study, None, warm_up_s=0.0), tmp_path / "part.bpmn"
    keys = [memory.key(option)]
    for content in (b"one", b"two", b"one"):
        part.write_bytes(content)
        keys.append(memory.key(option))
    assert keys[1] == keys[3]
    assert len(set(keys)) == 3
