"""Time how long it takes to apply the options of the complaints review and to check them against its boundary.

Run it as ``python benchmarks/apply_options.py``; the least of several rounds is printed, in processor milliseconds. The
aim is 50 ms for both together. A map that is drawn or written finds the places of its new elements too, which is shown
apart.
"""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from reengineer.bpmn import write_bpmn
from reengineer.review import load_review

ROUNDS = 15
REVIEW = Path(__file__).resolve().parents[1] / "scenarios" / "complaints"


def least_ms(work: Callable[[], object]) -> float:
    """Return the least processor time of several rounds, in milliseconds."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found) * 1000


def main() -> None:
    """Print a line for each option."""
    review = load_review(REVIEW)
    print(f"{'option':8} {'apply':>8} {'check':>8} {'both':>8} {'write':>8}   (ms)")
    for name, option in review.options.items():
        to_be = option.apply(review.as_is)
        applied = least_ms(partial(option.apply, review.as_is))
        checked = 0.0
        if review.boundary is not None:
            checked = least_ms(partial(option.breaches, review.as_is, review.boundary, to_be=to_be))
        written = least_ms(partial(write_bpmn, to_be.map))
        print(f"{name:8} {applied:8.1f} {checked:8.1f} {applied + checked:8.1f} {written:8.1f}")


if __name__ == "__main__":
    main()
