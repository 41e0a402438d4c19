"""Two people answer in a real browser at once; nothing is lost, no script runs, nothing comes from elsewhere."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from reengineer.review import load_review, read_answers
from reengineer.workshop import WorkshopServer

pytestmark = pytest.mark.browser
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
HOSTILE = "</textarea><script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">"


def _driver() -> ModuleType:
    spec = importlib.util.spec_from_file_location("browsing", Path(__file__).with_name("browsing.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def driver() -> ModuleType:
    return _driver()


@pytest.fixture
def browser(tmp_path: Path, driver: ModuleType) -> Iterator[Any]:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None and os.environ.get("CI") == "true":
        pytest.fail("needs chromium")
    if program is None:
        pytest.skip("needs chromium")
    with driver.browsing(program, tmp_path / "profile") as opened:
        yield opened


def join(tab: Any, server: WorkshopServer, role: str) -> None:
    at = [sheet.role for sheet in server.workshop.sheets].index(role)
    tab.open(server.guest_url)
    tab.run(f"document.querySelectorAll('[name=role]')[{at}].click()")
    tab.press("document.querySelector('button').click()")


def save(tab: Any, word: str, text: str) -> None:
    tab.run(f"document.querySelector('[name=holds][value=\"{word}\"]').click()")
    tab.run(f"document.querySelector('#answer').value = {text!r}")
    tab.press("document.querySelector('button').click()")


def test_two_people_at_once(browser: Any, driver: ModuleType, server: WorkshopServer, folder: Path) -> None:
    desk, phone = driver.Tab(browser), driver.Tab(browser, width=390, height=844)
    join(desk, server, "clerk")
    join(phone, server, "lead")
    for tab in (desk, phone):
        tab.press("document.querySelector('.asked a').click()")
    save(desk, "yes", "from the desk")
    save(phone, "no", "from the phone")
    kept = {(each.role, each.holds, each.answer) for each in read_answers(load_review(folder))}
    assert kept == {("clerk", "yes", "from the desk"), ("lead", "no", "from the phone")}
    for tab in (desk, phone):
        tab.open(server.guest_url)
        assert "1 of" in tab.run("document.body.innerText")
        assert tab.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_same_question_by_two_at_once(
    browser: Any, driver: ModuleType, server: WorkshopServer, folder: Path
) -> None:
    tabs = [driver.Tab(browser), driver.Tab(browser)]
    for tab in tabs:
        join(tab, server, "clerk")
        tab.press("document.querySelector('.asked a').click()")
    for number, tab in enumerate(tabs):
        tab.run(f"document.querySelector('#answer').value = 'person {number}'")
    # Both forms leave before either reply is waited for.
    for tab in tabs:
        tab.run("window.leaving = true; document.querySelector('button').click(); 1")
    for tab in tabs:
        tab.settled()
    assert {each.answer for each in read_answers(load_review(folder))} == {"person 0", "person 1"}


def test_hostile_text_stays_text(browser: Any, driver: ModuleType, server: WorkshopServer) -> None:
    tab = driver.Tab(browser)
    join(tab, server, "clerk")
    tab.press("document.querySelector('.asked a').click()")
    save(tab, "yes", HOSTILE)
    tab.open(server.guest_url + "question/1")
    assert tab.run("document.querySelector('#answer').value") == HOSTILE
    assert tab.run("document.title") != "broken"
    assert tab.run("document.scripts.length") == 0


def test_nothing_comes_from_elsewhere_and_styles_apply(
    browser: Any, driver: ModuleType, server: WorkshopServer
) -> None:
    tab = driver.Tab(browser)
    tab.open(server.guest_url)
    loaded = tab.run("performance.getEntriesByType('resource').map(each => each.name)")
    assert [name for name in loaded if not name.startswith(server.guest_url)] == []
    assert tab.run("document.querySelector('img').naturalWidth") > 100
    assert tab.run("getComputedStyle(document.querySelector('button')).backgroundColor") == "rgb(0, 80, 125)"


def test_a_page_of_another_site_cannot_answer(
    browser: Any, driver: ModuleType, server: WorkshopServer, folder: Path
) -> None:
    tab = driver.Tab(browser)
    join(tab, server, "clerk")
    check = tab.run("document.querySelector('[name=check]').value")
    fields = f'<input name=check value="{check}"><input name=seen value=0><input name=holds value=yes>'
    form = f'<form method=post action="{server.guest_url}question/1">{fields}</form>'
    tab.open("data:text/html," + form)
    tab.press("document.forms[0].submit()")
    assert "Not taken" in tab.run("document.body.innerText")
    assert read_answers(load_review(folder)) == ()
