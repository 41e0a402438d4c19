"""Let customers come by another channel."""

from collections.abc import Mapping

from reengineer.annotations import AnnotatedMap, AttributeNotes, CaseNotes
from reengineer.options._arrivals import arrivals_of, scaled
from reengineer.options._change import Change
from reengineer.options._fields import PositiveShare
from reengineer.quantities import Estimate


class ChangeChannel(Change):
    """Let a share of those who come by one channel come by another.

    A channel is a kind of case with arrivals of its own, or a word of an attribute of the cases, such as
    ``channel: {phone: 0.6, mail: rest}``. Times and costs by channel stay as the map has them.

    **Needs** both channels in the annotations, in one of these forms.
    **A boundary may forbid** leaving a channel that must be kept.

    Parameters
    ----------
    share : share above 0
        Of those who come by `from_channel`.
    from_channel, to_channel : str
    """

    operation = "change_channel"

    share: PositiveShare
    from_channel: str
    to_channel: str

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with another mix of channels."""
        if self.from_channel == self.to_channel:
            raise self.refuse("RE406", f"{self.to_channel} is the channel they come by", "Name another channel.")
        cases = as_is.notes.cases
        if self.from_channel in cases and self.to_channel in cases:
            return self._between_kinds(as_is)
        changed = {kind: made for kind, notes in cases.items() if (made := self._of_attribute(notes)) is not None}
        if not changed:
            message = f"{self.from_channel} and {self.to_channel} are not two channels of the annotations"
            remedy = "Make each a kind of case with arrivals, or both words of one attribute of the cases."
            raise self.refuse("RE405", message, remedy)
        return as_is.with_cases(changed)

    def _between_kinds(self, as_is: AnnotatedMap) -> AnnotatedMap:
        rates = as_is.arrival_rate_per_week()
        if not rates.get(self.from_channel) or not rates.get(self.to_channel):
            message = f"it is not known how many come by {self.from_channel} and {self.to_channel}"
            raise self.refuse("RE407", message, "State the arrivals of both in the annotations.")
        gain = rates[self.from_channel] * self.share.value / rates[self.to_channel]
        factors = {self.from_channel: 1 - self.share.value, self.to_channel: 1 + gain}
        return as_is.with_cases(
            {
                kind: as_is.notes.cases[kind].model_copy(
                    update={"arrivals": scaled(self, kind, arrivals_of(self, as_is, kind), factor)}
                )
                for kind, factor in factors.items()
            }
        )

    def _of_attribute(self, notes: CaseNotes) -> CaseNotes | None:
        for name, attribute in notes.attributes.items():
            words = attribute.words or {}
            if self.from_channel in words and self.to_channel in words:
                changed = {**notes.attributes, name: AttributeNotes(words=self._moved(words))}
                return notes.model_copy(update={"attributes": changed})
        return None

    def _moved(self, words: Mapping[str, Estimate | str]) -> dict[str, Estimate]:
        stated = {word: share.value for word, share in words.items() if isinstance(share, Estimate)}
        shares = {word: stated.get(word, 1 - sum(stated.values())) for word in words}
        moving = shares[self.from_channel] * self.share.value
        shares[self.from_channel] -= moving
        shares[self.to_channel] += moving
        return {word: Estimate(share) for word, share in shares.items()}
