"""A review folder is made for any map, whole or not at all."""

from pathlib import Path

import pytest

from reengineer.errors import BpmnError, UsageError
from reengineer.options import Option
from reengineer.review import init_review, load_review

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="http://example.org"'


def test_the_folder_can_be_read_as_it_is(small: Path, tmp_path: Path) -> None:
    folder = init_review(small / "as-is.bpmn", tmp_path / "new")
    assert sorted(path.name for path in folder.iterdir()) == [
        "annotations.xlsx",
        "as-is.bpmn",
        "boundary.yaml",
        "options",
        "review.yaml",
    ]
    assert (folder / "as-is.bpmn").read_bytes() == (small / "as-is.bpmn").read_bytes()
    review = load_review(folder)
    assert review.title == "Review of Refunds"
    assert review.notes.aims == ()


def test_the_boundary_it_drafts_fits_the_map(small: Path, tmp_path: Path) -> None:
    folder = init_review(small / "as-is.bpmn", tmp_path / "new")
    plan = folder / "review.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("# boundary:", "boundary:"), encoding="utf-8")
    review = load_review(folder)
    assert review.boundary is not None
    assert {problem.code for problem in review.boundary_findings()} == {"B004"}


def test_the_option_it_suggests_can_be_tried_as_it_is(small: Path, tmp_path: Path) -> None:
    folder = init_review(small / "as-is.bpmn", tmp_path / "new")
    text = (folder / "options" / "README.txt").read_text(encoding="utf-8")
    option = text[text.index("id: quicker") : text.index("\n\nThen")]
    (folder / "options" / "quicker.yaml").write_text(option, encoding="utf-8")
    tried = load_review(folder).options["quicker"]
    assert tried.model_dump() == Option.read(option.encode()).model_dump()


@pytest.mark.parametrize("name", ["a: b # c", "- x", '"quoted"', "{braces}", "two\nlines", "\u00fcber", "%"])
def test_any_name_of_a_map_makes_a_plan_that_can_be_read(tmp_path: Path, name: str) -> None:
    from xml.sax.saxutils import quoteattr

    path = tmp_path / "map.bpmn"
    path.write_text(f'{HEAD} name={quoteattr(name)}><process id="p"><task id="t" name={quoteattr(name)}/></process>'
                    "</definitions>", encoding="utf-8")  # fmt: skip
    assert load_review(init_review(path, tmp_path / "new")).title.startswith("Review of ")


def test_an_empty_folder_may_be_filled_and_is_left_empty_after_a_failure(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise OSError(28, "full")

    folder = tmp_path / "new"
    folder.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr("reengineer.review._init.prefill_workbook", fail)
        with pytest.raises(OSError, match="full"):
            init_review(small / "as-is.bpmn", folder)
    assert list(folder.iterdir()) == []
    assert init_review(small / "as-is.bpmn", folder) == folder


def test_what_is_there_is_never_written_over(small: Path) -> None:
    with pytest.raises(UsageError, match="RE640"):
        init_review(small / "as-is.bpmn", small)
    with pytest.raises(UsageError, match="RE640"):
        init_review(small / "as-is.bpmn", small / "review.yaml")


def test_a_map_that_cannot_be_read_leaves_no_folder(small: Path, tmp_path: Path) -> None:
    with pytest.raises(BpmnError):
        init_review(small / "review.yaml", tmp_path / "new")
    assert not (tmp_path / "new").exists()
