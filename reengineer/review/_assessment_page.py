"""Lay out the assessment of a review: features, ratings, a map of cost, improvement cards and step sheets."""

from collections.abc import Sequence
from pathlib import Path

from reengineer.files import write_text_atomic
from reengineer.report import (
    Legend,
    Overlay,
    PageSection,
    PageTable,
    Touchpoint,
    draw_map,
    importance_chart,
    sheet_page,
)
from reengineer.review._assessment import Assessment
from reengineer.review._cards import Card
from reengineer.review._folder import Review
from reengineer.review._step_sheets import StepSheet

_RULES = (
    "Satisfaction: grey below {least_n} answers; red where the interval's upper end is below {low:g}; green where its"
    " lower end reaches {high:g}; else amber.\n"
    "Cost, and apart from it the cost of time that adds no value: amber from {amber:.0%} of the cost of a case, red"
    " from {red:.0%}.\n"
    "Compliance: red where a control fails its check on the map, or the interval's upper end is below {limit:.0%};"
    " grey without a sample; green where the lower end reaches it; else amber.\n"
    "The ratings are never blended into one. Each can be recomputed from results/assessment.csv."
)


def write_assessment_page(
    review: Review, found: Assessment, sheets: Sequence[StepSheet], cards: Sequence[Card], to: Path
) -> Path:
    """Write the assessment as a page; return its path."""
    sections = [_features(review, found), _ratings(review, found), _map(review, found)]
    if cards:
        sections.append(_cards(cards))
    sections += [_sheet(sheet) for sheet in sheets]
    banner = [problem.message for problem in found.problems]
    if found.feedback is None:
        banner.append("No feedback file is named in the review: scores are those of the notes, where there are any.")
    page = sheet_page("What each step is worth, costs and keeps", sections, kicker=review.title, banner=banner)
    write_text_atomic(to, page)
    return to


def _features(review: Review, found: Assessment) -> PageSection:
    rules = review.notes.rating
    points = [
        Touchpoint(
            name=each.name, importance=each.importance, score=each.performance, basis=each.basis, is_weak=each.is_weak,
            importance_low=each.importance_low, importance_high=each.importance_high, low=each.low, high=each.high,
        )
        for each in found.features
        if each.performance is not None
    ]  # fmt: skip
    chart = importance_chart(points, target=rules.satisfaction_target, minimum=rules.satisfaction_minimum)
    rows = tuple(
        (
            each.name, f"{each.importance:.2f} ({each.basis})", _between(each.importance_low, each.importance_high, 2),
            "not known" if each.performance is None else f"{each.performance:.0f}", _between(each.low, each.high, 0),
            f"{each.n}{' (weak)' if each.is_weak else ''}", "-" if each.priority is None else f"{each.priority:.1f}",
            each.theme or "-", each.kano.kind if each.kano else "not asked",
        )
        for each in found.features
    )  # fmt: skip
    heads = ("Step", "Importance", "95 % interval", "Satisfaction", "95 % interval", "Answers", "Importance x gap",
             "Most said", "Kano")  # fmt: skip
    return PageSection(
        title=chart.title if chart is not None else "What customers meet",
        texts=(
            (
                "Importance is derived from answers of the same case where there are enough, else as people stated it, "
                "else assumed to be 0.5. Circles are derived, squares stated, open marks assumed or weak."
            ),
        ),
        picture=chart.svg if chart is not None else "",
        tables=(PageTable(caption="What matters most and lacks most, first", heads=heads, rows=rows),),
    )


def _between(low: float | None, high: float | None, places: int) -> str:
    return "-" if low is None or high is None else f"{low:.{places}f} to {high:.{places}f}"


def _ratings(review: Review, found: Assessment) -> PageSection:
    rules = review.notes.rating
    texts = tuple(
        text.format(
            least_n=rules.least_n, low=rules.satisfaction_minimum, high=rules.satisfaction_target,
            amber=rules.cost_amber, red=rules.cost_red, limit=rules.compliance_limit,
        )
        for text in _RULES.splitlines()
    )  # fmt: skip
    rows = tuple(
        (
            each.step.name, each.ratings.satisfaction, each.ratings.cost, each.ratings.no_value,
            each.ratings.compliance, _value(each.cells["value_class"], each.cells["value_reason"]),
            each.cells["confidence"],
        )
        for each in found.steps
    )  # fmt: skip
    heads = ("Step", "Satisfaction", "Cost", "Time without value", "Compliance", "Value to the customer", "Confidence")
    return PageSection(
        title="Ratings of each step", texts=texts, tables=(PageTable(caption="Ratings", heads=heads, rows=rows),)
    )


def _value(kind: str, why: str) -> str:
    return "not stated" if not kind else f"{kind}: {why}" if why else kind


def _map(review: Review, found: Assessment) -> PageSection:
    shares = {each.step.id: float(each.cells["cost_share"]) for each in found.steps if each.cells["cost_share"]}
    overlay = {step: Overlay(value=100 * share, text=f"{share:.0%}") for step, share in shares.items()}
    title = "Share of the cost of a case"
    svg = draw_map(review.as_is.map, overlay=overlay, title=title, legend=Legend("Per cent of the cost of a case"))
    return PageSection(title=title, picture=svg, is_map=True)


def _cards(cards: Sequence[Card]) -> PageSection:
    rows = tuple(
        (
            card.problem, f"{', '.join(card.evidence)}; n = {card.n}, {card.low:.0%} to {card.high:.0%} of comments",
            f"{card.aim}. {card.measure}.",
            "; ".join(f"{idea.operation.replace('_', ' ')} at {idea.step}: {idea.boundary}" for idea in card.ideas)
            or "none yet: ask at the steps concerned",
        )
        for card in cards
    )  # fmt: skip
    heads = ("Problem", "Evidence", "Aim and measure", "Ideas, and what the boundary says")
    return PageSection(
        title="Improvement cards", tables=(PageTable(caption="From what customers say", heads=heads, rows=rows),)
    )


def _sheet(sheet: StepSheet) -> PageSection:
    rows = tuple((fact.what, fact.value or "not stated", _source(fact.is_number, fact.value, fact.source))
                 for fact in sheet.facts)  # fmt: skip
    missing = "Missing: " + "; ".join(sheet.missing) + "." if sheet.missing else "Nothing is missing."
    return PageSection(
        title=f"Step sheet: {sheet.name}",
        texts=(f"Key step: {sheet.because}.", missing),
        tables=(PageTable(caption=sheet.name, heads=("What", "As known", "Source, date and n"), rows=rows),),
    )


def _source(is_number: bool, value: str, source: str) -> str:
    if not is_number or not value:
        return "-"
    return source or "estimate by nobody named"
