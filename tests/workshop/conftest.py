"""Serve a small workshop on this machine, and talk to it as browsers do."""

import http.client
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from reengineer.review import load_review
from reengineer.workshop import WORKSHOP_FILE, AnswerStore, Workshop, WorkshopServer, open_workshop

SMALL = Path(__file__).resolve().parents[1] / "review" / "small"


@dataclass(frozen=True)
class Reply:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    text: str

    def field(self, name: str) -> str:
        """Return the value of a hidden field of the form."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        assert found, f"no field {name}"
        return unescape(found[1])


@dataclass
class Client:
    """Be one browser, with its own cookies."""

    server: WorkshopServer
    cookie: str = ""
    base: str = field(default="")

    def __post_init__(self) -> None:
        self.base = self.base or f"/{self.server.guest_key}/"

    def ask(
        self, method: str, path: str, body: bytes | str | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        try:
            sent = {"Cookie": self.cookie, **(headers or {})}
            connection.request(method, path, body, {name: value for name, value in sent.items() if value})
            reply = connection.getresponse()
            text = reply.read().decode("utf-8")
            given = dict(reply.getheaders())
        finally:
            connection.close()
        if "Set-Cookie" in given:
            self.cookie = given["Set-Cookie"].partition(";")[0]
        return Reply(reply.status, given, text)

    def get(self, place: str = "") -> Reply:
        return self.ask("GET", self.base + place)

    def post(self, place: str, headers: Mapping[str, str] | None = None, **form: str) -> Reply:
        kind = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self.ask("POST", self.base + place, urlencode(form), kind)

    def join(self, role: str = "clerk") -> "Client":
        page = self.get()
        roles = [sheet.role for sheet in self.server.workshop.sheets]
        assert self.post("join", check=page.field("check"), role=str(roles.index(role))).status == 303
        return self

    def answer(self, number: int, **form: str) -> Reply:
        page = self.get(f"question/{number}")
        return self.post(f"question/{number}", check=page.field("check"), seen=page.field("seen"), **form)


Serve = Callable[..., WorkshopServer]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "small")
    return tmp_path / "small"


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Return the questions and the map of the small review, worked out once."""
    folder = tmp_path_factory.mktemp("asked") / "small"
    shutil.copytree(SMALL, folder)
    return open_workshop(load_review(folder))


@pytest.fixture
def serve(folder: Path, asked: Workshop) -> Iterator[Serve]:
    """Return a function that serves the review of the folder; what it began ends with the test."""
    begun: list[tuple[WorkshopServer, threading.Thread]] = []

    def start(*, anew: bool = False) -> WorkshopServer:
        review = load_review(folder)
        store = AnswerStore(folder / WORKSHOP_FILE)
        server = WorkshopServer(open_workshop(review) if anew else replace(asked, review=review, store=store))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        begun.append((server, thread))
        return server

    yield start
    for server, thread in begun:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


@pytest.fixture
def server(serve: Serve) -> WorkshopServer:
    return serve()


@pytest.fixture
def client(server: WorkshopServer) -> Callable[[], Client]:
    """Return a function that opens one more browser."""
    return lambda: Client(server)
