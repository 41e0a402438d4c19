"""Delete what is past its date."""

import click

from reengineer.cli._shared import examples, json_option, print_json, put, say
from reengineer.errors import counted


@click.command(
    "purge",
    epilog=examples("reengineer purge scenarios/complaints", 'reengineer purge my-review --delete --by "Data officer"'),
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.option("--delete", is_flag=True, help="Delete what is past its date; without this nothing is touched.")
@click.option("--pseudonymise", "hide", is_flag=True,
              help="Put pseudonyms in place of what tells people apart; it cannot be taken back.")  # fmt: skip
@click.option("--by", metavar="WHO", default="owner", show_default=True, help="Who does it, by role.")
@json_option
def command(review: str, delete: bool, hide: bool, by: str, as_json: bool) -> None:
    """Say which personal data of a REVIEW are past their date, and which still tell people apart, by the personal_data
    of its review.yaml. Nothing is deleted unless --delete says so; what is done goes into the log.
    """  # noqa: D205 - one sentence for people, which click wraps
    from reengineer.review import held_data, load_review, pseudonymise, purge

    loaded = load_review(review)
    before = held_data(loaded)
    if hide:
        for name, count in pseudonymise(loaded, by=by):
            say(f"{name}: {counted(count, 'value')} replaced by pseudonyms")
    gone = purge(loaded, by=by) if delete else ()
    if as_json:
        names = [path.relative_to(loaded.path.parent).as_posix() for path in gone]
        held = [each.to_dict() for each in held_data(loaded)]
        print_json({"schema": "reengineer/purge/1", "review": loaded.title, "deleted": names, "personal_data": held})
        return
    for each in before:
        if each.is_there and each.is_past:
            what = "deleted" if delete else "past its date; --delete deletes it"
            put(f"{each.entry.file}: {each.entry.holds}, kept until {each.entry.keep_until}: {what}")
        elif each.open_columns and not hide:
            put(f"{each.entry.file}: tells people apart by {', '.join(each.open_columns)}; --pseudonymise hides that")
    due = any(each.is_there and each.is_past for each in before)
    if not due:
        put("Nothing is past its date." if before else "The review says of no file that it holds personal data.")
