"""Parameters of changes are read in one notation, and what is none is refused with an example."""

import pytest
from pydantic import TypeAdapter, ValidationError

from reengineer.options import _fields as fields
from reengineer.quantities import Distribution, Duration, Estimate, Money


def read(kind: object, value: object) -> object:
    return TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (fields.ShareOf1, "35 %", "0.35"),
        (fields.ShareOf1, Estimate(0.5), "0.5"),
        (fields.ShareOrRest, "rest", "rest"),
        (fields.ShareOrRest, Estimate(0.2), "0.2"),
        (fields.Time, "gamma(mean=3 min, cv=0.3)", "gamma(mean=3 min, cv=0.3)"),
        (fields.Time, Distribution.fixed(60.0), "1 min"),
        (fields.Minutes, 5, "5 min"),
        (fields.Minutes, "1 h", "1 h"),
        (fields.Minutes, Duration(Estimate(60.0)), "1 min"),
        (fields.Fee, "0.50 GBP", "0.50 GBP"),
        (fields.Amount, 250, "250.0"),
        (fields.Amount, "250 GBP", "250 GBP"),
        (fields.Amount, Money(Estimate(1.0), "GBP"), "1 GBP"),
        (fields.Factor, 0.8, "0.8"),
        (fields.Cv, 0, "0.0"),
    ],
)
def test_what_people_write_is_read(kind: object, value: object, shown: str) -> None:
    assert str(read(kind, value)) == shown


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (fields.ShareOf1, "rest", "means nothing here"),
        (fields.PositiveShare, 0, "nothing would change"),
        (fields.Time, 5, "no unit of time"),
        (fields.Minutes, "five", "such as"),
        (fields.Fee, "-1 GBP", "below 0"),
        (fields.Amount, "many", "such as"),
        (fields.Factor, 0, "is not a factor"),
        (fields.Factor, "1 to 2", "is not a factor"),
        (fields.Cv, "-0.1", "coefficient of variation"),
    ],
)
def test_what_makes_no_sense_is_refused_with_an_example(kind: object, value: object, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        read(kind, value)
