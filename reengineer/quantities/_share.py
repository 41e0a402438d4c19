"""Read shares."""

from typing import Literal

from reengineer.quantities._estimate import Estimate, QuantityError, as_text, format_number, read_ranged

EXAMPLE = "a share such as 0.35 or 35 %"


def parse_share(value: object) -> Estimate | Literal["rest"]:
    """Read a share: ``0.35``, ``35 %``, either with a range, or ``rest``.

    Returns
    -------
    Estimate or "rest"
        Between 0 and 1.

    Raises
    ------
    QuantityError
        If the value is no share, or lies outside 0 to 1.
    """
    text = as_text(value, EXAMPLE)
    if text.lower() == "rest":
        return "rest"
    share, _ = read_ranged(text, _to_share, f"{EXAMPLE}, or rest")
    if share.least < 0 or share.most > 1:
        raise QuantityError(f"{format_number(share.value)} is not between 0 and 1; write {EXAMPLE}")
    return share


def _to_share(number: float, unit: str) -> tuple[float, None]:
    if unit not in ("", "%"):
        raise QuantityError(f"'{unit}' after the number is not expected; write {EXAMPLE}")
    return (number / 100 if unit else number), None


def share_or_rest(value: object) -> "Estimate | Literal['rest']":
    """Return a share that may be ``rest``; one that is a record already stays."""
    return value if isinstance(value, Estimate) else parse_share(value)


def one_share(value: object) -> Estimate:
    """Return a share where ``rest`` has no meaning; raise `QuantityError` for it."""
    share = share_or_rest(value)
    if not isinstance(share, Estimate):
        raise QuantityError("'rest' means nothing here; write a share such as 0.35 or 35 %")
    return share
