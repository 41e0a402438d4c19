"""What a browser makes of the pages: every text stands out from its ground, and the paper prints on two pages."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reengineer.annotations import InputRange
from reengineer.comparison import Comparison, OptionNotes, Overtaking, Sensitivity, Swing, affected, compare, decide
from reengineer.criteria import Criterion
from reengineer.report import ReportContents, Studies, render_report
from reengineer.review import Plan, load_review, run_review, sample, write_review_report

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
HERE = Path(__file__).resolve().parent
WHOLE = HERE.parents[1] / "docs" / "tutorial" / "whole-review"
WEEK = 604_800.0
SAMPLES = [path.parent.name for path in sorted(sample("scenarios/complaints").parent.glob("*/review.yaml"))]

pytestmark = pytest.mark.slow

CONTRAST = """
() => {
  const rgba = (text) => { const m = text.match(/[\\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1]; };
  const light = (c) => { const f = c.slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2]; };
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05); };
  const ground = (node, x, y) => {
    for (const each of document.elementsFromPoint(x, y)) {
      if (each === node || node.contains(each) || ['text', 'tspan', 'title', 'desc'].includes(each.tagName)) continue;
      const style = getComputedStyle(each);
      const paint = each instanceof SVGGeometryElement ? style.fill : style.backgroundColor;
      if (!paint || paint === 'none' || paint.startsWith('url')) continue;
      const colour = rgba(paint);
      if (colour[3] * Number(style.fillOpacity || 1) > 0.99) return colour;
    }
    return [255, 255, 255, 1];
  };
  document.querySelectorAll('details').forEach(each => { each.open = true; });
  const found = {poor: [], seen: 0};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || ['SCRIPT', 'STYLE', 'title', 'desc'].includes(node.tagName)) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = [...range.getClientRects()].find(each => each.width > 1 && each.height > 1);
    if (!box || box.left < 0) continue;
    window.scrollTo(0, window.scrollY + box.top - 200);
    const now = [...range.getClientRects()].find(each => each.width > 1 && each.height > 1);
    const x = now.left + Math.min(now.width / 2, 6), y = now.top + now.height / 2;
    if (x > innerWidth) continue;
    const style = getComputedStyle(node);
    const ink = rgba(node instanceof SVGElement ? style.fill : style.color);
    const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
    const least = size >= 24 || (bold && size >= 18.7) ? 3 : 4.5;
    const behind = ground(node, x, y), got = ratio(ink, behind);
    found.seen += 1;
    if (got < least) found.poor.push([walker.currentNode.data.trim().slice(0, 40), ink, behind, got]);
  }
  return found;
}
"""


@pytest.fixture(scope="module")
def program() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("needs chromium")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def browser(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    spec = importlib.util.spec_from_file_location("browsing", HERE.parent / "workshop" / "browsing.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with module.browsing(program, tmp_path_factory.mktemp("profile")) as started:
        yield lambda **size: module.Tab(started, **size)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """Return every kind of page that the program writes, made of the review of the tutorial, and its pictures."""
    from reengineer.cli import run

    folder = tmp_path_factory.mktemp("pages")
    review = folder / "whole"
    shutil.copytree(WHOLE, review)
    said = review / "evidence" / "feedback.csv"
    weeks = review / "evidence" / "weeks-to-october.csv"
    for words in (
        ("simulate", review, "--length", "1 week", "--replications", "3"),
        ("report", review / "results", "-o", folder / "report.html"),
        ("report", review / "results", "--to", "svg", "-o", folder / "pictures"),
        ("feedback", said, "--review", review, "-o", folder / "heard"),
        ("assess", review, "-o", folder / "assessed"),
        ("compliance", review, "-o", folder / "compliance.html"),
        ("consequences", review, "--option", "quick", "-o", folder / "consequences.html"),
        ("sheets", review, "-o", folder / "sheets"),
        ("brief", review, "-o", folder / "briefings"),
        ("monitor", review, "--observed", weeks, "-o", folder / "monitored"),
        ("show", review / "as-is.bpmn", "--svg", folder / "pictures" / "map.svg"),
    ):
        run([str(word) for word in words])
    found = sorted((*folder.rglob("*.html"), *(folder / "pictures").rglob("*.svg")))
    return tuple(path for path in found if review not in path.parents)


def test_every_text_stands_out_from_its_ground(browser: Any, pages: tuple[Path, ...], tmp_path: Path) -> None:
    assert len(pages) >= 15
    tab = browser(width=1280, height=900)
    seen, poor = 0, {}
    for path in pages:
        shown = path
        if path.suffix == ".svg":
            inside = path.read_text(encoding="utf-8").split("?>")[-1]
            shown = tmp_path / f"{path.stem}.html"
            shown.write_text(f"<!DOCTYPE html><meta charset='utf-8'><body>{inside}", encoding="utf-8")
        tab.run("window.leaving = true; 1")
        tab.open(shown.as_uri())
        found = tab.run(f"({CONTRAST})()")
        seen += found["seen"]
        if found["poor"]:
            poor[path.name] = found["poor"][:5]
    assert poor == {}
    assert seen > 1500


def printed_pages(program: str, page: Path, profile: Path) -> int:
    to = page.with_suffix(".pdf")
    command = [
        program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-pdf-header-footer",
        f"--user-data-dir={profile}", f"--print-to-pdf={to}", page.as_uri(),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return len(re.findall(rb"/Type\s*/Page\b", to.read_bytes()))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_paper_prints_on_two_pages(program: str, name: str, tmp_path: Path) -> None:
    review = load_review(sample(f"scenarios/{name}"))
    run = review.run.model_copy(update={"length": 2 * WEEK, "replications": 3, "warm_up": "none"})
    outcome = run_review(review.with_run(run), Plan(sampled=True))
    page = write_review_report(outcome, tmp_path / "report.html").read_text(encoding="utf-8")
    paper = page[: page.index('<section id="appendix">')]
    assert pages_of(paper, program, tmp_path) == 2
    assert len(re.findall("<h2>", paper)) == 6


def pages_of(paper: str, program: str, folder: Path) -> int:
    # Tables and pictures of the appendix must not make the print smaller either.
    (folder / "paper.html").write_text(f"{paper}</main></body></html>", encoding="utf-8")
    return printed_pages(program, folder / "paper.html", folder / "profile")


NAMES = (
    "Automatic acknowledgement and allocation of every request by rule", "One team for the first and the second line",
    "A fast track for simple requests below 250 GBP", "Quality checks on a quarter of all answers that are sent",
    "A form that checks what customers enter before they send it", "Photographs of documents taken in the app",
    "Two more people on weekday mornings and all of Saturday",
)  # fmt: skip
MEASURES = (
    ("cycle_time", {"clock": "working", "unit": "day", "target": 3, "minimum": 5}),
    ("waiting_time", {"clock": "working", "unit": "day", "target": 2, "minimum": 4}),
    ("activity_cost", {"unit": "GBP", "target": 50, "minimum": 60}),
    ("resourcing_cost", {"unit": "GBP", "target": 60, "minimum": 80}),
    ("handoffs", {"target": 1, "minimum": 3}),
    ("rework_rate", {"target": 0.05, "minimum": 0.2}),
)


def crowded(result: Any, *, effect: float) -> Comparison:
    """Return seven options by six criteria, each of them with something to say in every cell."""
    start = {"cycle_time": 4.1, "waiting_time": 3.2, "activity_cost": 55.0, "resourcing_cost": 70.0, "handoffs": 2.2}

    def run(place: int, spread: float) -> Any:
        wobble = [spread * (n % 3 - 1) * place / 7 for n in range(6)]
        data = {
            name: [start.get(name, 0.12) * (1 + effect * place * (-1) ** row + each) for each in wobble]
            for row, (name, _) in enumerate(MEASURES)
        }
        return replace(result(), data=data)

    options = dict(zip(("as-is", *"abcdefg"), range(8), strict=True))
    criteria = tuple(
        Criterion(id=name, measure=name, better="lower", smallest_change=0.001, weight=1 / (2 + row), **more)
        for row, (name, more) in enumerate(MEASURES)
    )
    notes = {
        option: OptionNotes(title=title, costs=(("one_off", "45000 GBP"), ("per_year", "12500 GBP")))
        for option, title in zip("abcdefg", NAMES, strict=True)
    }
    results, sampled = ({name: run(place, spread) for name, place in options.items()} for spread in (0.002, 0.03))
    return compare(results, criteria, sampled=sampled, notes=notes)


@pytest.mark.parametrize("effect", [-0.03, -0.004])
def test_a_crowded_paper_prints_on_two_pages(program: str, effect: float, result: Any, tmp_path: Path) -> None:
    comparison = crowded(result, effect=effect)
    lost = tuple(Overtaking(option=each, value=800.0, end="high") for each in "ab")
    swings = tuple(
        Swing(
            assumption=InputRange(path=f"steps.check_{n}.duration", value=600.0, low=300.0, high=900.0, unit="s"),
            at_low=-1.3, at_high=-0.9, overtaken=lost,
        )
        for n in range(7)
    )  # fmt: skip
    tried = Sensitivity(option="g", criterion="cycle_time", difference=-1.2, replications=4, swings=swings)
    studies = Studies(decision=decide(comparison), sensitivity=tried, affected=affected(comparison))
    contents = ReportContents(
        title="Everything that a review can hold", aims=("Answer sooner", "Weaken no control"), studies=studies,
        boundary=("The boundary is agreed by R. Okafor, Head of Customer Operations; M. Lindqvist, Compliance.",),
    )  # fmt: skip
    page = render_report(comparison, None, contents)
    paper = page[: page.index('<section id="appendix">')]
    assert len(comparison.differences) == 42
    assert pages_of(paper, program, tmp_path) == 2
    # What has no room is in the appendix.
    assert "What else would change the recommendation" in page
