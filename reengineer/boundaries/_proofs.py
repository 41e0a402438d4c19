"""Keep the register of controls and rules: what proves that each holds, or the way that gets round it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Literal

from reengineer._records import dataclass
from reengineer.boundaries._controls import (
    breaches_of_control,
    breaches_of_precedence,
    breaches_of_share,
    check_share,
    cut_of,
)
from reengineer.boundaries._ground import EXACT, Breach, Ground
from reengineer.boundaries._people import apart, breaches_of_separation, breaches_of_two_people, unknown_people
from reengineer.boundaries._records import Control, Waiver

Verdict = Literal["holds", "broken", "waived", "not shown"]
Waive = Callable[[Breach], Waiver | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Say of one control or rule whether it holds on a map, and how that is known.

    Parameters
    ----------
    rule : str
        As breaches and waivers name it.
    name : str
        For people.
    verdict : {"holds", "broken", "waived", "not shown"}
        *holds* covers what the map can show; what it cannot is *not shown*.
    because : tuple of str
        The proof in words, one sentence each.
    cut : tuple of str
        Elements without which no case gets from one end of the rule to the other.
    path : tuple of str
        Elements of a shortest way round the rule.
    probability : float or None
        Of getting along without what the rule asks for; None where there is no such way or it is not known.
    basis : str
        The regulation, policy or reason that it rests on.
    verified_by, verified_on, evidence
        Of a control, as its owner wrote.
    """

    rule: str
    name: str
    verdict: Verdict
    because: tuple[str, ...]
    cut: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    probability: float | None = None
    basis: str = ""
    verified_by: str | None = None
    verified_on: date | None = None
    evidence: str | None = None

    def as_dict(self) -> dict[str, object]:
        """Return the entry as commands print it with ``--json``."""
        return {
            "rule": self.rule,
            "name": self.name,
            "verdict": self.verdict,
            "because": list(self.because),
            "cut": list(self.cut),
            "path": list(self.path),
            "probability": self.probability,
            "basis": self.basis,
            "verified_by": self.verified_by,
            "verified_on": None if self.verified_on is None else self.verified_on.isoformat(),
            "evidence": self.evidence,
        }


def proofs(ground: Ground, waive: Waive) -> Iterator[Proof]:
    """Give one entry for each control, rule of precedence, rule of separation and least share."""
    for number in range(len(ground.boundary.controls)):
        yield _of_control(ground, number, waive)
    for number, order in enumerate(ground.boundary.rules.precedence):
        found = tuple(breaches_of_precedence(ground, number))
        name = f"{order.before} before {order.after}"
        cut = ground.carriers(order.before)
        holds = f"every way from a start to {order.after} completes {' or '.join(cut)}"
        missing = () if ground.carriers(order.after) else (f"{order.after} is not in the map any more",)
        shown = _Shown(f"precedence {name}", name, order.why or "", missing or (holds,), cut=cut)
        yield _entry(shown, found, waive)
    for number, group in enumerate(ground.boundary.rules.separation_of_duties):
        found = tuple(breaches_of_separation(ground, number))
        open_ones = tuple(f"nobody says who does {step}" for step in unknown_people(ground, group.steps))
        text = f"{' and '.join(group.steps)} {apart(ground, group.steps, group.level)}"
        name = f"different {'roles' if group.level == 'role' else 'people'}: {', '.join(group.steps)}"
        shown = _Shown(f"separation_of_duties {group.group}", name, group.why or "", (text,), open_ones)
        yield _entry(shown, found, waive)
    for number in range(len(ground.boundary.rules.minimum_check_share)):
        yield _of_share(ground, number, waive)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the map shows of a rule that nothing breaks, and what it leaves open."""

    rule: str
    name: str
    basis: str
    holds: tuple[str, ...]
    open_ones: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()


def _entry(shown: _Shown, found: Iterable[Breach], waive: Waive, control: Control | None = None) -> Proof:
    breaches = tuple(found)
    waivers = [waive(breach) for breach in breaches]
    first = breaches[0] if breaches else None
    return Proof(
        rule=shown.rule,
        name=shown.name,
        verdict=_verdict(shown, waivers),
        because=_because(shown, breaches, waivers),
        cut=() if breaches else shown.cut,
        path=() if first is None else first.path,
        probability=None if first is None else first.probability,
        basis=shown.basis,
        verified_by=None if control is None else control.verified_by,
        verified_on=None if control is None else control.verified_on,
        evidence=None if control is None else control.evidence,
    )


def _verdict(shown: _Shown, waivers: list[Waiver | None]) -> Verdict:
    if not waivers:
        return "not shown" if shown.open_ones else "holds"
    return "broken" if None in waivers else "waived"


def _because(shown: _Shown, breaches: tuple[Breach, ...], waivers: list[Waiver | None]) -> tuple[str, ...]:
    if not breaches:
        return (*shown.holds, *shown.open_ones)
    told = [breach.problem.message for breach in breaches]
    told += [
        f"waived for option {each.option} by {each.granted_by} until {each.until}: {each.reason}"
        for each in dict.fromkeys(waivers)
        if each is not None
    ]
    return tuple(told)


def _of_control(ground: Ground, number: int, waive: Waive) -> Proof:
    control = ground.boundary.controls[number]
    must = control.must
    found = (*breaches_of_control(ground, number), *breaches_of_two_people(ground, number))
    holds: list[str] = []
    cut: tuple[str, ...] = ()
    if must.on_every_path is not None:
        span = must.on_every_path
        cut = cut_of(ground, control, span)
        holds.append(f"without {' and '.join(cut)} no way leads from {span.from_} to {span.to}")
    else:
        holds.append(f"no case that had to pass {' and '.join(control.steps)} can now avoid it")
    if must.different_people:
        text = apart(ground, must.different_people, "person")
        holds.append(f"{' and '.join(must.different_people)} {text}")
    open_ones = tuple(f"nobody says who does {step}" for step in unknown_people(ground, must.different_people))
    if must.least_time is not None:
        holds.append(f"{' and '.join(control.steps)} may take {float(must.least_time) / 60:.4g} min or more")
    if must.execute_if is not None:
        open_ones += (f"whether it is done if {must.execute_if}: the map has no such fact",)
    basis = control.regulation or control.policy or control.why or ""
    shown = _Shown(control.id, control.name or control.id, basis, tuple(holds), open_ones, cut)
    return _entry(shown, found, waive, control)


def _of_share(ground: Ground, number: int, waive: Waive) -> Proof:
    rule = ground.boundary.rules.minimum_check_share[number]
    found = tuple(breaches_of_share(ground, number))
    shares = check_share(ground, rule.step)
    open_ones: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    if shares is None:
        open_ones = ("a share on the way is unknown",)
    elif shares[0] < rule.min - EXACT:
        open_ones = (f"it runs for {_share(shares[0])} of the cases from one start, {_share(shares[1])} from another",)
    else:
        holds = (f"it runs for {_share(shares[0])} of the cases; at least {_share(rule.min)} is agreed",)
    name = f"{rule.step} for at least {_share(rule.min)} of the cases"
    return _entry(_Shown(f"minimum_check_share {rule.step}", name, rule.why or "", holds, open_ones), found, waive)


def _share(share: float) -> str:
    return f"{100 * share:.4g} %"
