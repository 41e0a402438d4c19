"""A boundary is checked against the map that it is about."""

from collections.abc import Callable

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Boundary

NOTES = """
version: 1
resources: {clerk: {members: 3}}
steps: {log: {role: clerk}, file: {role: clerk}, pay: {role: clerk}}
events: {wait: {delay: 1 day}}
"""


@pytest.fixture
def office(draw: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    return draw("start > log > ~wait > file > ?g > pay > send > end\ng > send", NOTES)


def found(office: AnnotatedMap, **entries: object) -> list[tuple[str, str]]:
    boundary = Boundary(**({"process": "p"} | entries))  # type: ignore[arg-type]
    return [(problem.code, problem.message) for problem in boundary.findings(office)]


def test_a_boundary_that_fits_has_no_findings(office: AnnotatedMap) -> None:
    assert found(office, locked_steps=[{"step": "send"}], rules={"closed_flows": [{"flow": "g_to_send"}]}) == []


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ({"process": "q"}, 'process "q" is not in the map'),
        ({"locked_steps": [{"step": "sendd"}]}, 'locked step "sendd" is not in the map (nearest: "send", "end")'),
        ({"scope": {"from_event": "begin"}}, 'scope event "begin" is not in the map'),
        ({"scope": {"include_steps": ["lug"]}}, 'included step "lug" is not in the map (nearest: "log"'),
        ({"scope": {"exclude_steps": ["zz"]}}, 'excluded step "zz" is not in the map'),
        ({"controls": [{"id": "C", "steps": ["zz"]}]}, 'step of C "zz" is not in the map'),
        (
            {"controls": [{"id": "C", "steps": ["pay"], "must": {"on_every_path": {"from": "zz", "to": "end"}}}]},
            'C from "zz" is not in the map',
        ),
        (
            {"controls": [{"id": "C", "steps": ["pay"], "must": {"different_people": ["pay", "zz"]}}]},
            'C step "zz" is not in the map',
        ),
        ({"rules": {"precedence": [{"before": "zz", "after": "pay"}]}}, 'step "zz" is not in the map'),
        (
            {"rules": {"separation_of_duties": [{"group": "g", "steps": ["pay", "zz"]}]}},
            'step "zz" is not in the map',
        ),
        ({"rules": {"minimum_check_share": [{"step": "zz", "min": 0.1}]}}, 'step "zz" is not in the map'),
        ({"rules": {"closed_flows": [{"flow": "g_to_sen"}]}}, 'closed flow "g_to_sen" is not in the map'),
        ({"people": {"roles_may_not_lose": [{"role": "clark", "steps": ["pay"]}]}}, 'role "clark" is not in the map'),
        ({"people": {"roles_may_not_lose": [{"role": "clerk", "steps": ["zz"]}]}}, 'step "zz" is not in the map'),
    ],
)
def test_names_that_the_map_lacks_are_found(office: AnnotatedMap, entries: dict[str, object], message: str) -> None:
    [(code, text)] = found(office, **entries)
    assert code == "B002"
    assert text.startswith(message)


def test_a_lock_that_locks_nothing_forbids(office: AnnotatedMap) -> None:
    boundary = Boundary(process="p", locked_steps=[{"step": "sendd"}])  # type: ignore[list-item]
    [breach] = boundary.check(office, office, ())
    assert (breach.problem.code, breach.rule, breach.operation) == ("B002", "boundary", None)


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (
            {"permitted_changes": [{"op": "unbatch"}], "forbidden_changes": [{"op": "unbatch"}]},
            "permitted unbatch contradicts forbidden unbatch",
        ),
        (
            {"permitted_changes": [{"op": "delete_step", "steps": ["pay"]}], "locked_steps": [{"step": "pay"}]},
            "permitted delete_step pay contradicts the lock on pay",
        ),
        (
            {
                "permitted_changes": [{"op": "delete_step", "steps": ["pay"]}],
                "rules": {"minimum_check_share": [{"step": "pay", "min": 0.25}]},
            },
            "permitted delete_step pay contradicts minimum_check_share pay 0.25",
        ),
    ],
)
def test_entries_that_cannot_both_hold_are_found(
    office: AnnotatedMap, entries: dict[str, object], message: str
) -> None:
    assert found(office, **entries) == [("B006", message)]


def test_a_step_is_not_both_in_and_out(office: AnnotatedMap) -> None:
    scope = {"include_steps": ["pay"], "exclude_steps": ["pay"]}
    assert ("B006", "pay is both included and excluded") in found(office, scope=scope)


def test_a_scope_is_one_fragment(office: AnnotatedMap) -> None:
    [(code, text)] = found(office, scope={"include_steps": ["log", "file"]})
    assert code == "B007"
    assert '"file" is reached only through "wait", which is neither included nor excluded' in text


def test_excluded_steps_hold_a_scope_together(office: AnnotatedMap) -> None:
    assert found(office, scope={"include_steps": ["log", "file"], "exclude_steps": ["wait"]}) == []
    assert found(office, scope={"include_steps": ["file", "send"]}) == []


def test_each_piece_is_reported_once(office: AnnotatedMap) -> None:
    codes = [code for code, _ in found(office, scope={"include_steps": ["log", "file", "pay"]})]
    assert codes == ["B007"]
