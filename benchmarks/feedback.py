"""Time the import and analysis of 100,000 rows of feedback on one core."""

import random
import sys
import tempfile
import time
from pathlib import Path

from reengineer.feedback import analyse_feedback, feedback_csv, import_feedback

TEXT = (
    "the reply was slow and I had to chase twice before anyone called me back about my claim; friendly staff though a "
    "long queue confusing letter wrong amount charged please ring 07700 900123 thank you all fine easy form website"
)
WORDS = TEXT.split()


def main(rows: int = 100_000) -> None:
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.csv"
        with path.open("w", encoding="utf-8") as out:
            out.write("date,channel,case_id,step,score,scale,comment\n")
            for row in range(rows):
                comment = " ".join(rng.choice(WORDS) for _ in range(20))
                day = f"2026-{1 + row % 12:02d}-{1 + row % 28:02d}"
                out.write(f'{day},survey,{row},step{row % 9},{1 + row % 5},csat5,"{comment}"\n')
        start = time.process_time()
        imported = import_feedback([path])
        read = time.process_time()
        report = analyse_feedback(imported)
        done = time.process_time()
        feedback_csv(imported.voices, report.found)
        written = time.process_time()
    print(f"{rows} rows: read {read - start:.1f} s, analysed {done - read:.1f} s, written {written - done:.1f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
