"""Feedback is read from every form; what is wrong with a row is said with its place, and nothing is guessed."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reengineer.annotations import AnnotatedMap
from reengineer.errors import ReengineerError, ReviewError
from reengineer.feedback import FeedbackMapping, ImportedFeedback, feedback_csv, import_feedback, scrub
from reengineer.feedback._dates import DateError, order_of, read_day
from reengineer.feedback._scrub import _IBAN, _INSURANCE, _POSTCODE

HEAD = "date,channel,source,case_id,step,score,scale,comment\n"


def written(tmp_path: Path, text: str | bytes, name: str = "said.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read(tmp_path: Path, rows: str, **mapping: object) -> ImportedFeedback:
    return import_feedback([written(tmp_path, HEAD + rows)], mapping=FeedbackMapping(**mapping))  # type: ignore[arg-type]


def told(found: ImportedFeedback) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.source.line) for problem in found.problems]


def test_a_row_becomes_a_voice(tmp_path: Path) -> None:
    found = read(tmp_path, "2026-07-01,survey,customer,7,log,4,csat5,Quick and friendly\n")
    [voice] = found.voices
    assert (voice.day, voice.channel, voice.speaker, voice.case_id) == (date(2026, 7, 1), "survey", "customer", "7")
    assert (voice.score, voice.scale, voice.points, voice.comment) == (4.0, "csat5", 75.0, "Quick and friendly")
    assert found.refused == 0


def test_steps_are_found_by_id_name_or_alias(tmp_path: Path, complaints: AnnotatedMap) -> None:
    rows = "".join(f"2026-07-01,survey,,{n},{step},,,x\n" for n, step in enumerate(
        ["draft", "Draft final response", "DRAFT", "the letter", "nowhere", ""]))  # fmt: skip
    mapping = FeedbackMapping(steps={"the letter": "draft"})
    found = import_feedback([written(tmp_path, HEAD + rows)], mapping=mapping, map_=complaints.map)
    assert [voice.step for voice in found.voices] == ["draft"] * 4 + ["", ""]
    assert found.unlinked == {"nowhere": 1}


def test_columns_of_other_programs_are_mapped(tmp_path: Path) -> None:
    path = written(tmp_path, "When;Mark;Text;Who\n01/12/2026;9;fine;Employee\n13/12/2026;10;fine too;Client\n")
    mapping = FeedbackMapping(
        columns={"date": "When", "score": "Mark", "comment": "Text", "source": "Who"},
        defaults={"channel": "survey", "scale": "nps11"},
        words={"source": {"Employee": "colleague", "Client": "customer"}},
    )
    found = import_feedback([path], mapping=mapping)
    assert [(voice.day, voice.speaker, voice.score) for voice in found.voices] == [
        (date(2026, 12, 1), "colleague", 9.0), (date(2026, 12, 13), "customer", 10.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2026-13-01,survey,,,,,,x", "RE906"),
        ("yesterday,survey,,,,,,x", "RE906"),
        ("03/04/2026,survey,,,,,,x", "RE907"),
        ("2026-07-01,survey,,,,6,csat5,x", "RE908"),
        ("2026-07-01,survey,,,,good,csat5,x", "RE908"),
        ("2026-07-01,survey,,,,nan,csat5,x", "RE908"),
        ("2026-07-01,survey,,,,4,,x", "RE908"),
        ("2026-07-01,survey,,,,4,csat,x", "RE908"),
        ("2026-07-01,survey,boss,,,,,x", "RE908"),
        ("2026-07-01,survey,,,,,,", "RE909"),
        ("2026-07-01,survey,,,,x", "RE905"),
        ("2026-07-01,survey,,,,,,x,y", "RE905"),
    ],
)
def test_a_row_that_is_wrong_is_named_with_its_line_and_left_out(tmp_path: Path, row: str, code: str) -> None:
    found = read(tmp_path, f"2026-07-01,survey,,,,,,fine\n{row}\n2026-07-02,survey,,,,,,fine too\n")
    assert told(found) == [(code, 3)]
    assert [voice.comment for voice in found.voices] == ["fine", "fine too"]
    assert (found.rows, found.refused) == (3, 1)


def test_lines_are_counted_through_texts_of_several_lines(tmp_path: Path) -> None:
    found = read(tmp_path, '2026-07-01,survey,,,,,,"one\ntwo\nthree"\n2026-99-01,survey,,,,,,x\n')
    assert told(found) == [("RE906", 5)]
    assert found.voices[0].comment == "one\ntwo\nthree"


def test_a_quotation_mark_that_is_never_closed_ends_the_file_at_its_line(tmp_path: Path) -> None:
    found = read(tmp_path, '2026-07-01,survey,,,,,,x\n2026-07-02,survey,,,,,,"never closed\n2026-07-03,survey,,,,,,y\n')
    assert told(found) == [("RE905", 3)]
    assert len(found.voices) == 1


def test_the_same_words_about_the_same_case_count_once(tmp_path: Path) -> None:
    rows = (
        "2026-07-01,e-mail,,7,,,,Too  slow\n2026-07-01,phone,,7,,,,too slow\n"
        "2026-07-02,phone,,7,,,,too slow\n2026-07-01,phone,,8,,,,too slow\n2026-07-01,phone,,,,,,too slow\n"
        "2026-07-01,phone,,,,,,too slow\n"
    )
    found = read(tmp_path, rows)
    assert (len(found.voices), found.duplicates) == (5, 1)


ENCODED = "date,channel,comment\n2026-07-01,survey,Très bien – merci\n"


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16"])
def test_marked_and_usual_encodings_are_read(tmp_path: Path, name: str) -> None:
    [voice] = import_feedback([written(tmp_path, ENCODED.encode(name))]).voices
    assert voice.comment == "Très bien – merci"


def test_a_comment_that_was_cut_off_in_an_emoji_can_be_written_again(tmp_path: Path) -> None:
    item = '[{"date": "2026-07-01", "channel": "survey", "comment": "\\ud83d\\ude00 fine \\ud83d"}]'
    [voice] = import_feedback([written(tmp_path, item, "said.json")]).voices
    assert voice.comment == "\U0001f600 fine \ufffd"


def test_another_encoding_is_named_and_never_guessed(tmp_path: Path) -> None:
    path = written(tmp_path, ENCODED.encode("cp1252"))
    with pytest.raises(ReviewError) as caught:
        import_feedback([path])
    [problem] = caught.value.problems
    assert (problem.code, problem.source.line) == ("RE902", 2)
    assert import_feedback([path], mapping=FeedbackMapping(encoding="cp1252")).voices[0].comment == "Très bien – merci"
    with pytest.raises(ReviewError):
        import_feedback([path], mapping=FeedbackMapping(encoding="klingon"))


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("said.doc", "x", "RE901"),
        ("said.csv", "", "RE901"),
        ("said.csv", "\x00\x01binary", "RE902"),
        ("said.csv", "date,comment\n2026-07-01,x\n", "RE903"),
        ("said.csv", "date,channel\n2026-07-01,x\n", "RE903"),
        ("said.csv", "date,date,channel,comment\n", "RE903"),
        ("said.json", "{", "RE901"),
        ("said.json", '{"a": 1}', "RE901"),
        ("said.json", '[{"date": NaN}]', "RE901"),
        ("said.json", "[" * 20_000, "RE901"),
        ("said.xlsx", "no workbook", "RE121"),
    ],
)
def test_a_file_that_is_none_is_refused_by_name(tmp_path: Path, name: str, text: str, code: str) -> None:
    with pytest.raises(ReviewError) as caught:
        import_feedback([written(tmp_path, text, name)])
    assert caught.value.problems[0].code == code


def test_a_misspelt_column_is_met_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="nearest"):
        import_feedback([written(tmp_path, "dat,channel,comment\n2026-07-01,x,y\n")])


def test_where_no_row_can_be_read_all_are_told(tmp_path: Path) -> None:
    with pytest.raises(ReviewError) as caught:
        read(tmp_path, "x,survey,,,,,,y\nz,survey,,,,,,y\n")
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("name", ["said.json", "said.jsonl"])
def test_json_is_read_as_a_list_or_line_by_line(tmp_path: Path, name: str) -> None:
    rows = [
        {"date": "2026-07-01", "channel": "chat", "score": 5, "scale": "csat5", "consent": True},
        {"date": "2026-07-02", "channel": "chat", "comment": None, "score": 4.5, "scale": "csat5"},
        {"date": "2026-07-02", "channel": "chat", "comment": {"a": 1}},
    ]
    text = json.dumps(rows) if name.endswith("json") else "\n".join(map(json.dumps, rows))
    found = import_feedback([written(tmp_path, text, name)])
    assert [(voice.score, voice.consent) for voice in found.voices] == [(5.0, True), (4.5, None)]
    assert [problem.code for problem in found.problems] == ["RE905"]


def test_a_workbook_is_read_and_its_formulas_stay_text(tmp_path: Path) -> None:
    from datetime import datetime

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["date", "channel", "score", "scale", "comment"])
    sheet.append([datetime(2026, 7, 1), "survey", 4, "csat5", '=HYPERLINK("http://example.org","click")'])  # noqa: DTZ001
    sheet.append(["never", "survey", 4, "csat5", "x"])
    book.save(tmp_path / "said.xlsx")
    found = import_feedback([tmp_path / "said.xlsx"])
    assert found.voices[0].comment == '=HYPERLINK("http://example.org","click")'
    assert found.voices[0].day == date(2026, 7, 1)
    assert [problem.source.place.rpartition("!")[2] for problem in found.problems] == ["Sheet:A3"]
    again = feedback_csv(found.voices, [{}])
    assert "'=HYPERLINK" in again
    assert import_feedback([written(tmp_path, again)]).voices[0].comment == found.voices[0].comment


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "=cmd|' /C calc'!A0"])
def test_nothing_written_begins_like_a_formula(tmp_path: Path, text: str) -> None:
    import csv
    import io

    found = import_feedback([written(tmp_path, json.dumps([
        {"date": "2026-07-01", "channel": text, "comment": text, "segment": text, "case_id": text}
    ]), "said.json")])  # fmt: skip
    rows = list(csv.reader(io.StringIO(feedback_csv(found.voices, [{}]))))
    assert all(cell[:1] not in ("=", "+", "-", "@", "\t", "\r") for row in rows for cell in row)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-07-01", date(2026, 7, 1)),
        ("2026-07-01T09:30:00+01:00", date(2026, 7, 1)),
        ("2026/7/1", date(2026, 7, 1)),
        ("1 July 2026", date(2026, 7, 1)),
        ("1st Jul 2026", date(2026, 7, 1)),
        ("July 1, 2026", date(2026, 7, 1)),
        ("31/01/2026", date(2026, 1, 31)),
        ("01/31/2026", date(2026, 1, 31)),
        ("4/4/2026 10:00", date(2026, 4, 4)),
        ("31.01.2026", date(2026, 1, 31)),
    ],
)
def test_dates_that_can_be_read_in_one_way_are_read(text: str, day: date) -> None:
    assert read_day(text, None) == day


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)))
def test_a_date_is_read_as_it_was_written_or_not_at_all(day: date) -> None:
    text = f"{day.day:02d}/{day.month:02d}/{day.year}"
    assert read_day(text, "dmy") == day
    is_ambiguous = day.day <= 12 and day.day != day.month
    if is_ambiguous:
        with pytest.raises(DateError, match="may be"):
            read_day(text, None)
    else:
        assert read_day(text, None) == day


def test_a_column_tells_the_order_of_its_dates() -> None:
    assert order_of(["03/04/2026", "25/04/2026"]) == "dmy"
    assert order_of(["03/04/2026", "04/25/2026"]) == "mdy"
    assert order_of(["03/04/2026"]) is None
    assert order_of(["25/04/2026", "04/25/2026", "03/04/2026"]) is None
    assert order_of(["03/04/2026"], "mdy") == "mdy"


def test_an_ambiguous_date_says_what_it_may_be(tmp_path: Path) -> None:
    found = read(tmp_path, "2026-07-01,a,,,,,,x\n03/04/2026,a,,,,,,y\n")
    assert "'03/04/2026' may be 3 April or 4 March" in found.problems[0].message
    assert "dates: dmy" in found.problems[0].remedy
    assert len(read(tmp_path, "2026-07-01,a,,,,,,x\n03/04/2026,a,,,,,,y\n", dates="dmy").voices) == 2


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Write to jo.bloggs+x@mail.example.co.uk now", "Write to [e-mail] now"),
        ("Ring 07700 900123", "Ring [number]"),
        ("Ring +44 (0)20 7946 0958.", "Ring [number]."),
        ("Ring 020-7946-0958", "Ring [number]"),
        ("Card 4111 1111 1111 1111", "Card [number]"),
        ("I live at SW1A 1AA", "I live at [postcode]"),
        ("m1 1ae is mine", "[postcode] is mine"),
        ("GB29 NWBK 6016 1331 9268 19", "[account]"),
        ("QQ123456C is mine", "QQ123456C is mine"),
        ("AB123456C is mine", "[number] is mine"),
        ("@jo_bloggs said so", "[handle] said so"),
        ("on 2026-07-01 I paid 250.00 for 3 of 12", "on 2026-07-01 I paid 250.00 for 3 of 12"),
        ("it took 15 weeks and 1,250 pounds", "it took 15 weeks and 1,250 pounds"),
        ("01/07/2026 was the day", "01/07/2026 was the day"),
    ],
)
def test_personal_data_that_have_a_form_are_taken_out(text: str, clean: str) -> None:
    assert scrub(text)[0] == clean


def test_clean_text_stays_clean(tmp_path: Path) -> None:
    found = read(tmp_path, "2026-07-01,a,,,,,,Ring 07700 900123 or a@b.example\n")
    assert found.scrubbed == 2
    assert scrub(found.voices[0].comment) == (found.voices[0].comment, 0)


def test_public_ids_are_hashed(tmp_path: Path) -> None:
    text = "date,channel,source,comment,public_id,reach\n2026-07-01,web,social,bad,@jo,1200\n"
    [voice] = import_feedback([written(tmp_path, text)]).voices
    assert "jo" not in voice.public_id
    assert (len(voice.public_id), voice.reach) == (16, 1200.0)


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fall_over(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "said.csv"
    path.write_bytes(b"date,channel,comment\n" + data)
    try:
        found = import_feedback([path])
    except ReviewError:
        return
    assert found.rows == len(found.voices) + found.duplicates + found.refused


@given(st.text(alphabet="AB1234 z9.-/(+ xQ", max_size=24) | st.from_regex(_INSURANCE) | st.from_regex(_POSTCODE))
def test_nothing_that_has_a_form_is_passed_over(text: str) -> None:
    patterns = (_IBAN, _INSURANCE, _POSTCODE)
    assert scrub(text)[1] > 0 or not any(pattern.search(text) for pattern in patterns)


def test_a_file_that_is_not_there_is_told_as_such_whatever_its_name(tmp_path: Path) -> None:
    for name in ("nowhere", "nowhere.csv", "nowhere.docx"):
        with pytest.raises(ReengineerError, match=r"there is no such file"):
            import_feedback([tmp_path / name])
