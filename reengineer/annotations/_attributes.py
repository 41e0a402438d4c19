"""Hold what people write about the attributes of cases."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import model_serializer, model_validator

from reengineer.annotations._fields import Notes, NumberDistribution, Share, ShareEstimate
from reengineer.quantities import Estimate, QuantityError, parse_distribution, parse_share


class AttributeNotes(Notes):
    """How an attribute of a case varies: a share that has it, a number drawn, or one of several words."""

    share: ShareEstimate | None = None
    number: NumberDistribution | None = None
    words: dict[str, Share] | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        if isinstance(value, dict) and not set(value) <= set(cls.model_fields):
            return {"words": value}
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return {"number": value} if _is_distribution(value) else {"share": value}
        return value

    @model_validator(mode="after")
    def _adds_up(self) -> "AttributeNotes":
        if sum(item is not None for item in (self.share, self.number, self.words)) != 1:
            raise QuantityError(
                "an attribute is a share, a distribution or words with shares; write 0.12 or {a: 0.8, b: rest}"
            )
        if self.words is not None:
            check_shares(self.words)
        return self

    @model_serializer
    def _as_written(self) -> Any:  # noqa: ANN401 - one of three forms
        if self.words is not None:
            return {
                word: share.as_data() if isinstance(share, Estimate) else share for word, share in self.words.items()
            }
        if self.number is not None:
            return {"number": self.number.as_data()} if self.number.family == "fixed" else str(self.number)
        return None if self.share is None else self.share.as_data()


def _is_distribution(value: object) -> bool:
    try:
        parse_share(value)
    except QuantityError:
        return parse_distribution(value) is not None
    return False


def check_shares(shares: Mapping[str, Estimate | Literal["rest"]]) -> None:
    """Refuse shares that do not add up to 1, and more than one ``rest``."""
    rests = [name for name, share in shares.items() if share == "rest"]
    total = sum(float(share) for share in shares.values() if isinstance(share, Estimate))
    if len(rests) > 1:
        raise QuantityError(f"{' and '.join(rests)} are both 'rest'; write rest once")
    if total > 1 + 1e-9 or (not rests and total < 1 - 1e-9):
        raise QuantityError(
            f"the shares add up to {round(total, 9):g}; write shares that add up to 1, one of them rest"
        )
