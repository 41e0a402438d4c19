"""Values for a picture are read from a small CSV, which may be wrong in any way."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reengineer.bpmn import Definitions, Process, Task
from reengineer.errors import InputError
from reengineer.processmap import ProcessMap, build_map
from reengineer.report import Overlay, draw_map, read_values

TASKS = (
    Task(id="a", name="Ask"),
    Task(id="b", name="Check\nall"),
    Task(id="c", name="Ask twice"),
    Task(id="d", name="Ask twice"),
)
MAP: ProcessMap = build_map(Definitions(processes=(Process(id="p", flow_elements=TASKS),)))


def file_of(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "values.csv"
    path.write_bytes(text.encode())
    return path


def problems_of(tmp_path: Path, text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(InputError) as caught:
        read_values(file_of(tmp_path, text), MAP)
    return [(problem.code, problem.source.line) for problem in caught.value.problems]


def test_steps_are_named_by_id_or_name_and_the_head_is_the_caption(tmp_path: Path) -> None:
    values = read_values(file_of(tmp_path, "step,Hours a case,text\na,1.5,1.5 h\nCheck all,1200,\n"), MAP)
    assert values.caption == "Hours a case"
    assert values.overlay == {"a": Overlay(1.5, "1.5 h"), "b": Overlay(1200, "1,200")}


@pytest.mark.parametrize("parted", [";", "\t", ","])
def test_columns_may_be_parted_as_spreadsheets_do(tmp_path: Path, parted: str) -> None:
    text = f"\ufeffstep{parted}value\r\na{parted}2\r\n\r\nb{parted}.5\r\n"
    assert read_values(file_of(tmp_path, text), MAP).overlay == {"a": Overlay(2, "2"), "b": Overlay(0.5, "0.5")}


def test_all_that_is_wrong_is_reported_with_its_line(tmp_path: Path) -> None:
    text = 'step,value\na,1\n"b\nx",x\nnobody,1\nAsk twice,1\na,2\nb,-1\nb,1e400\nb\nb,1,2\n'
    assert problems_of(tmp_path, text) == [
        ("RE721", 3),
        ("RE722", 3),
        ("RE721", 5),
        ("RE721", 6),
        ("RE723", 7),
        ("RE722", 8),
        ("RE722", 9),
        ("RE720", 10),
        ("RE720", 11),
    ]


@pytest.mark.parametrize("text", ["", "step\na\n", "a,1\nb,2\n", "step,value\n", 'step,value\n"a,1\n', "a,b,c,d\n"])
def test_what_is_no_table_is_refused(tmp_path: Path, text: str) -> None:
    assert {code for code, _ in problems_of(tmp_path, text)} == {"RE720"}


def test_a_shared_name_is_answered_with_the_ids(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r'2 elements are called "Ask twice"') as caught:
        read_values(file_of(tmp_path, "step,value\nAsk twice,1\n"), MAP)
    assert caught.value.problems[0].remedy == "Write an id: c, d."


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = file_of(tmp_path_factory.mktemp("values"), f"step,value,text\na,1,{text}")
    try:
        values = read_values(path, MAP)
    except InputError as error:
        codes = {problem.code for problem in error.problems}
    else:
        codes = {"RE720"}
        draw_map(MAP, overlay=values.overlay, title="Map", legend=values.caption)
    assert codes <= {"RE103", "RE720", "RE721", "RE722"}
