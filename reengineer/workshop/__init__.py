"""Hold a workshop on a review: people answer its questions in their browsers, all at once, and nothing is lost.

`open_workshop` takes a review; `WorkshopServer` serves it. Answers are kept in ``evidence/workshop.sqlite``, every
version of each, and the last ones go into ``evidence/answers.csv`` as they come.
"""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer.workshop._open import open_workshop
    from reengineer.workshop._server import LOOPBACK, WorkshopServer
    from reengineer.workshop._store import WORKSHOP_FILE, AnswerStore, Given, Kept, Person
    from reengineer.workshop._workshop import Workshop

__all__ = [
    "LOOPBACK",
    "WORKSHOP_FILE",
    "AnswerStore",
    "Given",
    "Kept",
    "Person",
    "Workshop",
    "WorkshopServer",
    "open_workshop",
]

_HOMES = {
    "open_workshop": "_open",
    "LOOPBACK": "_server",
    "WorkshopServer": "_server",
    "WORKSHOP_FILE": "_store",
    "AnswerStore": "_store",
    "Given": "_store",
    "Kept": "_store",
    "Person": "_store",
    "Workshop": "_workshop",
}

__getattr__ = on_first_use(__name__, _HOMES)
