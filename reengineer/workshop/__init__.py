"""Hold a workshop on a review: people answer its questions in their browsers, all at once, and nothing is lost.

`open_workshop` takes a review; `WorkshopServer` serves it. Answers are kept in ``evidence/workshop.sqlite``, every
version of each, and the last ones go into ``evidence/answers.csv`` as they come.
"""

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
