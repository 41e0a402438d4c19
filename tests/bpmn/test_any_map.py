"""Whatever map is drawn, however it is spelt: it reads as drawn, comes out as it went in, and edits keep the rest."""

import importlib.util
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reengineer.bpmn import Definitions, read_bpmn, write_bpmn


def _module(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


drawn, spelling, laws, editing = map(_module, ("drawn_maps", "spelt_maps", "laws_of_edits", "drawn_edits"))
SPELLINGS = st.randoms(use_true_random=False)


def check_reading(definitions: Definitions, random: Random) -> None:
    data = spelling.spelt(definitions, random)
    read = read_bpmn(data)
    assert read == definitions
    assert write_bpmn(read) == data
    assert read_bpmn(data) == read


def check_edits(data: st.DataObject, most: int) -> None:
    before = read_bpmn(spelling.spelt(data.draw(drawn.definitions()), data.draw(SPELLINGS)), file="drawn.bpmn")
    editor, edited = editing.Editor(data.draw, laws, drawn), before
    for _ in range(data.draw(st.integers(1, most))):
        edit = editor.edit(edited)
        if edit is not None:
            kept = edited.edits
            further = edited.edit(edit)
            assert edited.edits is kept
            laws.check_gone(edited, further, edit)
            laws.check_nothing_dangles(edited, further)
            edited = further
    laws.check_edited(before, edited)


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(drawn.definitions(), SPELLINGS)
def test_a_drawn_map_reads_as_drawn_and_comes_out_as_it_went_in(definitions: Definitions, random: Random) -> None:
    check_reading(definitions, random)


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(drawn.definitions(), SPELLINGS)
def test_many_drawn_maps_read_as_drawn(definitions: Definitions, random: Random) -> None:
    check_reading(definitions, random)


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_edits_touch_only_what_is_theirs(data: st.DataObject) -> None:
    check_edits(data, 4)


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_many_edits_touch_only_what_is_theirs(data: st.DataObject) -> None:
    check_edits(data, 10)
