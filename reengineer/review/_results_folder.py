"""Keep the replications of a review's options, found again by all that their numbers depend on."""

from pathlib import Path
from typing import Self

from reengineer._records import dataclass
from reengineer.files import canonical_json, sha256
from reengineer.review._folder import Review
from reengineer.simulation import KeptReplications, run_inputs


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsFolder(KeptReplications):
    """Be the folder of one option's replications."""

    @classmethod
    def of(
        cls, review: Review, folder: Path | None, option: str, *, sampled: bool, left_out: tuple[int, ...] = ()
    ) -> Self | None:
        """Return the folder of an option, None where results are not kept; `left_out` are refits that are not used."""
        if folder is None:
            return None
        path = folder / option / "sampled" if sampled else folder / option
        return cls(path=path, key=run_key(review, option, sampled=sampled, left_out=left_out))


def run_key(review: Review, option: str, *, sampled: bool, left_out: tuple[int, ...] = ()) -> str:
    """Return the hash of map, annotations, the option's changes, and what of the settings the numbers depend on."""
    changes = review.options[option].model_dump(mode="json", include={"changes"}) if option in review.options else {}
    content = {**run_inputs(review.as_is, review.run), "changes": changes, "sampled": sampled}
    if option in review.options and (files := review.options[option].files_read()):
        content["files"] = list(files)
    if sampled and review.refits is not None:
        content["refits"] = review.refits.to_json()
        content["left_out"] = list(left_out)
    return sha256(canonical_json(content).encode())
