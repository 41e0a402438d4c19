"""Find what comments are about, by an editable list of words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from reengineer._records import dataclass
from reengineer.errors import ReviewError
from reengineer.files import read_yaml, validate
from reengineer.statistics import Interval, wilson_interval

OTHER = "other"
NEGATION_REACH = 3
Hint = Literal["negative", "positive", "neutral"]
_TURNED: Mapping[str, Hint] = {"negative": "positive", "positive": "negative", "neutral": "neutral"}
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_Phrase = tuple[str, ...]
_Entry = tuple[str, bool, _Phrase]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Theme(_Written):
    """Name a theme and the words that tell it.

    Parameters
    ----------
    id, name : str
    include, exclude : list of str
        Words, words with a star at the end, or several words in order.
    hint : {"negative", "positive", "neutral"}
        How such a comment is meant as a rule.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    name: str
    include: Annotated[tuple[str, ...], Field(min_length=1)]
    exclude: tuple[str, ...] = ()
    hint: Hint = "neutral"


class Taxonomy(_Written):
    """Hold all themes, and the words that turn a meaning round."""

    version: Literal[1] = 1
    negations: tuple[str, ...] = ()
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        ids = [theme.id for theme in self.themes]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice or OTHER in ids:
            raise ValueError(f"the theme {(twice or [OTHER])[0]} is named twice; other is what no theme fits")
        return self

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read a taxonomy; raise ReviewError with all that is wrong in it."""
        return validate(cls, read_yaml(path, error=ReviewError), error=ReviewError)


@cache
def starter_themes() -> Taxonomy:
    """Return the themes that come with the package."""
    data = files("reengineer.feedback").joinpath("themes.yaml").read_bytes()
    return validate(Taxonomy, read_yaml(data, name="themes.yaml", error=ReviewError), error=ReviewError)


class ThemeFinder:
    """Find the themes of comments by a taxonomy.

    Parameters
    ----------
    taxonomy : Taxonomy
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._hints = {theme.id: theme.hint for theme in taxonomy.themes}
        self._order = {theme: place for place, theme in enumerate(self._hints)}
        self._negations = frozenset(_words(" ".join(taxonomy.negations)))
        self._patterns = _Patterns(taxonomy)
        self._cache: dict[str, dict[str, Hint]] = {}

    def themes(self, comment: str) -> dict[str, Hint]:
        """Return the themes of a comment in the order of the taxonomy, each with how it is meant; none at all is none.

        Where a theme is meant in two ways in one comment, it is neutral.
        """
        found = self._cache.get(comment)
        if found is None:
            found = self._cache[comment] = self._found(_words(comment))
        return found

    def _found(self, words: Sequence[str]) -> dict[str, Hint]:
        meant: dict[str, Hint] = {}
        may_turn = not self._negations.isdisjoint(words)
        for theme, place in self._patterns.hits(words):
            hint = self._hints[theme]
            if may_turn and not self._negations.isdisjoint(words[max(0, place - NEGATION_REACH) : place]):
                hint = _TURNED[hint]
            meant[theme] = hint if meant.get(theme, hint) == hint else "neutral"
        return {theme: meant[theme] for theme in sorted(meant, key=self._order.__getitem__)}


class _Patterns:
    """Look words up by their first word, so that a comment is read once whatever the number of themes."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._exact: dict[str, list[_Entry]] = {}
        self._stems: list[tuple[str, str, bool]] = []
        self._known = _Beginnings(self._exact, self._stems)
        for theme in taxonomy.themes:
            for excluded, entries in ((True, theme.exclude), (False, theme.include)):
                for entry in entries:
                    self._add(theme.id, entry, excluded=excluded)

    def _add(self, theme: str, entry: str, *, excluded: bool) -> None:
        words = tuple(_words(entry))
        if entry.endswith("*") and len(words) == 1:
            self._stems.append((words[0], theme, excluded))
        elif words:
            self._exact.setdefault(words[0], []).append((theme, excluded, words))

    def hits(self, words: Sequence[str]) -> list[tuple[str, int]]:
        """Return each theme found with the place of its first word; what is excluded covers its words."""
        found = [
            (theme, excluded, place, len(phrase))
            for place, entries in enumerate(map(self._known.__getitem__, words))
            if entries
            for theme, excluded, phrase in entries
            if len(phrase) == 1 or tuple(words[place : place + len(phrase)]) == phrase
        ]
        covered = {(theme, at) for theme, excluded, place, n in found if excluded for at in range(place, place + n)}
        return [(theme, place) for theme, excluded, place, _ in found if not excluded and (theme, place) not in covered]


class _Beginnings(dict[str, tuple[_Entry, ...]]):
    """Know what may begin with a word; a word is looked up by its stems once."""

    def __init__(self, exact: Mapping[str, list[_Entry]], stems: list[tuple[str, str, bool]]) -> None:
        super().__init__()
        self._exact, self._stems = exact, stems

    def __missing__(self, word: str) -> tuple[_Entry, ...]:
        by_stem = [(theme, excluded, (word,)) for stem, theme, excluded in self._stems if word.startswith(stem)]
        found = self[word] = (*self._exact.get(word, ()), *by_stem)
        return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeQuality:
    """Say how well words find a theme that people coded by hand.

    Parameters
    ----------
    theme : str
    found, right, missed : int
        Comments in which the words found it, those of them that people coded so too, and those that only people did.
    """

    theme: str
    found: int
    right: int
    missed: int

    @property
    def precision(self) -> Interval:
        """Return the Wilson interval of the share of finds that are right."""
        return wilson_interval(self.right, self.found)

    @property
    def recall(self) -> Interval:
        """Return the Wilson interval of the share of coded comments that are found."""
        return wilson_interval(self.right, self.right + self.missed)

    def as_dict(self) -> dict[str, object]:
        """Return the counts and both shares with their intervals."""
        coded = self.right + self.missed
        return {
            "theme": self.theme,
            "found": self.found,
            "right": self.right,
            "missed": self.missed,
            "precision": self.right / self.found if self.found else None,
            "precision_low": self.precision.low,
            "precision_high": self.precision.high,
            "recall": self.right / coded if coded else None,
            "recall_low": self.recall.low,
            "recall_high": self.recall.high,
        }


def theme_quality(finder: ThemeFinder, coded: Iterable[tuple[str, Sequence[str]]]) -> tuple[ThemeQuality, ...]:
    """Compare what words find with what people coded.

    Parameters
    ----------
    finder : ThemeFinder
    coded : iterable of (str, sequence of str)
        Comments with the themes that a person gave them; about 100 tell something.

    Returns
    -------
    tuple of ThemeQuality
        One a theme, in the order of the taxonomy.
    """
    pairs = [(set(finder.themes(comment)), set(themes)) for comment, themes in coded]
    return tuple(
        ThemeQuality(
            theme=theme.id,
            found=sum(theme.id in found for found, _ in pairs),
            right=sum(theme.id in found and theme.id in given for found, given in pairs),
            missed=sum(theme.id in given and theme.id not in found for found, given in pairs),
        )
        for theme in finder.taxonomy.themes
    )
