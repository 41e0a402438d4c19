"""Know every name that rules may use: what it is said of, its type, where its values come from."""

from collections.abc import Iterator, Mapping

from reengineer._records import dataclass
from reengineer.questions._records import NameNotes, ThresholdNotes, VocabularyFile

KINDS: Mapping[str, str] = {
    "s": "step",
    "a": "step",
    "b": "step",
    "t": "transition",
    "g": "gateway",
    "r": "resource",
    "f": "fragment",
    "p": "process",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Hold the vocabulary and the thresholds.

    Parameters
    ----------
    file : VocabularyFile
    thresholds : mapping of str to ThresholdNotes
        By name without ``th.``.
    """

    file: VocabularyFile
    thresholds: Mapping[str, ThresholdNotes]

    def find(self, name: str) -> NameNotes | None:
        """Return what is known of a dotted name; None where it is not in the vocabulary."""
        letter, _, rest = name.partition(".")
        if letter == "th":
            notes = self.thresholds.get(rest)
            return NameNotes(kind="number", unit=notes.unit, says=notes.says, means=notes.basis) if notes else None
        said_of = KINDS.get(letter)
        names: Mapping[str, NameNotes] = self.file.names.get(said_of, {}) if said_of else {}  # type: ignore[call-overload]
        return names.get(rest)

    def phrase(self, name: str) -> str:
        """Return what people call a dotted name: its phrase, else the name itself without its letter."""
        notes = self.find(name)
        return (notes.says if notes else "") or name.partition(".")[2].replace("_", " ")

    def names(self, letters: tuple[str, ...]) -> Iterator[str]:
        """Return every dotted name that begins with one of the letters, in the order of the files."""
        for letter in letters:
            if letter == "th":
                yield from (f"th.{name}" for name in self.thresholds)
            else:
                for said_of, names in self.file.names.items():
                    if said_of == KINDS[letter]:
                        yield from (f"{letter}.{name}" for name in names)

    def values(self) -> dict[str, float]:
        """Return the thresholds by dotted name."""
        return {f"th.{name}": notes.value for name, notes in self.thresholds.items()}
