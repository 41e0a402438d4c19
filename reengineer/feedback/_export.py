"""Write clean feedback: no personal data that has a form, and nothing that a spreadsheet would take for a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from reengineer.feedback._guard import guarded
from reengineer.feedback._mapping import COLUMNS
from reengineer.feedback._voices import Voice
from reengineer.files import write_text_atomic


def feedback_csv(voices: Iterable[Voice], themes: Sequence[Mapping[str, object]]) -> str:
    """Return feedback as CSV text with our columns, one row a voice."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for voice, found in zip(voices, themes, strict=True):
        writer.writerow([guarded(cell) for cell in _cells(voice, found)])
    return out.getvalue()


def _cells(voice: Voice, found: Mapping[str, object]) -> list[str]:
    score = "" if voice.score is None else f"{voice.score:g}"
    consent = "" if voice.consent is None else "yes" if voice.consent else "no"
    reach = "" if voice.reach is None else f"{voice.reach:g}"
    step = voice.step or voice.named_step
    texts = [voice.day.isoformat(), voice.channel, voice.speaker, voice.case_id, step, score, voice.scale]
    return [*texts, voice.comment, ";".join(found), voice.about, voice.segment, consent, voice.public_id, reach]


def write_feedback(path: str | Path, voices: Iterable[Voice], themes: Sequence[Mapping[str, object]]) -> None:
    """Write clean feedback as CSV in UTF-8, whole or not at all."""
    write_text_atomic(path, feedback_csv(voices, themes))
