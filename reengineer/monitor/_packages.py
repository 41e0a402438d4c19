"""Lay three ways of going on side by side: the smallest trial, a staged start, all at once."""

from collections.abc import Sequence
from typing import Literal

from reengineer._records import dataclass
from reengineer.monitor._organise import OrganisedTrial

Size = Literal["smallest trial", "staged", "full"]
SCHEMA = "reengineer/packages/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """Say what somebody who decides has at stake; ``asked`` where only they can tell."""

    name: str
    role: str
    stake: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Hold one way of going on.

    Parameters
    ----------
    size : {"smallest trial", "staged", "full"}
    what : str
    weeks : int
        Until it can be judged.
    cost : str
        As stated, or what is not known.
    risk : str
    reversible : str
        How it is undone.
    decision : str
        The authority that it needs.
    may_decide : tuple of str
        Who has it.
    exit_criteria : tuple of str
        What ends it; never empty.
    power : float
        Chance to show the stated effect, 0 to 1.
    can_show : str
        In words; says so where it cannot.
    """

    size: Size
    what: str
    weeks: int
    cost: str
    risk: str
    reversible: str
    decision: str
    may_decide: tuple[str, ...]
    exit_criteria: tuple[str, ...]
    power: float
    can_show: str

    def as_dict(self) -> dict[str, object]:
        """Return the package as plain values."""
        return {
            "size": self.size,
            "what": self.what,
            "weeks": self.weeks,
            "cost": self.cost,
            "risk": self.risk,
            "reversible": self.reversible,
            "decision": self.decision,
            "may_decide": list(self.may_decide),
            "exit_criteria": list(self.exit_criteria),
            "power": self.power,
            "can_show": self.can_show,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Negotiation:
    """Hold what is brought to the table.

    Parameters
    ----------
    option, title : str
    packages : tuple of Package
        The smallest first.
    interests : tuple of Interest
    fallback : str
        What to do within the boundary if none is agreed.
    offers : tuple of str
        What may be offered for agreement.
    """

    option: str
    title: str
    packages: tuple[Package, ...]
    interests: tuple[Interest, ...]
    fallback: str
    offers: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """Return what ``trial --packages --json`` prints."""
        return {
            "schema": SCHEMA,
            "option": self.option,
            "title": self.title,
            "packages": [each.as_dict() for each in self.packages],
            "interests": [{"name": each.name, "role": each.role, "stake": each.stake} for each in self.interests],
            "fallback": self.fallback,
            "offers": list(self.offers),
        }


def exit_criteria(trial: OrganisedTrial, size: Size) -> tuple[str, ...]:
    """Return what ends a package: for the better, for the worse, and for want of an answer."""
    plan = trial.plan
    found = [
        f"{'stop' if each.hard else 'adjust'} if {each.what} is {'above' if each.better == 'lower' else 'below'} "
        f"{each.limit:g}{' ' + each.unit if each.unit else ''}"
        for each in plan.guardrails
    ]
    found += plan.stop_rules
    what = "go back" if size == "full" else "stop"
    found.append(f"{what} if after {trial.weeks} weeks less than half of the predicted effect can have come true")
    if size != "full":
        found.append(f"go on if after {trial.weeks} weeks the effect on {plan.primary.criterion} is shown")
    return tuple(found)


def negotiation(
    sizes: Sequence[Package], interests: Sequence[Interest], *, option: str, title: str, fallback: str
) -> Negotiation:
    """Return packages with what may be offered for agreement."""
    return Negotiation(
        option=option,
        title=title,
        packages=tuple(sizes),
        interests=tuple(interests),
        fallback=fallback,
        offers=(
            "figures each week to everybody who signed, guardrails first",
            "anybody named under roles may stop it without asking",
            "a dated decision at the end, on figures agreed before the start",
        ),
    )
