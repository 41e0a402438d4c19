"""A change typed on one line is read as in an option file."""

import pytest

from reengineer.errors import ChangeError
from reengineer.options import parse_change


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("delete_step qa", "delete step qa"),
        ("- delete_step: {step: qa}", "delete step qa"),
        ("delete_step {step: qa}", "delete step qa"),
        ("merge_steps log, quick role=agent", "merge steps log, quick (role agent)"),
        ("merge_steps steps=[log, quick] saved_setup=3", "merge steps log, quick (saved_setup 3 min)"),
        ("empower approve limit=250 GBP share=0.7", "empower approve (limit 250 GBP, share 0.7)"),
        ('empower approve limit="250 GBP" share=70 %', "empower approve (limit 250 GBP, share 0.7)"),
        ("change_headcount handler by=-1", "change headcount (role handler, by -1)"),
        ("move_step qa to=after draft", "move step qa (to after draft)"),
        ("add_control after draft control=C-1 duration=gamma(mean=3 min, cv=0.3) role=qa",
         "add control (where after draft, control C-1, duration gamma(mean=3 min, cv=0.3), role qa)"),
        ("change_duration qa factor=80 %", "change duration qa (factor 0.8)"),
        ("change_arrivals factor=0.9 share=complaint", "change arrivals (factor 0.9, share complaint)"),
        ("change_routing qa_sample flow=to qa probability=0.3 sample=true",
         "change routing qa_sample (flow to qa, probability 0.3, sample True)"),
        ("investigate why are letters late?", "investigate (topic why are letters late?)"),
    ],
)  # fmt: skip
def test_a_line_is_read(text: str, title: str) -> None:
    assert parse_change(text).title == title


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "RE625", "no change"),
        ("delte_step qa", "RE401", "delete_step"),
        ("delete_step", "RE625", "step"),
        ("change_duration qa facto=0.8", "RE625", "facto"),
        ("change_duration qa factor=0.8 factor=2", "RE625", "twice"),
        ("change_duration qa factor=quick", "RE625", "quick"),
        ("delete_step {step: qa", "RE625", "not YAML"),
        ("merge_steps steps=[a", "RE625", "not YAML"),
        ("merge_steps a b", "RE625", "2 or more are wanted, not 1"),
        ("merge_steps a b", "RE625", "'a b' was read as steps: give the others as name=value."),
        ("change_routing g to e 0.5", "RE625", "'g to e 0.5' was read as gateway"),
        ("remove_control qa", "RE625", "remove_control takes step, control, escape."),
        ("split_step a parts=[one, two]", "RE625", "a mapping is wanted, not 'one'"),
        ("set_batch a size=1", "RE625", "1 is not 2 or more"),
        ("change_duration a factor=-20%", "RE625", "write what is left, such as 80 %"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_line(text: str, code: str, words: str) -> None:
    with pytest.raises(ChangeError) as caught:
        parse_change(text)
    problem = caught.value.problems[0]
    assert (problem.code, problem.source.place) == (code, f"--change '{text}'")
    told = " ".join(f"{each.message} {each.remedy}" for each in caught.value.problems)
    assert words.lower() in told.lower()
