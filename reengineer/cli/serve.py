"""Serve a workshop."""

from typing import TYPE_CHECKING

import click

from reengineer.cli._shared import WholeNumber, examples, put, say
from reengineer.errors import counted

if TYPE_CHECKING:
    from reengineer.workshop import WorkshopServer

PORT = 8765


@click.command(
    "serve",
    epilog=examples("reengineer serve my-review", "reengineer serve my-review --port 0"),
)
@click.argument("review", metavar="REVIEW", type=click.Path())
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True,
              help="Where to listen. Unless told otherwise, only this machine can reach it.")  # fmt: skip
@click.option("--port", type=WholeNumber(0, 65_535), metavar="N", default=PORT, show_default=True,
              help="The port; 0 takes any that is free.")  # fmt: skip
def command(review: str, host: str, port: int) -> None:
    """Serve a workshop on a REVIEW to browsers: each role gets its questions, and answers go into the review at once.

    Two addresses are printed: one for those who take part, one for who leads, with performers beside managers. Whoever
    has an address can use it; both are new at every start. Nothing is loaded from elsewhere. Ctrl-C ends it.
    """
    from reengineer.review import add_to_log, load_review
    from reengineer.workshop import WorkshopServer, open_workshop

    loaded = load_review(review)
    workshop = open_workshop(loaded)
    before = workshop.settle()
    with WorkshopServer(workshop, host=host, port=port) as server:
        try:
            _announce(server)
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            say("")
    count = workshop.settle()
    if count != before:
        people = counted(sum(workshop.store.people().values()), "person", "people")
        text = f"{counted(count, 'answer')} of {people} in a workshop"
        add_to_log(loaded.path.parent, by="workshop", kind="answers", text=text)
    kept = loaded.path.parent / "evidence" / "answers.csv"
    say(f"{counted(count, 'answer')} kept in {kept}." if count else "No answers.")


def _announce(server: "WorkshopServer") -> None:
    put(f"To take part: {server.guest_url}")
    put(f"To lead:      {server.lead_url}")
    if not server.is_local:
        say("warning: others on the network can reach this. Addresses and answers travel without encryption: use it")
        say("  only on a network that you trust, and stop it when the workshop ends.")
    say("Ctrl-C ends the workshop.")
