"""Change the mean and the spread of a time, its family kept."""

from dataclasses import replace

from reengineer.annotations import AnnotatedMap, Step
from reengineer.options._change import Change
from reengineer.quantities import Distribution, Duration, Estimate

_BY_SD = ("normal", "lognormal")


def time_of(change: Change, step: Step) -> Distribution:
    """Return the duration of a step; raise ChangeError RE407 where it has none."""
    if step.notes.duration is None:
        raise change.refuse("RE407", f"{step.id} has no duration", "State it in the annotations.")
    return step.notes.duration


def remeant(time: Distribution, mean: Duration) -> Distribution:
    """Return a time with another mean; its range is kept where the family is given by its mean."""
    names = [name for name, _ in time.parameters]
    if not mean.seconds.is_range or "mean" not in names or time.family == "normal":
        return time.with_mean(float(mean))
    scaled = dict(time.with_mean(float(mean)).parameters) | {"mean": mean.seconds}
    return replace(time, parameters=tuple(scaled.items()))


def respread(change: Change, time: Distribution, cv: float | None) -> Distribution:
    """Return a time with another coefficient of variation; raise ChangeError RE406 where its family has none to set.

    A fixed time that is to vary becomes a gamma time.
    """
    if cv is None:
        return time
    values = dict(time.parameters)
    if time.family == "gamma":
        values["cv"] = Estimate(cv)
    elif time.family in _BY_SD:
        values["sd"] = Estimate(cv * values["mean"].value)
    elif time.family == "fixed" and cv and time.mean:
        return Distribution.of("gamma", working=time.working, mean=values["value"], cv=cv)
    elif time.family != "fixed":
        message = f"the spread of a {time.family} time cannot be set"
        raise change.refuse("RE406", message, "Leave cv out, or write the duration as gamma(mean=.., cv=..).")
    return _settled(replace(time, parameters=tuple(values.items())))


def _settled(time: Distribution) -> Distribution:
    """Return a fixed time where nothing is left that varies."""
    return time if time.cv or time.is_uncertain else Distribution.fixed(time.mean, working=time.working)


def slowed(as_is: AnnotatedMap, step: str, factor: float) -> AnnotatedMap:
    """Return the map in which a step takes its time times a factor, where it has one."""
    notes = as_is.step(step).notes
    if notes.duration is None or factor == 1:
        return as_is
    return as_is.with_step(step, notes.model_copy(update={"duration": rounded(notes.duration.scaled(factor))}))


def rounded(time: Distribution) -> Distribution:
    """Return a time to the microsecond, so that it prints as people would write it."""
    return time.resolved(
        lambda value: Estimate(*(None if number is None else round(number, 6) for number in _numbers(value)))  # type: ignore[arg-type]
    )


def _numbers(value: Estimate) -> tuple[float | None, ...]:
    return (value.value, value.low, value.high)
