"""Check the page: whole, offline, safe, accessible and the same every time."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import html

import reengineer.report
from reengineer.comparison import Comparison, OptionNotes, compare
from reengineer.criteria import Criterion
from reengineer.errors import Problem
from reengineer.questions import Asked, BaseFinding, Coverage, Finding, NotEvaluated, Suggestion
from reengineer.report import ReportContents, render_report, write_report

Make = Callable[..., Any]
HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>\u202e{{ 7*7 }}'
FOLDER = Path(reengineer.report.__file__).parent
CONTENTS = ReportContents(
    title="Complaints, second half of 2026",
    aims=("Answer sooner",),
    inputs=(("as-is.bpmn", "9f" * 32),),
    assumptions=(
        Problem("RE310", "no duration was stated; 10 min was taken", severity="advice"),
        "Equal shares at one gateway",
    ),
    boundary=("The boundary is a draft.", "Waiver: C-1 for fast."),
    date_of_data="October 2026",
    command="reengineer report complaints --to html",
)


def finding(number: int, question: str = "Why is it done?") -> Finding:
    return Finding(
        rule=f"ELIM-{number:02d}", name="n", family="f", scope="step", elements=("log",), question=question,
        because="value class: NVA", evidence=(), stake_kind="wait", stake=1.0, stake_unit="h", ask="manager",
        word="why",
        suggests=(
            Suggestion(operation="merge_steps"), Suggestion(operation="outsource_step", forbidden=("Board 2025",)),
        ),
    )  # fmt: skip


def asked(count: int, question: str = "Why is it done?", *, unknown: int = 1) -> Asked:
    base = BaseFinding(question_id="BASE-01", aspect="purpose", word="why", step="log", question="q", then="t")
    missing = NotEvaluated(rule="R-01", name="n", scope="step", elements=1, missing=(("s.cost", 1),), reason="no cost")
    return Asked(
        findings=tuple(finding(number, question) for number in range(1, count + 1)),
        base=(base,) * 8,
        not_evaluated=(missing,) * unknown,
        coverage=Coverage(rules=24, steps=3, checks=40, evaluated=30, raised=count, missing=(), without=()),
    )


@pytest.fixture(scope="module")
def page(comparison: Comparison) -> str:
    return render_report(comparison, asked(20), CONTENTS)


def tree(page: str) -> Any:
    return html.document_fromstring(page)


def test_same_inputs_give_the_same_bytes(comparison: Comparison, tmp_path: Path) -> None:
    one = write_report(comparison, asked(2), to=tmp_path / "a.html", contents=CONTENTS).read_bytes()
    two = write_report(comparison, asked(2), to=str(tmp_path / "b.html"), contents=CONTENTS).read_bytes()
    assert one == two


def test_report_needs_a_comparison_only(comparison: Comparison, tmp_path: Path) -> None:
    text = write_report(comparison, to=tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Questions to ask" not in text
    assert "illustrative" in text


def test_page_opens_with_the_finding(page: str) -> None:
    headings = tree(page).xpath("//h1")
    assert [heading.text_content() for heading in headings] == [
        "We expect “Fast track” to cut mean cycle time by 1.200 working days (1.158 to 1.242)."
    ]


def test_page_loads_nothing_and_runs_nothing(page: str) -> None:
    root = tree(page)
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]
    assert not root.xpath("//script | //link | //iframe | //img | //object | //base | //form")
    assert not [name for node in root.iter() for name in node.attrib if str(name).startswith("on")]
    assert not re.search(r'(src|href)="(?!#)|url\((?!#)|@import|javascript:', page)


def test_headings_do_not_skip(page: str) -> None:
    levels = [int(node.tag[1]) for node in tree(page).iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_language_is_declared(page: str) -> None:
    assert tree(page).get("lang") == "en-GB"


def test_tables_have_captions_and_header_cells_with_scope(page: str) -> None:
    tables = tree(page).xpath("//table")
    assert len(tables) >= 6
    assert all(table.xpath("./caption") for table in tables)
    assert all(cell.get("scope") in {"col", "row"} for cell in tree(page).xpath("//th"))


def test_rows_have_as_many_cells_as_their_heads(page: str) -> None:
    for table in tree(page).xpath("//table"):
        wide = len(table.xpath("./thead/tr/th"))
        for row in table.xpath("./tbody/tr"):
            assert sum(int(cell.get("colspan", 1)) for cell in row.xpath("./th | ./td")) == wide


def test_every_picture_has_a_table_and_words(page: str) -> None:
    root = tree(page)
    pictures = root.xpath("//*[local-name()='svg']")
    assert len(pictures) >= 4
    assert all(picture.get("role") == "img" for picture in pictures)
    assert all(figure.xpath(".//table") for figure in root.xpath("//section[@id='effects']//figure"))


def test_ids_are_unique(page: str) -> None:
    ids = tree(page).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_options_stand_with_value_interval_verdict_and_target(page: str, sentence: Callable[[str], str]) -> None:
    row = next(
        row for row in tree(page).xpath("//section[@id='options']//tbody/tr") if "Fast track" in row.text_content()
    )
    said = " ".join(row.text_content().split())
    assert "−1.200 (−1.242 to −1.158) Better Target met" in said
    assert "Worse" in said
    assert "12,000 GBP once; 500 GBP a year" in said


def test_forbidden_option_is_struck_out_and_named(page: str, sentence: Callable[[str], str]) -> None:
    root = tree(page)
    struck = {node.text_content() for node in root.xpath("//section[@id='options']//s")}
    assert struck == {"No second person"}
    said = " ".join(root.xpath("string(//section[@id='forbidden'])").split())
    assert "C-4EYES. One person pays and approves. Keep a second person." in said
    assert "It would have given: Mean cycle time: −0.500 working days (−0.542 to −0.458), better" in said


def test_unstable_option_carries_its_reason(page: str) -> None:
    row = next(row for row in tree(page).xpath("//section[@id='options']//tbody/tr") if "Pooling" in row.text_content())
    assert "Unstable, not run" in row.text_content()
    assert "handler is overloaded." in row.text_content()


def test_questions_are_limited_and_counted(page: str, sentence: Callable[[str], str]) -> None:
    root = tree(page)
    assert len(root.xpath("//section[@id='questions']/ol/li")) == 15
    said = sentence(page)
    assert "24 rules looked at 3 steps; 30 of 40 checks could be answered" in said
    assert "They raised 20 questions; 8 more are asked of every step" in said
    assert "1 rule was not evaluated for want of information. The 15 with most at stake stand here." in said


def test_what_one_rule_asks_of_several_steps_stands_once(
    comparison: Comparison, sentence: Callable[[str], str]
) -> None:
    raised = asked(2)
    again = replace(raised, findings=(*raised.findings, replace(raised.findings[0], elements=("quick", "send"))))
    page = render_report(comparison, again, CONTENTS)
    assert len(tree(page).xpath("//section[@id='questions']/ol/li")) == 2
    assert "The same is asked of quick to send." in sentence(page)


def test_few_questions_are_all_shown(comparison: Comparison, sentence: Callable[[str], str]) -> None:
    said = sentence(render_report(comparison, asked(1, unknown=0), CONTENTS))
    assert "They raised 1 question; 8 more" in said
    assert "stand here" not in said
    assert "not evaluated for want" not in said


def test_forbidden_suggestions_are_struck_out(page: str) -> None:
    item = tree(page).xpath("//section[@id='questions']/ol/li")[0]
    assert item.xpath("string(.//s)") == "outsource step"
    assert "merge steps, outsource step (forbidden: Board 2025)" in " ".join(item.text_content().split())


def test_appendix_names_files_settings_assumptions_and_the_command(page: str, sentence: Callable[[str], str]) -> None:
    said = sentence(page)
    for text in ("as-is.bpmn", "9f" * 32, "10 min was taken. [RE310]", "Equal shares", CONTENTS.command, "Seed 1"):
        assert text in said


def test_boundary_and_illustration_are_printed_at_the_top(page: str, sentence: Callable[[str], str]) -> None:
    top = sentence(page.partition("<main>")[0])
    assert "The boundary is a draft." in top
    assert "Waiver: C-1 for fast." in top
    assert "Illustrative: the as-is has not been compared with observed times." in top


def test_every_picture_has_its_footer(page: str) -> None:
    feet = tree(page).xpath("//figure//p[@class='foot'] | //section/p[@class='foot']")
    assert len(feet) >= 5
    assert all("6 replications; seed 1" in foot.text_content() for foot in feet)


def test_numbers_never_read_nan(page: str, sentence: Callable[[str], str]) -> None:
    assert not re.search(r"\b(nan|inf|None)\b", sentence(page))


def test_the_word_significant_is_never_used(page: str) -> None:
    assert "significan" not in page.lower()


def test_hostile_texts_stay_text(result: Make, criteria: tuple[Criterion, ...]) -> None:
    notes = {"x": OptionNotes(title=HOSTILE, findings=(Problem("RE1", HOSTILE, HOSTILE),), costs=((HOSTILE, HOSTILE),))}
    breach = SimpleNamespace(rule=HOSTILE, problem=Problem("B1", HOSTILE, HOSTILE))
    found = compare({"as-is": result(), "x": result(cycle=-1)}, criteria, forbidden={"x": (breach,)}, notes=notes)
    contents = replace(
        CONTENTS, title=HOSTILE, aims=(HOSTILE,), inputs=((HOSTILE, HOSTILE),), assumptions=(HOSTILE,),
        boundary=(HOSTILE,), command=HOSTILE, date_of_data=HOSTILE, illustrative=HOSTILE,
    )  # fmt: skip
    root = tree(render_report(found, asked(1, HOSTILE), contents))
    assert not root.xpath("//script | //img")
    assert "\u202e" not in root.text_content()
    assert "{{ 7*7 }}" in root.text_content()
    assert "alert(" in root.text_content()


def test_page_stands_without_options(result: Make, criteria: tuple[Criterion, ...]) -> None:
    root = tree(render_report(compare({"as-is": result()}, criteria), None, CONTENTS))
    assert root.xpath("string(//h1)").startswith("As it is, mean cycle time is 5.08 working days")
    assert not root.xpath("//section[@id='forbidden']")


def test_page_stands_without_criteria(result: Make) -> None:
    page = render_report(compare({"as-is": result(), "x": result(cycle=-1)}, ()), None, CONTENTS)
    assert tree(page).xpath("string(//h1)").startswith("Nothing is compared")


def test_options_that_leave_the_waits_alone_are_named_not_drawn(page: str, sentence: Callable[[str], str]) -> None:
    said = sentence(page)
    assert "Cases wait exactly as they do now in: Quality check on a sample; same; No second person." in said
    assert len(tree(page).xpath("//section[@id='waiting']//figure")) == 2


def test_waits_have_their_numbers_in_tables(page: str) -> None:
    table = tree(page).xpath("//section[@id='waiting']//table")[0]
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in table.xpath(".//tr")]
    assert rows[0] == ["Step", "Total", "contention", "unavailability", "batching", "external"]
    assert rows[1] == ["Wait for file", "34.0", "0.0", "4.0", "0.0", "30.0"]


def test_more_criteria_than_fit_are_still_judged(result: Make) -> None:
    many = [
        Criterion(
            id=f"c{i}", measure="cycle_time", statistic="mean", unit="day", better="lower", target=4, weight=i / 10
        )
        for i in range(7)
    ]
    root = tree(render_report(compare({"as-is": result(), "x": result(cycle=-1)}, many), None, CONTENTS))
    assert len(root.xpath("//section[@id='options']//thead/tr/th")) == 1 + 5
    assert "Target: cannot tell" in root.xpath("string(//section[@id='effects'])")


def test_sampled_inputs_add_their_interval(
    result: Make, criteria: tuple[Criterion, ...], sentence: Callable[[str], str]
) -> None:
    results = {"as-is": result(), "x": result(cycle=-1, manager=-0.1)}
    sampled = {"as-is": result(), "x": result(cycle=-1, manager=-0.1, spread=2.0)}
    said = sentence(render_report(compare(results, criteria, sampled=sampled), None, CONTENTS))
    assert "Interval with uncertain inputs" in said
    assert "Not shown With the inputs exactly as stated: better" in said
    assert "Replications with uncertain inputs drawn 6" in said


def test_short_runs_say_their_length_in_days(
    result: Make, criteria: tuple[Criterion, ...], sentence: Callable[[str], str]
) -> None:
    short = replace(result(), horizon_s=86_400.0 * 3, warm_up_s=0.0)
    said = sentence(render_report(compare({"as-is": short}, criteria), None, CONTENTS))
    assert "Length of arrivals 3 days" in said
    assert "Warm-up left out none" in said


def test_findings_of_a_run_are_listed(
    result: Make, criteria: tuple[Criterion, ...], sentence: Callable[[str], str]
) -> None:
    notes = {"as-is": OptionNotes(title="As it is", findings=(Problem("RE530", "load is 0.97"),))}
    said = sentence(render_report(compare({"as-is": result()}, criteria, notes=notes), None, ReportContents()))
    assert "As it is: load is 0.97. [RE530]" in said


def test_style_sheet_keeps_text_large_and_dark_enough() -> None:
    css = (FOLDER / "page.css").read_text(encoding="utf-8")
    rem = [float(size) for size in re.findall(r"font-size: ([\d.]+)rem", css)]
    points = [float(size) for size in re.findall(r"font-size: ([\d.]+)pt", css)]
    assert min(rem) * 16 >= 12
    assert min(points) >= 9


def test_map_is_drawn_with_the_waits_on_its_steps(comparison: Comparison) -> None:
    from reengineer.bpmn import read_bpmn
    from reengineer.processmap import build_map

    definitions = read_bpmn(
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p">'
        b'<startEvent id="s"/><task id="decide" name="Decide"/><endEvent id="e"/>'
        b'<sequenceFlow id="f1" sourceRef="s" targetRef="decide"/>'
        b'<sequenceFlow id="f2" sourceRef="decide" targetRef="e"/>'
        b"</process></definitions>"
    )
    page = render_report(comparison, None, replace(CONTENTS, maps={"as-is": build_map(definitions)}))
    figure = tree(page).xpath("//figure[contains(@class, 'map')]")[0]
    assert "As it is: waiting at each step" in figure.text_content()
    assert "6 h" in figure.text_content()
