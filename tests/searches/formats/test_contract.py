"""What every file format owes: over a sample of each, and over damaged copies of it."""

import io
import random

import pytest

from screening.records.description import Description, Received
from screening.searches import reading
from screening.searches.fileformat import FORMATS, FileRefused
from tests.searches.formats.samples import LINE_BASED, REGISTERS, SAMPLES, sample

KEYS = [plugin.key for plugin in FORMATS]


def read(key: str, data: bytes) -> list[Received]:
    return list(FORMATS[key]().read(io.BytesIO(data)))


def descriptions(found: list[Received]) -> list[Description | None]:
    return [one.description for one in found]


def assert_every_record_says_what_it_is(found: list[Received]) -> None:
    assert all(one.raw for one in found)
    assert all(one.description is not None or one.problem for one in found)


def assert_nothing_lost(found: list[Received], data: bytes) -> None:
    assert_every_record_says_what_it_is(found)
    assert not found or b"".join(one.raw for one in found) == data
    lines = [one.line or 0 for one in found]
    assert lines == sorted(set(lines))
    assert all(lines)


@pytest.mark.parametrize("key", KEYS)
def test_it_says_what_it_is_and_has_a_sample(key: str) -> None:
    plugin = FORMATS[key]
    assert plugin.label
    assert all(extension.startswith(".") for extension in plugin.extensions)
    assert key in {*SAMPLES, "xlsx"}, "write two records of the new format into samples.py"


@pytest.mark.parametrize("key", KEYS)
def test_its_sample_is_recognised_by_content_and_read(key: str) -> None:
    data = sample(key)
    assert reading.recognise(data).key == key
    found = read(key, data)
    assert_every_record_says_what_it_is(found)
    assert [one.problem for one in found] == ["", ""]
    read_as = [one.description for one in found if one.description]
    assert [(d.title.rstrip("."), d.year, bool(d.abstract)) for d in read_as] == [
        ("Walking and mood in adults: a randomised trial", 2021, True),
        ("Sitting and mood: a cohort study", 2020, True),
    ]
    if key in REGISTERS:
        assert [d.nct for d in read_as] == ["NCT01234567", "NCT02345678"]
    else:
        assert [d.doi for d in read_as] == ["10.1000/walk.2021.1", "10.1000/sit.2020.2"]
        assert [[author.family for author in d.authors] for d in read_as] == [["Müller", "O'Brien"], ["Lee"]]


@pytest.mark.parametrize("key", KEYS)
def test_descriptions_survive_json(key: str) -> None:
    for one in read(key, sample(key)):
        assert one.description
        assert Description.from_json(one.description.as_json()) == one.description


@pytest.mark.parametrize("key", LINE_BASED)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_change_nothing(key: str, encoding: str, line_end: str) -> None:
    data = SAMPLES[key].replace("\n", line_end).encode(encoding)
    found = read(key, data)
    assert_nothing_lost(found, data)
    assert descriptions(found) == descriptions(read(key, SAMPLES[key].encode()))
    assert reading.recognise(data).key == key


@pytest.mark.parametrize("key", LINE_BASED)
def test_no_byte_of_a_file_cut_anywhere_is_lost(key: str) -> None:
    data = SAMPLES[key].encode()
    for end in range(len(data)):
        assert_nothing_lost(read(key, data[:end]), data[:end])


@pytest.mark.parametrize("key", KEYS)
def test_damage_is_read_or_refused_with_a_sentence_and_never_crashes(key: str) -> None:
    dice = random.Random(1)
    whole = sample(key)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(dice.randint(1, 6)):
            at = dice.randrange(len(data))
            data[at : at + dice.randint(0, 3)] = dice.randbytes(dice.randint(0, 3))
        try:
            found = read(key, bytes(data[: dice.randrange(len(data))]))
        except FileRefused as refusal:
            assert str(refusal).endswith(".")  # noqa: PT017 - either outcome is right
            continue
        assert_every_record_says_what_it_is(found)


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_file_has_no_records(key: str) -> None:
    try:
        assert read(key, b"") == []
    except FileRefused as refusal:
        assert str(refusal)  # noqa: PT017 - either outcome is right


def test_mendeley_calls_the_issue_so_in_endnote_xml() -> None:
    data = sample("endnote_xml").replace(b"<number>", b"<issue>").replace(b"</number>", b"</issue>")
    first = descriptions(read("endnote_xml", data))[0]
    assert first == descriptions(read("endnote_xml", sample("endnote_xml")))[0]
    assert first
    assert first.issue


def test_a_full_name_without_a_comma_in_web_of_science_is_taken_from_the_short_one() -> None:
    names = b"AU Cui, WP\n   Lee, A\nAF Cui Wenping\n   Lee, Ann\n"
    data = b"FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\n" + names + b"TI A\nER\n\nEF\n"
    (found,) = descriptions(read("wos", data))
    assert found
    assert [(author.family, author.given) for author in found.authors] == [("Cui", "WP"), ("Lee", "Ann")]
