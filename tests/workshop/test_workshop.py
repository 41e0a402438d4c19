"""A workshop takes answers from many at once, keeps every version, and lets nobody in who has no address."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reengineer.errors import ReviewError, UsageError
from reengineer.review import import_answers, load_review, question_sheets, read_answers, write_sheets
from reengineer.workshop import AnswerStore, Given, WorkshopServer

Open = Callable[[], Any]
HOSTILE = """</textarea><script>alert(1)</script>"'&<img src=x onerror=alert(2)>"""


def answers(folder: Path) -> list[tuple[str, str, str, str]]:
    return [(each.role, each.question, each.holds, each.answer) for each in read_answers(load_review(folder))]


def test_an_answer_goes_into_the_review_at_once(client: Open, folder: Path) -> None:
    clerk = client().join("clerk")
    reply = clerk.answer(1, holds="partly", answer="It depends\n on the shop", evidence="12 of 40 in May", quote="yes")
    assert (reply.status, reply.headers["Location"]) == (303, f"{clerk.base}question/2")
    [kept] = read_answers(load_review(folder))
    assert (kept.role, kept.kind, kept.method, kept.holds) == ("clerk", "performer", "workshop", "partly")
    assert (kept.answer, kept.evidence, kept.quote) == ("It depends on the shop", "12 of 40 in May", "yes")
    assert kept.question == clerk.server.workshop.sheet("clerk").questions[0].id
    page = clerk.get().text
    assert "1 of" in page
    assert "It depends on the shop" in clerk.get("question/1").text


def test_two_at_once_lose_nothing(client: Open, folder: Path) -> None:
    clients = [client().join("clerk" if number % 2 else "managers") for number in range(8)]
    counts = [min(4, len(each.server.workshop.sheets[0].questions)) for each in clients]
    start = threading.Barrier(len(clients))
    replies: list[int] = []

    def numbers(who: int) -> range:
        return range(1, counts[who] + 1)

    def work(who: int) -> None:
        start.wait(timeout=20)
        mine = (clients[who].answer(number, holds="yes", answer=f"person {who} on {number}") for number in numbers(who))
        replies.extend(reply.status for reply in mine)

    threads = [threading.Thread(target=work, args=(who,)) for who in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert replies == [303] * sum(counts)
    wanted = {f"person {who} on {number}" for who in range(len(clients)) for number in numbers(who)}
    assert {text for *_, text in answers(folder)} == wanted


def test_sheets_taken_back_meanwhile_are_kept_too(client: Open, folder: Path) -> None:
    from openpyxl import load_workbook

    from reengineer.review import ask_review

    clerk = client().join("clerk")
    clerk.answer(1, holds="yes")
    review = load_review(folder)
    paths = write_sheets(question_sheets(review, ask_review(review)), folder / "sheets", "x")
    book = load_workbook(paths[0])
    book["Questions"].cell(2, 5, "no")
    book.save(paths[0])
    import_answers(review, (paths[0],), method="written", day=date(2026, 5, 1))
    clerk.answer(2, holds="partly")
    assert sorted(holds for _, _, holds, _ in answers(folder)) == ["no", "partly", "yes"]


def test_the_last_version_counts_and_every_version_is_kept(client: Open, folder: Path, server: WorkshopServer) -> None:
    clerk = client().join()
    clerk.answer(1, holds="yes", answer="first")
    clerk.answer(1, holds="no", answer="second")
    assert [(holds, text) for *_, holds, text in answers(folder)] == [("no", "second")]
    with sqlite3.connect(server.workshop.store.path) as base:
        assert base.execute("SELECT holds, answer FROM answers").fetchall() == [("yes", "first"), ("no", "second")]
    base.close()


def test_two_windows_of_one_person_do_not_write_over_each_other(client: Open, folder: Path) -> None:
    clerk = client().join()
    stale = clerk.get("question/1")
    clerk.answer(1, holds="yes", answer="from the first window")
    form = {"check": stale.field("check"), "seen": stale.field("seen"), "answer": "from the second window"}
    reply = clerk.post("question/1", **form)
    assert reply.status == 409
    assert "from the first window" in reply.text
    assert "from the second window" in reply.text
    assert [text for *_, text in answers(folder)] == ["from the first window"]
    again = clerk.post("question/1", **{**form, "check": reply.field("check"), "seen": reply.field("seen")})
    assert again.status == 303
    assert [text for *_, text in answers(folder)] == ["from the second window"]


def test_who_comes_back_after_a_restart_goes_on(client: Open, serve: Callable[[], WorkshopServer]) -> None:
    clerk = client().join()
    clerk.answer(1, holds="yes", answer="before")
    again = serve()
    clerk.server, clerk.base = again, f"/{again.guest_key}/"
    assert "1 of" in clerk.get().text
    assert clerk.answer(2, holds="no").status == 303


def test_performers_and_managers_stand_side_by_side_for_who_leads(client: Open, server: WorkshopServer) -> None:
    clerk, boss = client().join("clerk"), client().join("managers")
    question = server.workshop.sheet("clerk").questions[0].id
    at = [each.id for each in server.workshop.sheet("managers").questions].index(question) + 1
    clerk.answer(1, holds="no", answer="what I alone know")
    boss.answer(at, holds="yes")
    lead = client()
    lead.base = f"/{server.lead_key}/"
    page = lead.get()
    assert page.status == 200
    assert "they differ" in page.text
    assert "2 answers; taking part: 1 clerk, 1 managers" in page.text
    assert "what I alone know" not in page.text
    assert lead.get("question/1").status == 404
    assert lead.post("join", check=server.check("nobody"), role="0").status == 404


def test_hostile_text_is_shown_and_nothing_else(client: Open, folder: Path) -> None:
    clerk = client().join()
    clerk.answer(1, holds="yes", answer=HOSTILE, evidence="=HYPERLINK(1)")
    page = clerk.get("question/1").text
    assert "<script" not in page
    assert "<img src=x" not in page
    assert "&lt;/textarea&gt;&lt;script&gt;" in page
    text = (folder / "evidence" / "answers.csv").read_text()
    assert ",'=HYPERLINK(1)," in text
    assert [each.answer for each in read_answers(load_review(folder))] == [HOSTILE]


def test_hostile_names_in_the_review_are_shown_and_nothing_else(
    folder: Path, serve: Callable[..., WorkshopServer], client: Open
) -> None:
    path = folder / "as-is.bpmn"
    path.write_text(path.read_text().replace("Register the claim", "&lt;script&gt;alert(1)&lt;/script&gt;&quot;"))
    (folder / "review.yaml").write_text(
        (folder / "review.yaml").read_text().replace("title: Refunds", 'title: "<b onclick=x>Refunds"')
    )
    guest = client()
    guest.server = serve(anew=True)
    guest.base = f"/{guest.server.guest_key}/"
    pages = [guest.get().text]
    guest.join()
    pages += [guest.get().text, guest.get("question/1").text, guest.get("map.svg").text]
    for page in pages:
        assert "<script" not in page
        assert "<b onclick" not in page


def test_personal_data_that_have_a_form_are_not_kept(client: Open, server: WorkshopServer, folder: Path) -> None:
    client().join().answer(1, answer="Ring 07700 900123 or jo@example.org", evidence="SW1A 1AA")
    for path in (server.workshop.store.path, folder / "evidence" / "answers.csv"):
        data = path.read_bytes()
        assert b"07700" not in data
        assert b"jo@" not in data
        assert b"[e-mail]" in data


def test_a_name_is_never_asked_for_nor_an_address_kept(client: Open, server: WorkshopServer) -> None:
    clerk = client().join()
    assert clerk.cookie.partition("=")[2].encode() not in server.workshop.store.path.read_bytes()
    assert "127.0.0.1" not in server.workshop.store.path.read_bytes().decode("latin-1")


def test_nobody_gets_in_without_the_address(client: Open, server: WorkshopServer) -> None:
    for path in ("/", "/x/", "//", f"/{server.guest_key[:-1]}/", f"/{server.guest_key}x/question/1", "/../", "/%00/"):
        reply = client().ask("GET", path)
        assert (reply.status, "Refunds" in reply.text) == (404, False), path


def test_a_name_that_leads_here_from_elsewhere_is_not_answered(client: Open, server: WorkshopServer) -> None:
    guest = client()
    assert guest.ask("GET", guest.base, headers={"Host": f"evil.example:{server.port}"}).status == 404
    assert guest.ask("GET", guest.base, headers={"Host": f"localhost:{server.port}"}).status == 200


def test_a_form_from_elsewhere_is_not_taken(client: Open, folder: Path) -> None:
    clerk, other = client().join(), client().join()
    page = clerk.get("question/1")
    good = {"check": page.field("check"), "seen": "0", "holds": "yes"}
    tries = (
        ({**good, "check": ""}, {}),
        ({**good, "check": other.get("question/1").field("check")}, {}),
        (good, {"Origin": "http://evil.example"}),
        (good, {"Origin": "null"}),
        (good, {"Sec-Fetch-Site": "cross-site"}),
    )
    for form, headers in tries:
        assert clerk.post("question/1", headers=headers, **form).status == 403
    assert answers(folder) == []
    assert clerk.post("question/1", headers={"Origin": f"http://127.0.0.1:{clerk.server.port}"}, **good).status == 303


def test_what_is_no_form_of_ours_is_refused(client: Open, folder: Path) -> None:
    clerk = client().join()
    page = clerk.get("question/1")
    check, form = page.field("check"), {"Content-Type": "application/x-www-form-urlencoded"}
    place = clerk.base + "question/1"
    assert clerk.ask("POST", place, "{}", {"Content-Type": "application/json"}).status == 415
    assert clerk.ask("POST", place, headers={**form, "Content-Length": "99999999"}).status == 413
    assert clerk.ask("POST", place, headers={**form, "Content-Length": "-1"}).status == 413
    assert clerk.ask("POST", place, b"answer=\xff", form).status == 400
    assert clerk.ask("POST", place, "&".join(f"a{n}=1" for n in range(50)), form).status == 400
    assert clerk.post("question/1", check=check, seen="0", holds="maybe").status == 400
    assert clerk.post("question/1", check=check, seen="-1", holds="yes").status == 400
    assert clerk.post("question/99", check=check, seen="0", holds="yes").status == 404
    assert client().post("join", check=clerk.server.check("nobody"), role="99").status == 400
    assert clerk.ask("DELETE", place).status == 501
    assert answers(folder) == []


def test_every_reply_forbids_what_is_not_needed(client: Open, server: WorkshopServer) -> None:
    clerk = client().join()
    for reply in (clerk.get(), clerk.get("question/1"), clerk.get("map.svg"), clerk.ask("GET", "/nothing")):
        policy = reply.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Cache-Control"] == "no-store"
        assert reply.headers["Referrer-Policy"] == "same-origin"
        assert reply.headers["Server"] == "reengineer"
        assert "://" not in reply.text.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/", "")
    assert clerk.ask("HEAD", clerk.base).text == ""
    joined = client()
    reply = joined.post("join", check=joined.get().field("check"), role="0")
    assert "HttpOnly; SameSite=Strict" in reply.headers["Set-Cookie"]


def test_a_device_may_be_handed_over(client: Open, folder: Path) -> None:
    clerk = client().join()
    clerk.answer(1, holds="yes")
    clerk.post("leave", check=clerk.get().field("check"))
    assert "Which work do you do?" in clerk.get().text
    clerk.join("lead")
    clerk.answer(1, holds="no")
    assert {(role, holds) for role, _, holds, _ in answers(folder)} == {("clerk", "yes"), ("lead", "no")}


def test_it_listens_to_this_machine_alone(server: WorkshopServer) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert server.is_local
    with pytest.raises(UsageError) as raised:
        WorkshopServer(server.workshop, port=server.port)
    assert raised.value.problems[0].code == "RE956"


def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "workshop.sqlite"
    path.write_bytes(b"no database, only text that is long enough to be read as a page" * 100)
    with pytest.raises(ReviewError) as raised:
        AnswerStore(path)
    assert raised.value.problems[0].code == "RE955"
    assert path.read_bytes().startswith(b"no database")


@pytest.mark.slow
def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "workshop.sqlite"
    AnswerStore(path)
    code = (
        "import sys; from pathlib import Path; from reengineer.workshop import AnswerStore, Given\n"
        "store = AnswerStore(Path(sys.argv[1])); me = store.person(store.join('clerk', 'performer', 'now'))\n"
        "for n in range(20): store.save(me, f'Q{n}', Given(answer=sys.argv[2]), seen=0, at='now')"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(path), str(n)]) for n in range(2)]
    assert [each.wait(timeout=60) for each in running] == [0, 0]
    kept = AnswerStore(path).everything()
    assert sorted((question, each.given.answer) for _, question, each in kept) == sorted(
        (f"Q{number}", who) for number in range(20) for who in "01"
    )


def test_an_empty_answer_takes_an_answer_back(client: Open, folder: Path, server: WorkshopServer) -> None:
    clerk = client().join()
    clerk.answer(1, holds="yes")
    clerk.answer(1)
    assert answers(folder) == []
    assert any(kept.given == Given() for _, _, kept in server.workshop.store.everything())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signal")
def test_the_command_serves_until_it_is_interrupted(folder: Path) -> None:
    command = [sys.executable, "-m", "reengineer", "serve", str(folder), "--port", "0"]
    running = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        # Where the tests themselves run in the background, Ctrl-C is ignored, and a child would inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
    )
    assert running.stdout is not None
    first, second = running.stdout.readline(), running.stdout.readline()
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=30)
    assert first.startswith("To take part: http://127.0.0.1:")
    assert second.startswith("To lead:      http://127.0.0.1:")
    assert running.returncode == 0
    assert "No answers." in told
