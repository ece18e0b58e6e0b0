import io
from collections.abc import Iterator

import pytest

from screening.lib import decoding
from screening.lib.decoding import UnreadableText, lines

TEXT = "TY  - JOUR\r\nTI  - Müde \u2028 β-Blocker\x0b\x0c\x85 “x”\rAB  - one\n\nER  - "


def read(data: bytes) -> list[decoding.Line]:
    return list(lines(io.BytesIO(data)))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"]
)
def test_every_unicode_encoding_reads_alike_and_keeps_its_bytes(encoding: str) -> None:
    data = TEXT.encode(encoding)
    found = read(data)
    assert [line.text for line in found] == [
        "TY  - JOUR",
        "TI  - Müde \u2028 β-Blocker\x0b\x0c\x85 “x”",
        "AB  - one",
        "",
        "ER  - ",
    ]
    assert [line.number for line in found] == [1, 2, 3, 4, 5]
    assert b"".join(line.raw for line in found) == data


def test_windows_1252_is_decided_line_by_line() -> None:
    data = "TI  - Café".encode() + b"\n" + "TI  - “Grün” — 5 €".encode("cp1252") + b"\n"
    assert [line.text for line in read(data)] == ["TI  - Café", "TI  - “Grün” — 5 €"]
    assert decoding.name_encoding(io.BytesIO(data)) == "Windows-1252, at least in part"


@pytest.mark.parametrize(
    ("encoding", "name", "text"),
    [
        (encoding, name, text)
        for encoding, name in (("mac-roman", "Mac Roman"), ("cp1252", "Windows-1252"))
        for text in ("Müller, Jörg: naïve “T” cells", "Öztürk, Nuñez, María", "it’s 1990–1995", "Größe")
    ]
    + [("cp1252", "Windows-1252", "Miloš Žižek")],
)
def test_an_old_macintosh_is_told_from_windows_by_what_makes_words(
    encoding: str, name: str, text: str
) -> None:
    data = f"TI  - {text}\n".encode(encoding)
    assert [line.text for line in read(data)] == [f"TI  - {text}"]
    assert decoding.name_encoding(io.BytesIO(data)) == f"{name}, at least in part"


def test_utf8_lines_say_nothing_about_the_others() -> None:
    data = "TI  - Straße, “ß”, ş".encode() + b"\n" + "TI  - Š".encode("cp1252")
    assert [line.text for line in read(data)] == ["TI  - Straße, “ß”, ş", "TI  - Š"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_portions_are_the_whole_text(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "HEAD", 32)
    monkeypatch.setattr(decoding, "_CHUNK", 3)
    assert "".join(decoding.portions(io.BytesIO((TEXT * 9).encode(encoding)))) == TEXT * 9


def test_portions_keep_broken_bytes() -> None:
    broken = "Café".encode("cp1252") + b" \xe2\x82"
    text = "".join(decoding.portions(io.BytesIO(broken)))
    assert text.encode(errors="surrogateescape") == broken
    assert decoding.mended(broken[:4], "cp1252") == ("Café", False)


def test_a_few_broken_bytes_do_not_turn_the_rest_of_a_utf8_line_into_mojibake() -> None:
    (line,) = read("TI  - β-blockers “in” mü".encode() + b"\xff\xfede")
    assert line.text == "TI  - β-blockers “in” mü\ufffd\ufffdde"
    assert line.damaged


def test_nul_bytes_leave_the_text_but_not_the_raw_bytes() -> None:
    (line,) = read(b"TI  - tri\x00al\n")
    assert (line.text, line.raw) == ("TI  - trial", b"TI  - tri\x00al\n")


def test_half_a_character_and_a_lone_surrogate_are_damage_not_a_crash() -> None:
    data = b"\xff\xfeT\x00\x00\xd8I\x00\n\x00A"
    found = read(data)
    assert [line.text for line in found] == ["T\ufffdI", ""]
    assert all(line.damaged for line in found)
    assert b"".join(line.raw for line in found) == data


def test_crlf_across_two_chunks_is_one_line_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "HEAD", 4)
    monkeypatch.setattr(decoding, "_CHUNK", 3)
    assert [line.text for line in read(b"abc\r\nde\rf\r\n\r\ng\r")] == ["abc", "de", "f", "", "g"]


class Endless(io.RawIOBase):
    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return b"x" * size


def test_a_line_without_end_is_refused_before_memory_runs_out() -> None:
    with pytest.raises(UnreadableText, match="more than 16 MB"):
        next(lines(Endless()))  # type: ignore[arg-type]


def random_bytes(size: int) -> Iterator[int]:
    state = 1
    for _ in range(size):
        state = state * 1103515245 + 12345 & 0x7FFFFFFF
        yield state >> 16 & 0xFF


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"%PDF-1.7 x", "a PDF"),
        (b"PK\x03\x04 x", "a zip archive or an office document"),
        (b"\x1f\x8b\x08 x", "a compressed (gzip) file"),
        (b"\x89PNG\r\n", "an image"),
        (b"\xff\xd8\xff\xe0", "an image"),
        (bytes(5000), "a binary file"),
        (bytes(random_bytes(5000)), "a binary file"),
        (b"\xef\xbb\xbf \n<!-- x --><!DOCTYPE HTML><title>Sign in</title>", "a web page"),
        ("<html>".encode("utf-16"), "a web page"),
        (b"TY  - JOUR\nTI  - a <html> title\x00\nER  - \n" * 9, ""),
        ("TI  - Grün".encode("cp1252"), ""),
        (b"<?xml version='1.0'?><records/>", ""),
        (b"", ""),
    ],
)
def test_what_is_no_text_is_named(head: bytes, what: str) -> None:
    assert decoding.not_text(head) == what


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"plain", "UTF-8"),
        ("Grün".encode("utf-8-sig"), "UTF-8 with byte order mark"),
        ("Grün".encode("utf-16"), "UTF-16"),
        ("abc".encode("utf-32-be"), "UTF-32"),
        (b"x" * 70_000 + b"\xfc", "Windows-1252, at least in part"),
    ],
)
def test_the_encoding_has_a_name_for_people(data: bytes, name: str) -> None:
    stream = io.BytesIO(data)
    assert decoding.name_encoding(stream) == name
    assert stream.tell() == 0


def test_bytes_are_shown_as_somebody_or_their_look_says() -> None:
    assert decoding.shown("Łódź".encode("cp1250"), "cp1250") == "Łódź"
    assert decoding.shown(b"M\xfcller") == "M\\xfcller"
    assert decoding.shown("TI  - Müller\r\n".encode("utf-16-le")) == "TI  - Müller\r\n"
