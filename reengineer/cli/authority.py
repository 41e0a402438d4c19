"""Say who may decide."""

import click

from reengineer.cli._shared import examples, json_option, print_json, put, table


@click.command(
    "authority",
    epilog=examples("reengineer authority scenarios/complaints", "reengineer authority my-review --json"),
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@json_option
def command(review: str, as_json: bool) -> None:
    """Say for each option of a REVIEW who may decide about it, by its cost, the controls it alters, and the authority
    of those who signed the boundary.
    """  # noqa: D205 - one sentence for people, which click wraps
    from reengineer.review import load_review, routing_table

    loaded = load_review(review)
    routes = routing_table(loaded)
    if as_json:
        print_json({"schema": "reengineer/authority/1", "review": loaded.title,
                    "routes": [each.to_dict() for each in routes]})  # fmt: skip
        return
    rows = [
        [each.option, f"{each.cost:,.0f} {each.currency}".rstrip(), ", ".join(each.controls) or "-",
         " or ".join(each.trial) or "nobody", " or ".join(each.full) or "nobody",
         " or ".join(each.control_owners) or "-", each.why_nobody or "-"]
        for each in routes
    ]  # fmt: skip
    heads = ("option", "costs once", "controls", "may approve a trial", "may approve it in full", "and decides too",
             "why nobody")  # fmt: skip
    put(table(heads, rows, right=(1,)))
