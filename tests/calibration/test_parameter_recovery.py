"""What generated a log is found again in it, where that is known."""

import json
from pathlib import Path

import numpy as np
import pytest

from reengineer.bpmn import read_bpmn
from reengineer.calibration import Fitted, fit
from reengineer.calibration._delays import consistent
from reengineer.eventlog import Log, read_log

pytestmark = pytest.mark.slow

PAIRS = [
    ("insurance_claims", "Insurance_Claims", "Insurance_Claims"),
    ("insurance_claims", "Insurance_Claims_1_timer", "Insurance_Claims"),
    ("insurance_claims", "Insurance_Claims_3_timers", "Insurance_Claims"),
    ("insurance_claims", "Insurance_Claims_5_timers", "Insurance_Claims_5_timers"),
    ("loan_application", "Loan_Application", "Loan_Application"),
    ("loan_application", "Loan_Application_3_timers", "Loan_Application"),
    ("loan_application", "Loan_Application_3_timers", "Loan_Application_3_timers"),
]


@pytest.fixture(scope="module")
def fits(shared: Path) -> dict[tuple[str, str], tuple[Log, Fitted, Path]]:
    found = {}
    for folder, log, model in PAIRS:
        place = shared / "logs" / folder
        read = read_log(place / f"{log}.csv.gz").log
        found[log, model] = (read, fit(read, read_bpmn(place / f"{model}.bpmn")), place / f"{model}.json")
    return found


Fits = dict[tuple[str, str], tuple[Log, Fitted, Path]]


def test_intervals_of_branches_cover_the_truth(fits: Fits) -> None:
    covered = []
    for _, fitted, truth in fits.values():
        for gateway in json.loads(truth.read_text())["gateway_branching_probabilities"]:
            estimates = fitted.annotations.share_estimates(gateway["gateway_id"])
            for branch in gateway["probabilities"]:
                share = float(branch["value"])
                if share < 1:
                    estimate = estimates[branch["path_id"]]
                    covered.append(estimate.least <= share <= estimate.most)
    assert len(covered) > 40
    assert np.mean(covered) >= 0.9


def test_injected_delays_are_found_within_a_tenth(fits: Fits) -> None:
    checked = 0
    for log, fitted, _ in fits.values():
        frame = log.frame.assign(true=log.frame["extraneous_delay"].astype(str).astype(float))
        true = frame.groupby("name", observed=True)["true"].mean()
        found = {}
        for element, mean in fitted.report.delays.items():
            (flow,) = fitted.annotations.map.outgoing(element)
            found[fitted.annotations.map.node(flow.target).name] = mean
        assert set(found) == set(true[true > 1].index)
        for name, mean in found.items():
            assert mean == pytest.approx(true[name], rel=0.1)
            checked += 1
    assert checked == 15


def test_roles_are_found(fits: Fits) -> None:
    for _, fitted, _ in fits.values():
        pairs = [
            (group, member.rpartition("_")[0]) for group, members in fitted.report.groups.items() for member in members
        ]
        assert adjusted_rand(pairs) >= 0.9


def adjusted_rand(pairs: list[tuple[str, str]]) -> float:
    """Return the index of L. Hubert and P. Arabie, Journal of Classification 2, 1985."""
    rows, columns = (sorted({pair[place] for pair in pairs}) for place in (0, 1))
    table = np.array([[pairs.count((row, column)) for column in columns] for row in rows], dtype=float)

    def two(counts: np.ndarray) -> float:
        return float((counts * (counts - 1) / 2).sum())

    whole = len(pairs) * (len(pairs) - 1) / 2
    expected = two(table.sum(axis=1)) * two(table.sum(axis=0)) / whole
    most = (two(table.sum(axis=1)) + two(table.sum(axis=0))) / 2
    return (two(table) - expected) / (most - expected)


def test_nine_to_five_is_found(fits: Fits) -> None:
    truth = np.zeros(168, dtype=bool)
    for day in range(5):
        truth[day * 24 + 9 : day * 24 + 17] = True
    for key in (("Loan_Application", "Loan_Application"), ("Loan_Application_3_timers", "Loan_Application")):
        _, fitted, _ = fits[key]
        found = fitted.annotations.calendar("hours of Clerk").weekly
        hours = np.array([any(first <= hour * 60 < last for first, last in found) for hour in range(168)])
        assert (hours == truth).mean() >= 0.95


def test_delays_seen_exactly_are_kept() -> None:
    seen = np.array([10.0, 20.0, 30.0]) * 1e6
    values, weights = consistent(seen, seen)
    assert np.average(values, weights=weights) == pytest.approx(20e6, rel=0.2)


def test_delays_that_ended_unseen_are_shared_among_those_seen() -> None:
    # Half of the delays are 10 s and are seen; of the others it is known only that they lie between 0 and 15 s.
    low = np.concatenate([np.full(500, 10e6), np.zeros(500)])
    high = np.concatenate([np.full(500, 10e6), np.full(500, 15e6)])
    values, weights = consistent(low, high)
    assert np.average(values, weights=weights) == pytest.approx(10e6, rel=0.02)
