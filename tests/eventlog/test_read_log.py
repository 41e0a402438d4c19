"""Logs are read from CSV, XES and Parquet; what cannot be read is said, with its line."""

import gzip
from pathlib import Path

import pytest

from reengineer.errors import InputError
from reengineer.eventlog import LogColumns, LogReading, _tables, _xes, read_log

HEADER = "case_id,activity,resource,start_time,end_time"
ROW = "1,a,Ann,2026-01-05T09:00:00Z,2026-01-05T09:10:00Z"


def reading(folder: Path, *lines: str, name: str = "log.csv", **how: object) -> LogReading:
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_log(folder / name, **how)  # type: ignore[arg-type]


def codes(error: pytest.ExceptionInfo[InputError]) -> set[str]:
    return {problem.code for problem in error.value.problems}


def test_every_log_of_the_reference_material_is_read_whole(shared: Path) -> None:
    files = [path for path in (shared / "logs").rglob("*.csv*") if not path.stem.endswith("expected")]
    assert len(files) > 20
    for path in files:
        read = read_log(path)
        assert read.refused == 0
        assert len(read.log) == read.rows > 0


def test_columns_are_guessed_and_shown(tmp_path: Path) -> None:
    read = reading(tmp_path, "Ticket;Task Name;User;Started;Finished", "7;Call;Bo;2026-01-05 09:00;2026-01-05 09:30")
    assert read.columns.as_dict() == {
        "case": "Ticket", "activity": "Task Name", "completed": "Finished", "started": "Started", "resource": "User",
    }  # fmt: skip
    row = read.log.frame.iloc[0]
    assert (row["case"], row["name"], row["members"], row["work_s"]) == ("7", "Call", "Bo", 1800)


def test_columns_that_are_given_win(tmp_path: Path) -> None:
    columns = LogColumns(case="order", activity="what", completed="when")
    read = reading(tmp_path, "case,order,activity,what,when", "1,A,x,y,2026-01-05 09:00", columns=columns)
    row = read.log.frame.iloc[0]
    assert (row["case"], row["name"], str(row["activity"])) == ("A", "y", "x")


def test_a_column_given_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        reading(tmp_path, HEADER, ROW, columns=LogColumns(case="case_di"))
    assert codes(error) == {"RE361"}
    assert "case_id" in str(error.value)


def test_columns_that_cannot_be_told_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        reading(tmp_path, "x,y,z", "1,2,3")
    assert codes(error) == {"RE362"}


def test_bad_rows_are_reported_with_their_lines_and_counted(tmp_path: Path) -> None:
    lines = [HEADER, ROW, "1,b,Ann,soon,2026-01-05T09:10:00Z", '2,"two\nlines",Bo,,2026-01-05T10:00:00Z', ",c,,,",
             "1,d,Ann,2026-01-05T09:30:00Z,2026-01-05T09:20:00Z", "1,e", f"7{ROW[1:]}"]  # fmt: skip
    read = reading(tmp_path, *lines)
    assert (len(read.log), read.rows, read.refused) == (3, 7, 4)
    assert [problem.source.line for problem in read.problems if problem.code == "RE363"] == [3, 6, 7, 8]


def test_many_bad_rows_are_summed_up(tmp_path: Path) -> None:
    read = reading(tmp_path, HEADER, ROW, *[f"{case},a,,,never" for case in range(50)])
    refusals = [problem for problem in read.problems if problem.code == "RE363"]
    assert (read.refused, len(refusals)) == (50, 21)
    assert "30 more" in refusals[-1].message


def test_a_log_of_bad_rows_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        reading(tmp_path, HEADER, "1,a,Ann,x,y")
    assert "RE368" in codes(error)


@pytest.mark.parametrize(
    ("written", "zone", "utc"),
    [
        ("2026-07-01T09:00:00+02:00", "UTC", "07:00"),
        ("2026-07-01 09:00:00.5", "Europe/London", "08:00"),
        ("01-07-2026 09:00", "UTC", "09:00"),
        ("2026/07/01 09:00:00.000", "UTC", "09:00"),
        ("31.07.2026 09:00:00", "UTC", "09:00"),
        ("07/31/2026 09:00:00 PM", "UTC", "21:00"),
        ("1782896400", "UTC", "09:00"),
        ("1782896400000", "UTC", "09:00"),
        ('"1782896400,000"', "UTC", "09:00"),
        ("46204.375", "Europe/London", "08:00"),
        ("2026-07-01 09:00:00 UTC", "Europe/London", "09:00"),
        ("2026-07-01T09:00:00+02:00[Europe/Tallinn]", "UTC", "07:00"),
        ('"2026-07-01 09:00:00,5"', "UTC", "09:00"),
        ('"31/07/2026, 9:00:00 a.m."', "UTC", "09:00"),
        ("31.07.26 09:00", "UTC", "09:00"),
        ("31.07.2026 09:00:00 +0200", "Europe/London", "07:00"),
        ('"Wed, 1 Jul 2026 09:00:00 GMT"', "UTC", "09:00"),
        ('"July 1, 2026 09:00 PM"', "UTC", "21:00"),
        ("20260701090000", "UTC", "09:00"),
    ],
)
def test_instants_are_read_in_many_forms_and_zones(tmp_path: Path, written: str, zone: str, utc: str) -> None:
    read = reading(tmp_path, "case,activity,time", f"1,a,{written}", timezone=zone)
    instant = read.log.frame["completed"].iloc[0]
    assert str(instant.tz) == zone
    assert instant.tz_convert("UTC").strftime("%H:%M") == utc


def test_a_date_that_may_be_read_either_way_is_told(tmp_path: Path) -> None:
    read = reading(tmp_path, "case,activity,time", "1,a,03/04/2026 09:00")
    assert [problem.code for problem in read.problems] == ["RE367"]
    assert read.log.frame["completed"].iloc[0].month == 4


def test_days_lie_within_the_shorter_time(tmp_path: Path) -> None:
    # The third to the sixth of April in the American order; read the other way they would be months apart.
    read = reading(tmp_path, "case,activity,time", *(f"1,a,04/0{day}/2026 09:00" for day in range(3, 7)))
    assert [problem.code for problem in read.problems] == ["RE367"]
    assert "month was taken first" in read.problems[0].message
    assert set(read.log.frame["completed"].dt.month) == {4}


def test_another_column_or_a_later_row_tells_day_and_month_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = reading(tmp_path, "case,activity,start,end", "1,a,05/12/2026 09:00,05/13/2026 09:00")
    assert (read.problems, read.log.frame["started"].iloc[0].month) == ((), 5)
    monkeypatch.setattr("reengineer.eventlog._tables.CHUNK", 1)
    rows = ("1,a,01/02/2026 09:00", "1,b,01/14/2026 09:00")
    read = reading(tmp_path, "case,activity,time", *rows)
    assert (read.problems, read.refused) == ((), 0)
    assert read.log.frame["completed"].dt.day.tolist() == [2, 14]


@pytest.mark.parametrize(
    "header",
    [
        "Fall-ID;Aktivität;Bearbeiter;Startzeit;Endzeit", "Vorgangsnummer;Tätigkeit;Mitarbeiter;Beginn;Ende",
        "Numéro de dossier;Activité;Ressource;Date de début;Date de fin", "N° dossier;Étape;Agent;Début;Fin",
        "ID de caso;Actividad;Recurso;Fecha de inicio;Fecha de fin", "Expediente;Tarea;Usuario;Inicio;Fin",
        "Juhtumi ID;Tegevus;Töötaja;Algusaeg;Lõppaeg", "Juhtum;Samm;Täitja;Algus;Lõpp",
        "Zaaknummer;Activiteit;Medewerker;Begintijd;Eindtijd", "ID caso;Attività;Risorsa;Data inizio;Data fine",
        "Process Instance ID;Task Name;Performed By;Started At (UTC);Finished At (UTC)",
        "case:concept:name;concept:name;org:resource;start_timestamp;time:timestamp",
        "_CASE_KEY;ACTIVITY_EN;USER_NAME;EVENT START;EVENT END",
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_headings_of_many_tools_and_languages_are_known(tmp_path: Path, header: str, encoding: str) -> None:
    row = "7;Prüfen;Õie;2026-01-05 09:00;2026-01-05 09:30".replace("Õ", "Ö")
    (tmp_path / "log.csv").write_bytes(f"sep=;\r\n\r\n{header}\r\n{row}\r\n".encode(encoding))
    read = read_log(tmp_path / "log.csv")
    names = header.split(";")
    roles = ("case", "activity", "resource", "started", "completed")
    assert read.columns.as_dict() == dict(zip(roles, names, strict=True))
    row_read = read.log.frame.iloc[0]
    assert (row_read["case"], row_read["name"], row_read["members"], row_read["work_s"]) == ("7", "Prüfen", "Öie", 1800)


def test_a_heading_may_have_line_breaks_and_come_twice(tmp_path: Path) -> None:
    read = reading(tmp_path, '"Case\nID";Activity;Note;Note;"End; time"', "7;a;x;y;2026-01-05 09:30")
    assert read.columns.as_dict() == {"case": "Case ID", "activity": "Activity", "completed": "End; time"}
    assert read.log.frame[["Note", "Note (2)"]].to_numpy().tolist() == [["x", "y"]]


def test_starts_alone_end_when_the_next_of_case_or_person_begins(tmp_path: Path) -> None:
    rows = ["1,a,Ann,09:00", "1,b,Bo,09:30", "2,a,Ann,09:10", "2,b,Cy,10:00"]
    read = reading(
        tmp_path,
        "case,activity,resource,start",
        *(row.replace(",09", ",2026-01-05 09").replace(",10", ",2026-01-05 10") for row in rows),
    )
    assert [problem.code for problem in read.problems] == ["RE565"]
    assert sorted(read.log.frame["completed"].dt.strftime("%H:%M")) == ["09:10", "09:30", "10:00", "10:00"]


def test_rows_that_say_the_same_again_are_left_out(tmp_path: Path) -> None:
    read = reading(tmp_path, HEADER, ROW, ROW, ROW.replace("Ann", "Bo"))
    assert (len(read.log), read.refused, [problem.code for problem in read.problems]) == (2, 1, ["RE564"])


def test_an_hour_that_comes_twice_is_told(tmp_path: Path) -> None:
    read = reading(tmp_path, "case,activity,time", "1,a,2026-10-25 01:30", timezone="Europe/London")
    assert [problem.code for problem in read.problems] == ["RE369"]


def test_an_unknown_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        reading(tmp_path, HEADER, ROW, timezone="Europe/Londn")
    assert codes(error) == {"RE369"}


def test_starts_and_ends_on_rows_of_their_own_are_joined(tmp_path: Path) -> None:
    rows = ["1,a,Ann,start,09:00", "1,a,Bo,start,09:05", "1,a,Bo,complete,09:10", "1,a,Ann,complete,09:30",
            "1,b,Ann,schedule,09:30", "1,b,Ann,complete,09:40", "1,c,Ann,start,09:50"]  # fmt: skip
    lines = [row.replace(",09:", ",2026-01-05 09:") for row in rows]
    read = reading(tmp_path, "case,activity,resource,lifecycle:transition,time:timestamp", *lines)
    frame = read.log.frame
    spans = [
        (name, who, started.minute if started == started else None, done.minute if done == done else None)  # noqa: PLR0124
        for name, who, started, done in zip(
            frame["name"], frame["members"], frame["started"], frame["completed"], strict=True
        )
    ]
    assert spans == [("a", "Ann", 0, 30), ("a", "Bo", 5, 10), ("b", "Ann", None, 40), ("c", "Ann", 50, None)]
    assert [problem.code for problem in read.problems] == ["RE370"] * 3


def test_a_life_cycle_has_other_words_and_work_that_is_called_off(tmp_path: Path) -> None:
    words = ["schedule", "assign", "start", "suspend", "resume", "ate_abort", "withdraw"]
    rows = [f"1,{'b' if word == 'withdraw' else 'a'},Ann,{word},2026-01-05 09:0{at}" for at, word in enumerate(words)]
    rows.append("2,a,Ann,complete,2026-01-05 09:30")
    read = reading(tmp_path, "case,activity,resource,lifecycle:transition,time:timestamp", *rows)
    frame = read.log.frame
    assert frame["name"].tolist() == ["a", "a"]
    assert frame["work_s"].iloc[0] == 180
    told = [problem for problem in read.problems if "passed over" in problem.message]
    assert "suspend 1" in told[0].message
    assert "counts as work" in told[0].remedy


@pytest.mark.parametrize("words", [("schedule", "complete"), ("Queued", "In Progress", "Wait - User")])
def test_words_without_starts_leave_the_ends(tmp_path: Path, words: tuple[str, ...]) -> None:
    rows = [f"1,a,{word},2026-01-05 09:0{at}" for at, word in enumerate(words)]
    read = reading(tmp_path, "case,activity,lifecycle,time", *rows)
    assert len(read.log) == (1 if "complete" in words else 3)
    assert [problem.code for problem in read.problems] == ["RE370" if "complete" in words else "RE563"]


XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xmlns="http://www.xes-standard.org/"><global scope="event"><string key="concept:name" value="x"/></global>
<trace><string key="concept:name" value="c1"/><float key="amount" value="12.5"/>
<event><string key="concept:name" value="a"><string key="nested" value="n"/></string>
<date key="time:timestamp" value="2026-01-05T09:00:00.000+01:00"/><string key="org:resource" value="Ann"/>
<string key="lifecycle:transition" value="start"/></event>
<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2026-01-05T09:10:00.000+01:00"/>
<string key="org:resource" value="Ann"/><string key="lifecycle:transition" value="complete"/>
<string key="outcome" value="ok"/></event></trace>
<trace><event><string key="concept:name" value="b"/></event></trace></log>
"""


@pytest.mark.parametrize("packed", [False, True])
def test_xes_is_read_plain_and_packed(tmp_path: Path, packed: bool) -> None:
    data = XES.encode()
    (tmp_path / "log.xes").write_bytes(gzip.compress(data) if packed else data)
    read = read_log(tmp_path / "log.xes")
    row = read.log.frame.iloc[0]
    assert len(read.log) == 1
    assert (row["case"], row["name"], row["members"], row["work_s"]) == ("c1", "a", "Ann", 600)
    assert (row["case:amount"], row["outcome"]) == ("12.5", "ok")
    assert "nested" not in read.log.frame.columns
    assert [(problem.code, problem.source.line) for problem in read.problems] == [("RE363", 10)]


@pytest.mark.parametrize(
    "text", ['<!DOCTYPE log [<!ENTITY a "b">]><log/>', "<log><trace></log>", '<log><trace><event key="&e;"/>']
)
def test_xes_that_is_hostile_or_broken_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError) as error:
        reading(tmp_path, text, name="log.xes")
    assert codes(error) == {"RE364"}


def test_parquet_is_read(tmp_path: Path) -> None:
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    stamps = pd.to_datetime(["2026-01-05T09:00Z", "2026-01-05T10:00Z"])
    frame = pd.DataFrame({"case": [1, 1], "activity": ["a", "b"], "timestamp": stamps, "cost": [1.5, None]})
    frame.to_parquet(tmp_path / "log.parquet")
    log = read_log(tmp_path / "log.parquet").log
    assert log.frame["name"].tolist() == ["a", "b"]
    assert log.frame["completed"].tolist() == stamps.tolist()
    assert log.frame["file:cost"].tolist() == ["1.5", ""]


def test_what_is_no_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log.bin").write_bytes(b"PK\x03\x04" + bytes(100))
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(f"{HEADER}\n{ROW}\n".encode() * 50)[:60])
    for name in ("log.bin", "cut.csv.gz"):
        with pytest.raises(InputError) as error:
            read_log(tmp_path / name)
        assert codes(error) == {"RE360"}
    with pytest.raises(InputError) as error:
        read_log(tmp_path / "none.csv")
    assert codes(error) == {"RE101"}


HEAD = f"{HEADER}\n".encode()
LONG = b"a" * (1 << 20)


@pytest.mark.parametrize(
    ("start", "part", "times"),
    [
        (HEAD, LONG, 4),
        (HEAD, (b"a" * 1000 + b"\n") * 1000, 10),
        (b'<log><trace><event><string key="a" value="', LONG, 4),
        (b"<log>", b"<a>" * 1000, 2),
        (",".join(f"c{number}" for number in range(3000)).encode(), b"\n", 1),
    ],
)
def test_what_unpacks_to_more_than_a_log_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: bytes, part: bytes, times: int
) -> None:
    for module, limit in ((_tables, "UNSUSPECTED"), (_tables, "MAX_LINE"), (_xes, "MAX_PART")):
        monkeypatch.setattr(module, limit, 3 << 20)
    with gzip.open(tmp_path / "log.gz", "wb", compresslevel=1) as file:
        file.write(start)
        for _ in range(times):
            file.write(part)
    with pytest.raises(InputError) as error:
        read_log(tmp_path / "log.gz")
    assert codes(error) == {"RE366"}


def test_damaged_bytes_of_a_packed_log_are_one_clean_refusal(tmp_path: Path) -> None:
    data = gzip.compress("\n".join([HEADER, *(ROW.replace("1,a", f"{case},a") for case in range(999))]).encode())
    (tmp_path / "log.gz").write_bytes(data[:60] + b"\xff\xff\xff" + data[63:])
    with pytest.raises(InputError) as error:
        read_log(tmp_path / "log.gz")
    assert codes(error) == {"RE360"}


def test_parquet_of_lists_and_bytes_is_read_and_of_rows_out_of_nothing_is_not(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    days = {"completed": ["2026-01-05", "2026-01-06"]}
    table = pa.table({"case": [b"1", b"2"], "activity": ["a", "b"], "tags": [["x", "y"], None], **days})
    parquet.write_table(table, tmp_path / "log.parquet")
    frame = read_log(tmp_path / "log.parquet").log.frame
    assert (frame["case"].tolist(), frame["tags"].tolist()[1]) == (["1", "2"], "")
    one = {name: pa.array([text]) for name, text in (("case", "c"), ("activity", "a"), ("completed", "2026-01-05"))}
    many = pa.nulls(1_100_000, pa.int8()).fill_null(0)
    table = pa.table({name: pa.DictionaryArray.from_arrays(many, word) for name, word in one.items()})
    parquet.write_table(table, tmp_path / "many.parquet")
    with pytest.raises(InputError) as error:
        read_log(tmp_path / "many.parquet")
    assert codes(error) == {"RE366"}


def test_people_whose_numbers_became_decimals_are_themselves(tmp_path: Path) -> None:
    read = reading(tmp_path, HEADER, ROW.replace("Ann", "10913.0"), ROW.replace("Ann", ""))
    assert sorted(read.log.frame["members"]) == ["", "10913"]


def test_a_simulated_log_is_read_back(tmp_path: Path) -> None:
    first = "option,replication,case,kind,name,members,enabled,started,completed"
    times = ",".join(["2026-01-05T09:00:00.000000+00:00"] * 3)
    rows = [f"as-is,{run},1,{kind},a,Ann,{times}" for run in (0, 1) for kind in ("task", "join")]
    read = reading(tmp_path, first, *rows)
    assert read.log.frame["case"].tolist() == ["as-is/0/1", "as-is/1/1"]
