"""Check that pictures are safe, the same every time, readable and true to their numbers."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from reengineer.comparison import Comparison, OptionNotes, compare
from reengineer.criteria import Criterion
from reengineer.measures import CAUSES
from reengineer.report import _canvas, _charts
from reengineer.report._charts import HATCHES, PALETTE, Chart, shorten, visible
from reengineer.report._forest import MOST_ROWS, band, forest, key
from reengineer.report._rounding import MINUS
from reengineer.report._wait_bars import (
    MOST_STEPS,
    StepWaits,
    beside,
    causes_of,
    finding,
    gathered,
    hour_places,
    step_waits,
    wait_bars,
)

Make = Callable[..., Any]
HOSTILE = '<script>alert(1)</script> & "$x^2$" --> ]]>'


def drawn(comparison: Comparison, criterion: Criterion) -> Chart:
    chart = forest(comparison, criterion, "c1")
    assert chart is not None
    return chart


def waits(**hours: float) -> tuple[StepWaits, ...]:
    none = dict.fromkeys(CAUSES, 0.0)
    return tuple(
        StepWaits(element=name, name=name.title(), hours=tuple({**none, "contention": value}.values()))
        for name, value in hours.items()
    )


def bars(rows: tuple[StepWaits, ...], title: str = "As it is") -> Chart:
    chart = wait_bars(rows, title, "w1", longest_h=10.0, causes=causes_of([rows]))
    assert chart is not None
    return chart


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_forest_is_the_same_bytes_every_time(comparison: Comparison, criteria: tuple[Criterion, ...]) -> None:
    assert drawn(comparison, criteria[0]).svg == drawn(comparison, criteria[0]).svg


def test_title_of_the_forest_is_the_finding(comparison: Comparison, criteria: tuple[Criterion, ...]) -> None:
    chart = drawn(comparison, criteria[0])
    assert chart.title == "Fast track cuts mean cycle time by 1.200 working days (1.158 to 1.242)"
    assert f">{chart.title}</title>" in chart.svg


def test_words_of_the_forest_hold_its_numbers(comparison: Comparison, criteria: tuple[Criterion, ...]) -> None:
    alt = drawn(comparison, criteria[0]).alt
    assert f"Fast track: {MINUS}1.200 working days ({MINUS}1.242 to {MINUS}1.158), better" in alt
    assert "same: 0 working days, no difference that matters" in alt
    assert "Forbidden: No second person" in alt
    assert "smallest change worth having is 0.1 working days" in alt


def test_forbidden_option_is_struck_out_in_the_picture(comparison: Comparison, criteria: tuple[Criterion, ...]) -> None:
    root = etree.fromstring(drawn(comparison, criteria[0]).svg)
    struck = root.xpath("//*[contains(@style, 'line-through')]//text()[normalize-space()]")
    assert [text.strip() for text in struck] == ["Forbidden: No second person"]


def test_pictures_need_nothing_from_elsewhere(comparison: Comparison, criteria: tuple[Criterion, ...]) -> None:
    for chart in (drawn(comparison, criteria[0]), bars(waits(log=1.0))):
        root = etree.fromstring(chart.svg)
        links = [value for node in root.iter() for name, value in node.attrib.items() if "href" in str(name)]
        assert all(str(link).startswith("#c1-") or str(link).startswith("#w1-") for link in links)
        assert not [
            node for node in root.iter() if etree.QName(node).localname in {"script", "image", "style", "metadata"}
        ]
        assert "<!--" not in chart.svg


def test_ids_belong_to_one_picture(comparison: Comparison, criteria: tuple[Criterion, ...]) -> None:
    ids = re.findall(r'\bid="([^"]+)"', drawn(comparison, criteria[0]).svg)
    assert len(ids) == len(set(ids))
    assert all(name.startswith("c1-") for name in ids)


def test_every_picture_has_a_title_and_a_description(comparison: Comparison, criteria: tuple[Criterion, ...]) -> None:
    for chart in (drawn(comparison, criteria[0]), bars(waits(log=1.0))):
        root = etree.fromstring(chart.svg)
        named = str(root.get("aria-labelledby")).split()
        words = [root.xpath(f"string(//*[@id='{name}'])") for name in named]
        assert root.get("role") == "img"
        assert len(words) == 2
        assert all(words)


def test_hostile_names_stay_text(result: Make, criteria: tuple[Criterion, ...]) -> None:
    notes = {"x": OptionNotes(title=HOSTILE)}
    found = compare({"as-is": result(), "x": result(cycle=-1)}, criteria, notes=notes)
    root = etree.fromstring(drawn(found, criteria[0]).svg)
    assert not root.xpath("//*[local-name() = 'script']")
    assert HOSTILE[:20] in "".join(root.itertext())


def test_names_of_other_scripts_are_drawn(result: Make, criteria: tuple[Criterion, ...]) -> None:
    found = compare(
        {"as-is": result(), "x": result(cycle=-1)}, criteria, notes={"x": OptionNotes(title="審査を省く 🚀")}
    )
    assert "審査を省く" in drawn(found, criteria[0]).svg


def test_hostile_ids_break_no_picture(result: Make, criteria: tuple[Criterion, ...]) -> None:
    found = compare({"as-is": result(), 'x"><b': result(cycle=-1)}, criteria, forbidden={'x"><b': ()})
    etree.fromstring(drawn(found, criteria[0]).svg)


def test_text_is_at_least_twelve_pixels_on_a_small_phone(
    comparison: Comparison, criteria: tuple[Criterion, ...]
) -> None:
    room = 360 - 2 * 16
    for chart in (drawn(comparison, criteria[0]), bars(waits(log=1.0))):
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', chart.svg)]
        assert sizes
        assert min(sizes) * room / _canvas.WIDTH >= 12


def test_at_most_seven_options_are_drawn(result: Make, criteria: tuple[Criterion, ...]) -> None:
    many = {"as-is": result()} | {f"x{i}": result(cycle=-i) for i in range(1, 10)}
    assert drawn(compare(many, criteria), criteria[0]).alt.count("working days (") == MOST_ROWS


def test_criterion_without_values_has_no_picture(result: Make) -> None:
    aim = Criterion(id="csat", measure="csat", better="higher")
    assert forest(compare({"as-is": result(), "x": result()}, [aim]), aim, "c1") is None


def test_single_replications_are_drawn_without_bars(result: Make, criteria: tuple[Criterion, ...]) -> None:
    found = compare({"as-is": result(n=1), "x": result(cycle=-1, n=1)}, criteria)
    assert (
        f"x: {MINUS}1 working day" in drawn(found, criteria[0]).alt or f"{MINUS}0.98" in drawn(found, criteria[0]).alt
    )


def test_picture_with_uncertain_inputs_has_a_second_bar(result: Make, criteria: tuple[Criterion, ...]) -> None:
    results = {"as-is": result(), "x": result(cycle=-1)}
    plain, wide = (
        drawn(compare(results, criteria, sampled=sampled), criteria[0]).svg for sampled in (None, {**results})
    )
    assert PALETTE[1] in wide
    assert PALETTE[1] not in plain


def test_better_stands_left_or_right_as_the_aim_says(result: Make) -> None:
    aim = Criterion(id="cycle", measure="cycle_time", better="higher")
    svg = drawn(compare({"as-is": result(), "x": result(cycle=1)}, [aim]), aim).svg
    assert "← worse" in svg
    assert "better →" in svg


def test_key_explains_only_what_is_drawn(comparison: Comparison, result: Make, criteria: tuple[Criterion, ...]) -> None:
    simple = compare({"as-is": result(), "x": result()}, [criteria[0].model_copy(update={"smallest_change": None})])
    assert "forbidden" in key(comparison)
    assert "forbidden" not in key(simple)
    assert "grey band" not in key(simple)
    assert "uncertain inputs" in key(compare({"as-is": result()}, criteria, sampled={"as-is": result()}))


def test_smallest_change_is_named(criteria: tuple[Criterion, ...]) -> None:
    assert band(criteria[2]) == "Smallest change worth having: 2 points."
    assert band(Criterion(id="c", measure="handoffs", better="lower")) == ""


def test_palette_is_that_of_okabe_and_ito_without_yellow() -> None:
    assert PALETTE[:7] == ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")


def test_every_colour_has_a_second_cue() -> None:
    looks = list(zip(PALETTE, HATCHES, strict=True))
    plain = [colour for colour, hatch in looks if not hatch]
    assert len({hatch for _, hatch in looks if hatch}) == len(looks) - len(plain)
    assert contrast(*plain) >= 3


@pytest.mark.parametrize("colour", [_canvas.INK, _canvas.QUIET])
@pytest.mark.parametrize("ground", ["#ffffff", _charts.BAND])
def test_text_has_contrast(colour: str, ground: str) -> None:
    assert contrast(colour, ground) >= 4.5


def test_steps_come_longest_first_and_idle_ones_not_at_all(result: Make) -> None:
    frame = result(waits={"log": {"contention": 1.0}, "decide": {"batching": 6.0}, "filewait": {}}).waits()
    assert [(item.name, item.total_h) for item in step_waits(frame)] == [("Decide", 6.0), ("Log complaint", 1.0)]


def test_step_without_a_name_goes_by_its_id(result: Make) -> None:
    frame = result(waits={"log": {"contention": 1.0}}).waits().assign(name="")
    assert step_waits(frame)[0].name == "log"


def test_bars_of_an_option_stand_in_the_order_of_the_as_is() -> None:
    as_is, option = waits(a=5.0, b=2.0), waits(new=9.0, b=3.0, a=1.0)
    assert [item.element for item in beside(option, as_is)] == ["a", "b", "new"]


def test_short_waits_are_gathered_and_none_is_lost() -> None:
    rows = waits(**{f"s{place}": float(place) for place in range(1, 21)})
    kept = gathered(rows)
    assert len(kept) == MOST_STEPS
    assert kept[-1].name == "9 more steps"
    assert sum(item.total_h for item in kept) == sum(item.total_h for item in rows)


def test_title_of_the_waits_names_the_longest_and_the_cause() -> None:
    assert finding(waits(log=2.0, decide=6.0)) == (
        "8 calendar hours of waiting a case, 6 of them at Decide; the largest cause is contention, 100 %"
    )


def test_nobody_waiting_is_said_and_not_drawn() -> None:
    assert finding(()) == "no case waits at any step"
    assert wait_bars((), "As it is", "w1", longest_h=0.0, causes=()) is None


def test_totals_are_printed_on_the_bars() -> None:
    svg = bars(waits(log=1.26, decide=7.0)).svg
    assert "1.3 h" in svg
    assert "7.0 h" in svg


def test_all_eight_causes_can_be_drawn() -> None:
    row = StepWaits(element="a", name="A", hours=(1.0,) * 8)
    svg = bars((row,)).svg
    assert "set-up" in svg
    assert all(colour in svg for colour in PALETTE if colour != "#000000")


def test_waits_are_the_same_bytes_every_time() -> None:
    rows = (StepWaits(element="a", name="A", hours=(1.0,) * 8),)
    assert bars(rows).svg == bars(rows).svg


def test_hours_of_a_page_have_the_same_places() -> None:
    assert [hour_places(longest) for longest in (0.0, 5.0, 67.0, 670.0, 67000.0)] == [0, 2, 1, 0, 0]


def test_long_names_are_cut_at_a_word() -> None:
    assert shorten("Automatic acknowledgement and rule-based allocation", 38) == "Automatic acknowledgement and…"
    assert shorten("x" * 50, 10) == "x" * 9 + "…"
    assert shorten("short", 10) == "short"


def test_signs_that_hide_or_turn_text_are_left_out() -> None:
    assert visible("a\u202eb\x00c\n d") == "abc d"
