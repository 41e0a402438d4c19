"""Read quantities as people write them, and print them back the same way.

One notation serves every file: ``12 min``, ``32 h working``, ``gamma(mean=12 min, cv=0.4)``, ``4.50 GBP``,
``24 GBP/h``, ``35 %``, and ``12 min (10 min to 15 min)`` where a number is uncertain. Inside, time is seconds and a
share is 0 to 1.
For each kind ``parse(str(x)) == x``; text that cannot be read raises `QuantityError`.
"""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer.quantities._distribution import FAMILIES, Distribution, settled
    from reengineer.quantities._duration import Duration, parse_duration
    from reengineer.quantities._estimate import Estimate, QuantityError, format_number, parse_number
    from reengineer.quantities._money import Frequency, Money, Rate, parse_frequency, parse_money, parse_rate
    from reengineer.quantities._notation import parse_distribution
    from reengineer.quantities._share import one_share, parse_share, share_or_rest

__all__ = [
    "FAMILIES",
    "Distribution",
    "Duration",
    "Estimate",
    "Frequency",
    "Money",
    "QuantityError",
    "Rate",
    "format_number",
    "one_share",
    "parse_distribution",
    "parse_duration",
    "parse_frequency",
    "parse_money",
    "parse_number",
    "parse_rate",
    "parse_share",
    "settled",
    "share_or_rest",
]

_HOMES = {
    "FAMILIES": "_distribution",
    "Distribution": "_distribution",
    "settled": "_distribution",
    "Duration": "_duration",
    "parse_duration": "_duration",
    "Estimate": "_estimate",
    "QuantityError": "_estimate",
    "format_number": "_estimate",
    "parse_number": "_estimate",
    "Frequency": "_money",
    "Money": "_money",
    "Rate": "_money",
    "parse_frequency": "_money",
    "parse_money": "_money",
    "parse_rate": "_money",
    "parse_distribution": "_notation",
    "one_share": "_share",
    "parse_share": "_share",
    "share_or_rest": "_share",
}

__getattr__ = on_first_use(__name__, _HOMES)
