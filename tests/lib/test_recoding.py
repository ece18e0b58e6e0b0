from io import BytesIO

import pytest

from screening.lib.recoding import ENCODINGS, as_received, recoded


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_comes_back_are_the_bytes_that_were_there(encoding: str) -> None:
    text = "TI  - Exosomes\r\n".encode(encoding)
    odd = text + bytes(range(128, 256)) if "utf-16" not in encoding else text
    with recoded(BytesIO(odd), encoding) as copy:
        read = copy.read()
    assert read.startswith("\ufeffTI  - Exosomes\r\n".encode())
    assert as_received(read, encoding)[: len(text)] == text
    if encoding.startswith(("cp125", "koi8", "mac", "iso", "cp850")):
        assert as_received(read, encoding) == odd


def test_letters_are_read_as_the_encoding_has_them() -> None:
    for encoding, word in (("cp1251", "Сердце"), ("cp932", "心臓"), ("gb18030", "心脏"), ("cp949", "심장")):
        with recoded(BytesIO(word.encode(encoding)), encoding) as copy:
            assert copy.read().decode("utf-8-sig") == word


def test_a_character_across_two_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screening.lib.recoding._CHUNK", 3)
    with recoded(BytesIO("心臓病".encode("cp932")), "cp932") as copy:
        assert copy.read().decode("utf-8-sig") == "心臓病"


def test_a_mark_at_the_start_is_not_doubled() -> None:
    with recoded(BytesIO("\ufeffA".encode("utf-16-le")), "utf-16-le") as copy:
        assert copy.read() == "\ufeffA".encode()


def test_nothing_is_done_where_no_encoding_is_named() -> None:
    stream = BytesIO(b"\xff")
    with recoded(stream, "") as same:
        assert same is stream
    assert as_received(b"\xff", "") == b"\xff"
