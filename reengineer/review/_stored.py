"""Read stored results back as an outcome."""

import os
from pathlib import Path

from reengineer.review._bare import bare_review
from reengineer.review._folder import AS_IS
from reengineer.review._outcome import Outcome
from reengineer.review._plan import Plan
from reengineer.review._presets import preset_names, with_presets
from reengineer.review._read import load_review
from reengineer.review._run_review import run_review
from reengineer.review._store import read_results, results_of


def stored_outcome(folder: str | Path, *, altered: bool = False) -> Outcome:
    """Return the outcome of a run from its results folder; nothing is simulated and nothing written.

    Parameters
    ----------
    folder : path
        Of the results, or of a review whose results stand in it.
    altered : bool
        Do so even though the boundary was changed after it was agreed: for what carries a watermark that says so.

    Raises
    ------
    ReviewError
        If the folder holds no results, some are missing, or the files of the review changed since.
    """
    folder = results_of(folder)
    stored = read_results(folder)
    load = bare_review if stored.assumed else load_review
    review = load(_short(folder / stored.review)).with_run(stored.run)
    options = tuple(item.id for item in stored.options if item.id != AS_IS)
    review = with_presets(review, preset_names(options))
    counts = {item.id: item.replications for item in stored.options if item.replications}
    plan = Plan(options=options, folder=folder, stored=counts, sampled=stored.sampled, altered=altered)
    return run_review(review, plan)


def _short(path: Path) -> Path:
    """Return a path without ``..`` where that names the same file, as people would write it."""
    short = Path(os.path.normpath(path))
    return short if short.exists() and path.exists() and short.samefile(path) else path
