"""Organise a trial of an option."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reengineer.cli._shared import check_new_file, examples, json_option, print_json, put, say, table

if TYPE_CHECKING:
    from reengineer.monitor import Negotiation, OrganisedTrial
    from reengineer.review import Review


@click.command(
    "trial",
    epilog=examples(
        "reengineer trial scenarios/complaints --option C --start 2026-12-07",
        "reengineer trial my-review --option C -o my-review/trial.yaml",
        "reengineer trial my-review --calendar trial.ics",
        "reengineer trial scenarios/complaints --option C --packages",
    ),
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.option("--option", metavar="ID", help="The option to try.  [default: that of trial.yaml]")
@click.option("--start", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="The first day.")
@click.option("-o", "--output", metavar="FILE", type=click.Path(),
              help="Keep the trial here; a file that is there is read and checked, never written over."
                   "  [default: read trial.yaml of the review, if it is there]")  # fmt: skip
@click.option("--results", metavar="DIR", type=click.Path(), help="Stored results to predict from.")
@click.option("--calendar", metavar="FILE", type=click.Path(), help="Write the days as .ics or .csv.")
@click.option("--packages", is_flag=True, help="Lay the smallest trial, a staged start and all at once side by side.")
@json_option
def command(review: str, **flags: Any) -> int:  # noqa: ANN401 - click's own values
    """Organise a trial of an option of a REVIEW: how many cases and weeks it takes, what it can show, rules for
    starting and stopping, guardrails, fairness, roles, the way back, and a calendar.

    A first draft comes from what the review knows and the simulation predicts. Keep it with -o, fill in what only
    people can say, and run the same command again. Exit code 1 says that a trial read from a file lacks a guardrail
    or a statement of fairness, or names no criterion of the review.
    """  # noqa: D205 - one sentence for people, which click wraps
    from reengineer.review import load_review

    for key, flag in (("output", "-o"), ("calendar", "--calendar")):
        if flags[key] is not None:
            check_new_file(flags[key], flag)
    loaded = load_review(review)
    found, is_draft = _trial(loaded, flags)
    if flags["packages"]:
        _show_packages(loaded, found, flags)
    elif flags["as_json"]:
        print_json(found.to_dict())
    else:
        for line in _lines(found):
            put(line)
    if flags["calendar"] is not None:
        _write_calendar(found, Path(flags["calendar"]))
    wrong = any(problem.severity == "error" for problem in found.problems)
    return 1 if wrong and not is_draft else 0


def _trial(review: "Review", flags: dict[str, Any]) -> "tuple[OrganisedTrial, bool]":
    from reengineer.files import write_text_atomic
    from reengineer.monitor import TRIAL_FILE, TrialPlan, organise
    from reengineer.review import draft_trial, predicted_outcome

    criteria = [criterion.id for criterion in review.criteria]
    kept = Path(flags["output"]) if flags["output"] else review.path.parent / TRIAL_FILE
    start = {"start": flags["start"].date()} if flags["start"] else {}
    if kept.exists():
        plan, document = TrialPlan.read(kept)
        if flags["option"] is None or plan.option == flags["option"]:
            review.option(plan.option)
            return organise(plan.model_copy(update=start), document, criteria or None), False
        if flags["output"]:
            message = f"{kept} tries option {plan.option}, not {flags['option']}; name another file with -o."
            raise click.UsageError(message)
    if flags["option"] is None:
        raise click.UsageError(f"there is no {kept} yet; say which option to try with --option.")
    option = review.option(flags["option"])
    option.apply(review.as_is, within=review.boundary, as_of=review.as_of)
    outcome = predicted_outcome(review, option.id, _folder(flags))
    plan = draft_trial(review, option, outcome, start.get("start"))
    if flags["output"]:
        write_text_atomic(kept, plan.to_yaml())
        say(f"Wrote {kept}: fill in fairness, opt_out and vulnerable, then run the same command again.")
    return organise(plan), True


def _folder(flags: dict[str, Any]) -> Path | None:
    return Path(flags["results"]) if flags["results"] else None


def _show_packages(review: "Review", found: "OrganisedTrial", flags: dict[str, Any]) -> None:
    from reengineer.review import negotiate, predicted_outcome

    brief = negotiate(review, found, predicted_outcome(review, found.plan.option, _folder(flags), alone=False))
    if flags["as_json"]:
        print_json(brief.to_dict())
        return
    for line in _brief(brief):
        put(line)


def _lines(found: "OrganisedTrial") -> Iterator[str]:
    plan = found.plan
    yield f"Trial of option {plan.option}: {plan.title or plan.option}"
    yield f"{plan.design.replace('_', ' ')}, {found.weeks} weeks: {found.verdict}"
    yield (
        f"{found.cases_per_arm:,} {plan.units.what} on each side by the formula, times {found.inflation:.2f} for what "
        f"is alike: {found.cases_needed:,}; {plan.units.per_week:g} come a week"
    )
    if plan.guardrails:
        rows = [
            [each.id, each.what, f"{'at most' if each.better == 'lower' else 'at least'} {each.limit:g} {each.unit}",
             "stop" if each.hard else "adjust", each.action or "-"]
            for each in plan.guardrails
        ]  # fmt: skip
        yield ""
        yield table(("guardrail", "what", "limit", "if broken", "who does what"), rows)
    yield ""
    days = [[str(each.on or f"week {each.week}"), each.what, each.who] for each in found.calendar]
    yield table(("when", "what", "who"), days)
    if found.problems:
        yield ""
        yield from (f"{problem.severity}: {problem}" for problem in found.problems)


def _brief(brief: "Negotiation") -> Iterator[str]:
    yield f"Ways of going on with option {brief.option}: {brief.title}"
    for each in brief.packages:
        yield ""
        yield f"{each.size.upper()}: {each.what}"
        yield f"  cost: {each.cost}"
        yield f"  risk: {each.risk}"
        yield f"  way back: {each.reversible}"
        yield f"  decision: {each.decision}, by {', '.join(each.may_decide) or 'nobody who signed the boundary'}"
        yield f"  evidence: {each.can_show}"
        yield "  ends:"
        yield from (f"    - {criterion}" for criterion in each.exit_criteria)
    yield ""
    if brief.interests:
        yield table(
            ("who decides", "role", "at stake"), [[each.name, each.role, each.stake] for each in brief.interests]
        )
    yield f"If nothing is agreed: {brief.fallback}"
    yield "May be offered:"
    yield from (f"  - {offer}" for offer in brief.offers)


def _write_calendar(found: "OrganisedTrial", path: Path) -> None:
    from reengineer.files import write_text_atomic
    from reengineer.monitor import calendar_csv, calendar_ics

    if path.suffix.lower() == ".ics" and found.plan.start is None:
        raise click.UsageError("days of a calendar need a start; add start to the trial, or --start DATE.")
    write_text_atomic(path, calendar_ics(found) if path.suffix.lower() == ".ics" else calendar_csv(found))
    say(f"Wrote {path}.")
