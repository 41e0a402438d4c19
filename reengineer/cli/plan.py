"""Plan how an option is carried out."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reengineer.cli._shared import check_new_file, examples, json_option, print_json, put, say, table

if TYPE_CHECKING:
    from reengineer.files import Document
    from reengineer.plan import ImplementationPlan, Schedule
    from reengineer.review import Review


@click.command(
    "plan",
    epilog=examples(
        "reengineer plan scenarios/complaints --option B --start 2026-12-01",
        "reengineer plan my-review --option C -o my-review/implementation.yaml --gantt plan.svg",
    ),
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.option("--option", metavar="ID", required=True, help="The option to carry out.")
@click.option("--start", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="The first day.")
@click.option("-o", "--output", metavar="FILE", type=click.Path(),
              help="Keep the plan here; a file that is there is read and scheduled, never written over.")  # fmt: skip
@click.option("--gantt", metavar="FILE.svg", type=click.Path(), help="Draw the plan as bars over time.")
@json_option
def command(review: str, **flags: Any) -> None:  # noqa: ANN401 - click's own values
    """Plan how an option of a REVIEW is carried out: the tasks that its operations bring, with owners, order, what to
    watch and how to undo it; who must be told; the critical path.

    Days are first guesses. Keep the plan with -o, edit it, and run the same command again to see it in time.
    """  # noqa: D205 - one sentence for people, which click wraps
    from reengineer.plan import schedule
    from reengineer.review import load_review

    loaded = load_review(review)
    for key, flag in (("output", "-o"), ("gantt", "--gantt")):
        if flags[key] is not None:
            check_new_file(flags[key], flag)
    plan, document = _plan(loaded, flags)
    found = schedule(plan, document)
    if flags["as_json"]:
        print_json(found.to_dict())
    else:
        for line in (*_lines(found), *_warnings(loaded, found)):
            put(line)
    if flags["gantt"] is not None:
        from reengineer.report import draw_gantt, save_picture

        save_picture(draw_gantt(found), flags["gantt"])
        say(f"Wrote {flags['gantt']}.")


def _plan(review: "Review", flags: dict[str, Any]) -> "tuple[ImplementationPlan, Document | None]":
    from reengineer.files import write_text_atomic
    from reengineer.plan import ImplementationPlan, make_plan

    start = flags["start"].date() if flags["start"] else None
    option = review.option(flags["option"])
    to_be = option.apply(review.as_is, within=review.boundary, as_of=review.as_of)
    kept = Path(flags["output"]) if flags["output"] else None
    if kept is not None and kept.exists():
        plan, document = ImplementationPlan.read(kept)
        if plan.option != option.id:
            raise click.UsageError(f"{kept} plans option {plan.option}, not {option.id}; name another file with -o.")
        return plan.with_start(start), document
    plan = make_plan(option, review.as_is, to_be, review.boundary, start)
    if kept is not None:
        write_text_atomic(kept, plan.to_yaml())
        say(f"Wrote {kept}: edit owners, days and order, then run the same command again.")
    return plan, None


def _lines(found: "Schedule") -> Iterator[str]:
    yield f"{found.plan.title}: {found.days:g} working days, {found.months:.1f} months"
    yield f"To be told: {', '.join(found.plan.told) or 'nobody is affected'}"
    yield ""
    rows = [
        ["*" if each.is_critical else "", each.task.id, each.task.title, each.task.owner, f"{each.task.days:g}",
         str(found.day(each.begins) or f"day {each.begins:g}"), f"{each.slack:g}", each.task.status]
        for each in found.tasks
    ]  # fmt: skip
    yield table(("", "task", "what", "owner", "days", "begins", "slack", "status"), rows, right=(4, 6))
    yield "* on the critical path: a day's delay here delays the whole"
    undo = dict.fromkeys((each.task.operation, each.task.undo) for each in found.tasks if each.task.operation)
    if undo:
        yield ""
        yield "How each change is rolled back:"
        yield from (f"  {str(operation).replace('_', ' ')}: {how}" for operation, how in undo)


def _warnings(review: "Review", found: "Schedule") -> Iterator[str]:
    limit = review.boundary.constraints.implementation_months if review.boundary is not None else None
    if limit is not None and found.months > limit.max:
        yield f"warning: the plan takes {found.months:.1f} months, and {limit.max:g} are agreed."
    from reengineer.review import read_decisions

    decided = [each for each in read_decisions(review.path.parent).decisions if each.option == found.plan.option]
    if not decided or not decided[-1].approves:
        yield f"warning: option {found.plan.option} has not been approved; record it with reengineer decide."
