"""Check that sentences say what the verdicts show, and nothing more."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from reengineer.comparison import Comparison, OptionNotes, compare
from reengineer.criteria import Criterion
from reengineer.report import _story as story_module
from reengineer.report import _words as words_module
from reengineer.report._rounding import MINUS
from reengineer.report._trace import untraced


def plain_of(value: Any) -> Any:
    """Return texts without the ids of their results, in whatever holds them."""
    if isinstance(value, str):
        return untraced(value)
    if isinstance(value, tuple | list):
        return type(value)(plain_of(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: plain_of(getattr(value, each.name)) for each in fields(value)})
    return value


def plainly(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that gives its texts without ids."""
    return lambda *args, **named: plain_of(function(*args, **named))


class Plain:
    """Be a module whose functions give texts without ids."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return plainly(getattr(self._module, name))


_words, _story = Plain(words_module), Plain(story_module)

Make = Callable[..., Any]


def two(result: Make, criteria: tuple[Criterion, ...], option: Any, **changes: Any) -> Comparison:
    notes = {"x": OptionNotes(title="Fast track"), "as-is": OptionNotes(title="As it is")}
    return compare({"as-is": result(n=changes.pop("n", 6)), "x": option}, criteria, notes=notes, **changes)


def test_headline_names_the_largest_shown_gain_on_the_weightiest_criterion(comparison: Comparison) -> None:
    assert (
        _words.headline(comparison)
        == "We expect Fast track to cut mean cycle time by 1.200 working days (1.158 to 1.242)"
    )


def test_headline_never_praises_a_forbidden_option(result: Make, criteria: tuple[Criterion, ...]) -> None:
    found = two(result, criteria, result(cycle=-1), forbidden={"x": ()})
    barred = replace(found, outcomes=(found.outcomes[0], replace(found.outcomes[1], status="forbidden")))
    assert "Fast track" not in _words.headline(barred)
    assert _words.headline(barred).startswith("As it is, mean cycle time is 5.08 working days (4.")


def test_headline_warns_where_uncertain_inputs_change_the_verdict(
    result: Make, criteria: tuple[Criterion, ...]
) -> None:
    sampled = {"as-is": result(), "x": result(cycle=-1, spread=3.0)}
    found = two(result, criteria, result(cycle=-1), sampled=sampled)
    assert _words.headline(found).startswith(
        "No gain in mean cycle time is shown once uncertain inputs count: Fast track"
    )
    assert _words.headline(found).endswith("if the inputs were exactly as stated")


def test_headline_of_one_option_without_effect_says_so(result: Make, criteria: tuple[Criterion, ...]) -> None:
    found = two(result, criteria, result())
    assert _words.headline(found) == "Fast track leaves mean cycle time exactly as it is"


def test_headline_without_criteria_compares_nothing(result: Make) -> None:
    assert _words.headline(two(result, (), result())) == "Nothing is compared: the review states no criterion"


def test_not_shown_is_not_called_no_difference(result: Make, criteria: tuple[Criterion, ...]) -> None:
    found = two(result, criteria, result(cycle=-0.1, spread=0.6))
    said = _words.headline(found)
    assert said.startswith(
        f"No difference in mean cycle time is shown for Fast track: {MINUS}0.10 working days ({MINUS}1."
    )


def test_not_shown_says_what_it_would_take(result: Make, criteria: tuple[Criterion, ...]) -> None:
    item = two(result, criteria, result(cycle=-0.3, spread=0.6)).differences[0]
    more = item.more_replications
    assert _words.what_it_takes(item) == f"about {more} more replications would tell, if the difference stays as it is"
    assert _words.what_it_takes(replace(item, more_replications=1)).startswith("about 1 more replication would")
    assert "no affordable number" in _words.what_it_takes(replace(item, more_replications=None))


def test_one_replication_is_said_to_tell_nothing(result: Make, criteria: tuple[Criterion, ...]) -> None:
    item = two(result, criteria, result(cycle=-1, n=1), n=1).differences[0]
    assert "one replication cannot tell a difference from chance" in _words.effect(item, "X", criteria[0])
    assert _words.what_it_takes(item) == "at least two replications are needed"


def test_measure_without_value_is_said_to_have_none(result: Make, criteria: tuple[Criterion, ...]) -> None:
    aim = Criterion(id="csat", measure="csat", better="higher")
    found = two(result, (aim,), result(cycle=-1))
    assert _words.what_it_takes(found.differences[0]) == "a simulation does not tell this measure"
    assert _words.headline(replace(found, differences=())) == "No option could be compared"


def test_small_certain_difference_is_said_not_to_matter(result: Make, criteria: tuple[Criterion, ...]) -> None:
    item = two(result, criteria, result(cycle=-0.02, spread=0.005)).differences[0]
    assert _words.effect(item, "X", criteria[0]).startswith("X makes no difference that matters to mean cycle time: ")


def test_several_small_differences_are_summed_up(result: Make, criteria: tuple[Criterion, ...]) -> None:
    results = {"as-is": result(), "x": result(cycle=-0.02), "y": result(cycle=0.01)}
    assert (
        _words.headline(compare(results, criteria)) == "No option changes mean cycle time by more than 0.1 working days"
    )
    free = (criteria[0].model_copy(update={"smallest_change": None}),)
    same = compare({"as-is": result(), "x": result(), "y": result()}, free)
    assert _words.headline(same) == "No option changes mean cycle time"


def test_options_that_make_it_worse_are_counted(result: Make, criteria: tuple[Criterion, ...]) -> None:
    worse = compare({"as-is": result(), "x": result(cycle=1), "y": result(cycle=0.01)}, criteria)
    assert _words.headline(worse) == "No option is shown to improve mean cycle time; 1 shown to make it worse"
    noisy = compare({"as-is": result(), "x": result(cycle=0.1, spread=1), "y": result(cycle=0.01)}, criteria)
    assert _words.headline(noisy) == "No option is shown to change mean cycle time for the better"


@pytest.mark.parametrize(
    ("better", "by", "said"),
    [("lower", -1, "cuts"), ("lower", 1, "raises"), ("higher", -1, "lowers"), ("higher", 1, "raises")],
)
def test_verb_follows_direction_and_aim(result: Make, better: str, by: float, said: str) -> None:
    aim = Criterion(id="cycle", measure="cycle_time", unit="day", better=better)
    item = two(result, (aim,), result(cycle=by)).differences[0]
    assert f" {said} mean cycle time by 1.000 days (0.9" in _words.effect(item, "X", aim)


def test_story_hides_no_price(comparison: Comparison) -> None:
    story = " ".join(_story.story(comparison))
    assert "That meets the target of 4.2 working days." in story
    assert "It raises mean activity cost by 3.000 GBP (2.958 to 3.042), which is worse." in story


def test_story_names_what_was_forbidden_unstable_and_open(comparison: Comparison) -> None:
    story = " ".join(_story.story(comparison))
    assert "No second person would cut mean cycle time by 0.500 working days (0.458 to 0.542) but is forbidden" in story
    assert "Pooling: unstable, not run." in story
    assert "No difference in mean cycle time is shown for Quality check on a sample" in story


def test_story_lists_the_other_gains(result: Make, criteria: tuple[Criterion, ...]) -> None:
    found = compare({"as-is": result(), "x": result(cycle=-1), "y": result(cycle=-2)}, criteria)
    story = " ".join(_story.story(found))
    assert f"Also shown to be better on mean cycle time: x, {MINUS}1.000 working days" in story
    assert "not options with each other" in story


def test_story_counts_verdicts_that_flip(result: Make, criteria: tuple[Criterion, ...]) -> None:
    sampled = {"as-is": result(), "x": result(cycle=-1, cost=-50, spread=3.0)}
    flips = " ".join(_story.story(two(result, criteria[:2], result(cycle=-1, cost=-50), sampled=sampled)))
    assert "1 of 2 verdicts changes; the tables name it." in flips
    steady = two(result, criteria[:1], result(cycle=-1), sampled={"as-is": result(), "x": result(cycle=-1)})
    held = " ".join(_story.story(steady))
    assert "The gain stays when uncertain inputs are drawn from their ranges: 0.977 to 1.023 working days." in held
    assert "The verdict holds when uncertain inputs are drawn from their ranges." in held


def test_story_of_nothing_is_empty(result: Make) -> None:
    assert _story.story(compare({"as-is": result()}, ())) == ()


def test_footer_says_on_what_the_numbers_rest(comparison: Comparison) -> None:
    assert _story.footer(comparison, "working", "October 2026", "not compared with observed times") == (
        "6 replications; seed 1; 26 weeks of arrivals; warm-up 2 weeks left out; working time; version 0.1.0; "
        "data of October 2026; illustrative: not compared with observed times."
    )


def test_footer_names_what_was_not_stated(result: Make, criteria: tuple[Criterion, ...]) -> None:
    found = replace(compare({"as-is": result(n=1)}, criteria), warm_up_s=0.0)
    assert _story.footer(found, "", "", "") == (
        "1 replication; seed 1; 26 weeks of arrivals; no warm-up; version 0.1.0; date of the data not stated."
    )


def test_target_that_is_missed_or_open_is_said_so(result: Make, criteria: tuple[Criterion, ...]) -> None:
    value = two(result, criteria, result(cycle=-1)).outcome("x").measured("cycle")
    missed = replace(value, target="not_met", minimum="cannot_tell")
    assert _words.judged(missed, criteria[0]) == (
        "that does not meet the target of 4.2 working days; "
        "whether that meets the minimum of 5.5 working days cannot be told"
    )
    assert _words.judged(replace(value, target=None, minimum="met"), criteria[0]).startswith("that meets the minimum")


def test_the_word_significant_is_never_used(comparison: Comparison, criteria: tuple[Criterion, ...]) -> None:
    titles = [_words.criterion_title(comparison, criterion) for criterion in criteria]
    assert "significan" not in " ".join([*titles, *_story.story(comparison), _words.headline(comparison)]).lower()


def test_forbidden_option_without_a_shown_gain_is_not_praised(result: Make, criteria: tuple[Criterion, ...]) -> None:
    found = two(result, criteria, result(), forbidden={"x": ()})
    barred = replace(found, outcomes=(found.outcomes[0], replace(found.outcomes[1], status="forbidden")))
    assert "Fast track is forbidden by the boundary" in " ".join(_story.story(barred))


def test_difference_that_cannot_be_measured_is_written_as_nothing(
    result: Make, criteria: tuple[Criterion, ...]
) -> None:
    item = replace(two(result, criteria, result()).differences[0], difference=None)
    assert _words.signed(item) == ""
    assert _words.total_interval(item) == ""
    assert _words.total_magnitude(item) == ""


def test_certain_total_difference_has_no_width(result: Make, criteria: tuple[Criterion, ...]) -> None:
    item = replace(two(result, criteria, result()).differences[0], total_low=-2.0, total_high=-2.0)
    assert _words.total_interval(item) == f"{MINUS}2.00"


def test_footer_of_results_that_were_not_kept_names_what_it_can(result: Make, criteria: tuple[Criterion, ...]) -> None:
    found = compare({"as-is": result()}, criteria)
    bare = replace(found, outcomes=(replace(found.outcomes[0], result=None),))
    assert _story.footer(bare, "", "May 2026", "") == "6 replications; data of May 2026."
