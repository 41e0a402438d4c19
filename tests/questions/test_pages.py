"""Each rule has a page that says what it looks at, when it asks, when it does not, and where it comes from."""

import pytest

from reengineer.questions import Rule, catalogue, rule_page

RULES = catalogue().rules


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_its_page_tells_what_a_reader_needs(rule: Rule) -> None:
    page = rule_page(catalogue(), rule.id)
    assert page.startswith(f"# {rule.id}: {rule.name}\n")
    assert rule.notes.question in page
    assert rule.notes.trigger in page
    assert all(f"| `{name}` |" in page for name in rule.trigger.order)
    assert all(f"`{item.operation}`" in page for item in rule.notes.suggests)
    assert all(source in page for source in rule.notes.sources)
    assert all(f"`{name}` is" in page for name in (*rule.notes.example.raises, *rule.notes.example.near_miss))
    assert "None" not in page


def test_there_is_no_page_of_no_rule() -> None:
    with pytest.raises(KeyError):
        rule_page(catalogue(), "ELIM-99")
