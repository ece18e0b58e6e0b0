"""Files of JSON cut into records, whatever shape they have and whatever is wrong with them."""

import io
import json
import time
from typing import Any

import pytest

from screening.records.description import Description, Received
from screening.searches import json_objects
from screening.searches.fileformat import FileRefused
from screening.searches.json_objects import Cutter, Kind


def describe(found: Any) -> tuple[Description | None, list[str]]:
    return (Description(title=str(found["t"])), []) if "t" in found else (None, ["Nothing."])


def read(text: str | bytes) -> list[Received]:
    data = text if isinstance(text, bytes) else text.encode()
    of_frame = lambda frame: "More." if "next" in frame else ""  # noqa: E731
    return list(json_objects.read(io.BytesIO(data), frozenset({"list"}), describe, of_frame))


def titles(text: str | bytes) -> list[str]:
    return [one.description.title for one in read(text) if one.description]


@pytest.mark.parametrize(
    "text",
    [
        '[{"t": 1}, {"t": 2}]',
        '\ufeff\n [\n{"t": 1},\n{"t": 2}\n]\n',
        '{"t": 1}\n{"t": 2}\n',
        '{"t": 1}{"t": 2}',
        '\x1e{"t": 1}\n\x1e{"t": 2}',
        '{"list": [{"t": 1}, {"t": 2}]}',
        '{"meta": {"a": [{"t": 0}]}, "list": [{"t": 1}, {"t": 2}], "query": {"t": 9}, "x": [{"t": 9}]}',
        '{"answer": {"n": 2, "list": [{"t": 1}, {"t": 2}]}}',
        '[{"t": 1}][{"t": 2}]',
        '{"list": [{"t": 1}]}\n{"list": [{"t": 2}]}',
        '[[{"t": 1}], [{"t": 2}]]',
        '[{"t": 1, "list": [{"t": 3}]}, {"t": 2, "deep": {"list": [1]}}]',
        '[{"t": 1, "a": "}{][\\"\\\\"}, {"t": 2}]',
    ],
)
def test_two_records_in_every_shape(text: str) -> None:
    assert titles(text) == ["1", "2"]
    assert [one.problem for one in read(text)] == ["", ""]


def test_lines_and_bytes_are_kept() -> None:
    first, second = read('{"list": [\n{"t": 1},\n\n  {"t":\n2}]}')
    assert (first.raw, first.line) == (b'{"t": 1}', 2)
    assert (second.raw, second.line) == (b'{"t":\n2}', 4)


def test_portions_of_any_length_give_the_same() -> None:
    text = '{"next": "x", "list": [{"t": "a\\"}"}, {"t": {"b": [1, {}]}}], "z": 1} rest'
    whole = list(Cutter(frozenset({"list"})).feed(text))
    for size in (1, 2, 3, 7):
        cutter = Cutter(frozenset({"list"}))
        parts = [text[at : at + size] for at in range(0, len(text), size)]
        assert [piece for part in parts for piece in cutter.feed(part)] == whole
    assert [piece.kind for piece in whole] == [Kind.FRAME, Kind.RECORD, Kind.RECORD, Kind.FRAME]


def test_what_is_wrong_with_one_record_costs_that_record() -> None:
    bad, good = read('[{"t": 1,,}, {"t": 2}]')
    assert bad.description is None
    assert bad.problem.startswith("It is not well-formed JSON:")
    assert good.description
    number = read('[{"t": ' + "9" * 5_000 + "}]")[0]
    assert (number.description, "not well-formed" in number.problem) == (None, True)


def test_what_stands_between_and_after_is_told() -> None:
    found = read('[{"t": 1}, "stray", {"t": 2}] TY  - JOUR')
    assert [bool(one.description) for one in found] == [True, False, True, False]
    assert found[1].problem == found[3].problem == "This stands where only records should and is none."
    assert found[3].raw == b"TY  - JOUR"


def test_a_file_cut_off_is_told() -> None:
    whole, cut = read('[{"t": 1}, {"t": "walk')
    assert whole.problem == ""
    assert cut.description is None
    assert cut.problem == "The file ends inside this record: the download may be incomplete."
    assert read("[") == []


def test_what_the_frame_says_stands_with_the_last_record() -> None:
    for text in ('{"next": 1, "list": [{"t": 1}, {"t": 2}]}', '{"list": [{"t": 1}, {"t": 2}], "next": 1}'):
        assert [one.problem for one in read(text)] == ["", "More."]


def test_what_no_database_stores_is_left_out() -> None:
    assert titles('[{"t": "a\\u0000b\\ud800c\\u001fd"}]') == ["abcd"]
    assert titles('[{"t": NaN}]') == ["None"]


def test_encodings() -> None:
    text = json.dumps([{"t": "Größe “a”"}], ensure_ascii=False)
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"):
        assert titles(text.encode(encoding)) == ["Größe “a”"]
    broken = text.encode().replace(b"a", b"a\xff")
    (found,) = read(broken)
    assert found.raw == broken[1:-1]
    assert found.problem == "Some bytes are no text in any encoding we know; they are shown as \ufffd."


@pytest.mark.parametrize("unit", ["[", '{"a":', '[{"a":[', '{"t":1}]', '"', "{", "]", "{}", '"\\'])
def test_hostile_files_are_refused_or_read_soon(unit: str) -> None:
    began = time.process_time()
    try:
        assert all(one.raw for one in read(unit * (200_000 // len(unit))))
    except FileRefused as refusal:
        assert str(refusal) == "Line 1 is nested more than 200 deep: this is no record."  # noqa: PT017
    assert time.process_time() - began < 5


def test_a_record_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_objects, "LONGEST", 1024**2)
    with pytest.raises(
        FileRefused, match="What begins at line 2 is no record: it goes on for more than 1 MB"
    ):
        read('[\n{"t": "' + "a" * 3_000_000)
