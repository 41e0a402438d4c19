"""Serve a workshop to the browsers of those who take part: a secret address, forms, and nothing from elsewhere."""

import hmac
import secrets
import socket
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from reengineer.errors import Problem, UsageError
from reengineer.report import workshop_style_hash
from reengineer.workshop import _pages
from reengineer.workshop._store import Given, Person
from reengineer.workshop._workshop import Workshop, given_of

LOOPBACK = "127.0.0.1"
MOST_BYTES = 64 * 1024
_SLOWEST_S = 20
_DIGITS = 6
_LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")


class WorkshopServer(ThreadingHTTPServer):
    """Be the server of one workshop.

    Two secrets are in its addresses: one for those who take part, one for who leads. Both are new at every start.

    Parameters
    ----------
    workshop : Workshop
    host : str
        The address to listen at; that of this machine alone unless another is given.
    port : int
        0 for any that is free.

    Raises
    ------
    UsageError
        RE956 nothing can listen at this address and port.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, workshop: Workshop, *, host: str = LOOPBACK, port: int = 0) -> None:
        self.workshop = workshop
        self.guest_key, self.lead_key = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        self.secret = secrets.token_bytes(32)
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            super().__init__((host, port), _Handler)
        except (OSError, OverflowError) as error:
            message = f"nothing can listen at {host}, port {port}: {getattr(error, 'strerror', None) or error}"
            remedy = "Stop what uses the port, or name another with --port; 0 takes any that is free."
            raise UsageError([Problem("RE956", message, remedy)]) from None

    @property
    def port(self) -> int:
        """Return the port that it listens at."""
        return int(self.server_address[1])

    @property
    def origin(self) -> str:
        """Return the beginning of every address."""
        host = str(self.server_address[0])
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def guest_url(self) -> str:
        """Return the address for those who take part."""
        return f"{self.origin}/{self.guest_key}/"

    @property
    def lead_url(self) -> str:
        """Return the address for who leads."""
        return f"{self.origin}/{self.lead_key}/"

    @property
    def is_local(self) -> bool:
        """Say whether only this machine can reach it."""
        return ip_address(str(self.server_address[0]).partition("%")[0]).is_loopback

    def check(self, who: str) -> str:
        """Return the word that only forms of this server carry, for one browser."""
        return hmac.new(self.secret, who.encode(), "sha256").hexdigest()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser that goes away in the middle is no error."""


class _Handler(BaseHTTPRequestHandler):
    """Answer one request."""

    server: WorkshopServer
    timeout = _SLOWEST_S
    server_version = "reengineer"
    sys_version = ""

    def version_string(self) -> str:
        """Return a name without versions."""
        return self.server_version

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base
        """Say nothing: addresses hold the secret."""

    def do_HEAD(self) -> None:
        """Answer as to GET, without the body."""
        self.do_GET()

    def do_GET(self) -> None:
        """Answer with a page."""
        key, rest = self._parts()
        if self._is_key(key, self.server.lead_key):
            if rest:
                self._nothing_here()
            else:
                self._send(_pages.together(self.server.workshop, self._base))
            return
        if not self._is_key(key, self.server.guest_key):
            self._nothing_here()
            return
        person = self._person()
        if rest == "map.svg" and self.server.workshop.picture:
            self._send(self.server.workshop.picture, kind="image/svg+xml")
        elif rest == "" and person is None:
            page = _pages.welcome(self.server.workshop, self._base, self.server.check("nobody"))
            self._send(page)
        elif rest == "" and person is not None:
            said = "Your answer is kept." if urlsplit(self.path).query == "kept" else ""
            page = _pages.questions(self.server.workshop, self._base, person, self.server.check(person.mark), said=said)
            self._send(page)
        elif person is None:
            self._go("")
        else:
            self._form(person, rest)

    def _form(self, person: Person, rest: str) -> None:
        number = _number(rest)
        check = self.server.check(person.mark)
        page = None if number is None else _pages.question(self.server.workshop, self._base, person, number, check)
        if page is None:
            self._nothing_here()
        else:
            self._send(page)

    def do_POST(self) -> None:
        """Take a form."""
        key, rest = self._parts()
        form = self._body()
        if form is None:
            return
        if not self._is_key(key, self.server.guest_key):
            self._nothing_here()
            return
        person = self._person()
        if not self._is_ours(form.get("check", ""), "nobody" if person is None else person.mark):
            message = "The form did not come from this page, or the page is too old. Go back and try again."
            self._refuse(HTTPStatus.FORBIDDEN, "Not taken", message)
        elif rest == "join" and person is None:
            self._join(form.get("role", ""))
        elif rest == "leave" and person is not None:
            self._go("", cookie=self._cookie("", 0))
        elif person is not None and _number(rest) is not None:
            self._answer(person, _number(rest) or 0, form)
        else:
            self._go("")

    def _join(self, choice: str) -> None:
        sheets = self.server.workshop.sheets
        at = int(choice) if choice.isdecimal() and len(choice) <= _DIGITS else -1
        secret = self.server.workshop.join(sheets[at].role) if 0 <= at < len(sheets) else None
        if secret is None:
            self._refuse(HTTPStatus.BAD_REQUEST, "Not taken", "Choose one of the roles of the list.")
        else:
            self._go("", cookie=self._cookie(secret, 60 * 60 * 24 * 30))

    def _answer(self, person: Person, number: int, form: dict[str, str]) -> None:
        workshop = self.server.workshop
        sheet = workshop.sheet(person.role)
        given, seen = given_of(form), form.get("seen", "")
        if sheet is None or not 1 <= number <= len(sheet.questions):
            self._nothing_here()
            return
        if given is None or not (seen.isdecimal() and len(seen) <= 18):
            self._refuse(HTTPStatus.BAD_REQUEST, "Not taken", "The form holds a word that is none of its choices.")
            return
        there = workshop.answer(person, sheet.questions[number - 1].id, given, seen=int(seen))
        if there is not None:
            self._conflict(person, number, given)
        elif number < len(sheet.questions):
            self._go(f"question/{number + 1}")
        else:
            self._go("?kept")

    def _conflict(self, person: Person, number: int, mine: Given) -> None:
        check = self.server.check(person.mark)
        page = _pages.question(self.server.workshop, self._base, person, number, check, mine=mine)
        self._send(page or "", status=HTTPStatus.CONFLICT)

    @property
    def _base(self) -> str:
        return f"/{self._parts()[0]}/"

    def _parts(self) -> tuple[str, str]:
        """Return the secret of the address, and what comes behind it."""
        key, _, rest = urlsplit(self.path).path.removeprefix("/").partition("/")
        return key, rest

    def _is_key(self, key: str, wanted: str) -> bool:
        """Say whether the address holds the secret and was meant for this server, not for a name that leads here."""
        named = self.headers.get("Host", "").rpartition(":")[0].lower()
        meant = not self.server.is_local or named in _LOCAL_NAMES
        return meant and hmac.compare_digest(key.encode(), wanted.encode())

    def _is_ours(self, check: str, who: str) -> bool:
        """Say whether a form came from a page of ours: by the word in it, and by what the browser says itself."""
        origin, site = self.headers.get("Origin"), self.headers.get("Sec-Fetch-Site", "same-origin")
        same = origin is None or urlsplit(origin).netloc.lower() == self.headers.get("Host", "").lower()
        return same and site == "same-origin" and hmac.compare_digest(check.encode(), self.server.check(who).encode())

    def _body(self) -> dict[str, str] | None:
        """Return the fields of a form, each once; None where it was refused."""
        length = self.headers.get("Content-Length", "")
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if not (length.isdecimal() and len(length) <= _DIGITS and int(length) <= MOST_BYTES):
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Not taken", "The form is too long.")
            return None
        if kind != "application/x-www-form-urlencoded":
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Not taken", "This is no form of ours.")
            return None
        try:
            text = self.rfile.read(int(length)).decode("ascii")
            fields = parse_qs(text, keep_blank_values=True, max_num_fields=20, encoding="utf-8", errors="strict")
        except ValueError:
            self._refuse(HTTPStatus.BAD_REQUEST, "Not taken", "The form cannot be read.")
            return None
        return {name: values[-1] for name, values in fields.items()}

    @property
    def _cookie_name(self) -> str:
        return f"workshop-{self.server.workshop.store.id}"

    def _cookie(self, secret: str, seconds: int) -> str:
        return f"{self._cookie_name}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict"

    def _person(self) -> Person | None:
        try:
            found = SimpleCookie(self.headers.get("Cookie", "")).get(self._cookie_name)
        except CookieError:
            return None
        person = None if found is None else self.server.workshop.store.person(found.value)
        # A role may have gone since, with the step that it did.
        return person if person is not None and self.server.workshop.sheet(person.role) is not None else None

    def _nothing_here(self) -> None:
        self._refuse(HTTPStatus.NOT_FOUND, "Nothing here", "Use the whole address that you were given.")

    def _refuse(self, status: HTTPStatus, heading: str, message: str) -> None:
        key = self._parts()[0]
        known = self._is_key(key, self.server.guest_key)
        title = self.server.workshop.review.title if known else "Workshop"
        self._send(_pages.refused(title, f"/{key}/" if known else "", heading, message), status=status)

    def _go(self, place: str, cookie: str = "") -> None:
        self._send("", status=HTTPStatus.SEE_OTHER, more={"Location": self._base + place, "Set-Cookie": cookie})

    def _send(
        self,
        text: str,
        *,
        status: HTTPStatus = HTTPStatus.OK,
        kind: str = "text/html",
        more: dict[str, str] | None = None,
    ) -> None:
        data = text.encode("utf-8", "replace")
        self.send_response(status)
        is_page = kind == "text/html"
        source = f"'{workshop_style_hash()}'" if is_page else "'unsafe-inline'"
        policy = f"default-src 'none'; style-src {source}; img-src 'self'; form-action 'self'"
        headers = {
            "Content-Type": f"{kind}; charset=utf-8",
            "Content-Length": str(len(data)),
            "Content-Security-Policy": f"{policy}; base-uri 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            "Cache-Control": "no-store",
            **(more or {}),
        }
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


def _number(rest: str) -> int | None:
    """Return the number of a question from the end of an address; None where it names none."""
    text = rest.removeprefix("question/")
    return int(text) if rest.startswith("question/") and text.isdecimal() and len(text) <= _DIGITS else None
