import os
import time
import uuid
from pathlib import Path
from typing import Any

import pytest

from screening.searches import uploads, waiting
from screening.searches.fileformat import FileRefused

RIS = b"TY  - JOUR\nTI  - Exosomes\nAU  - M\xc3\xbcller, A\nAN  - 7\nER  - \n\nTY  - JOUR\nAN  - 7\nER  - \n\nTY  - JO"
TABLE = b"Wort,Zahl\nVesikel,1\n"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def store(content: bytes = RIS) -> uploads.Upload:
    return uploads.store(review_id=1, name="export.ris", chunks=[content[:20], content[20:]])


def set_aside(*wait: uploads.Upload, **more: Any) -> uuid.UUID:
    return waiting.set_aside(review_id=1, member_id=7, files=wait or [store()], about={"hits": "3"}, **more)


def batch(token: uuid.UUID) -> waiting.Waiting:
    found = waiting.waiting(review_id=1, member_id=7, token=token)
    assert found
    return found


def explain(found: waiting.Waiting, upload: uploads.Upload, mapping: dict[str, str]) -> None:
    waiting.read_as(found, waiting.explained(found, upload, upload.look.columns, mapping))


def test_a_batch_waits_with_everything_that_was_seen_in_it() -> None:
    upload, table = store(), store(TABLE)
    found = batch(set_aside(upload, table, refused=[("a.pdf", "This is a PDF.")]))
    assert found.uploads == (upload, table)
    assert (found.about, found.refused) == ({"hits": "3"}, (("a.pdf", "This is a PDF."),))
    assert (upload.size, upload.records, upload.format_key) == (len(RIS), 3, "ris")
    assert upload.summary
    assert str(upload.summary.first[0].authors[0]) == "Müller A"
    assert (upload.summary.repeated, len(upload.summary.repeats)) == (1, 1)
    assert len(upload.summary.partial) == 1
    assert table.summary is None
    assert not found.is_ready
    assert found.records == 3


def test_it_is_its_members_and_its_reviews_alone() -> None:
    token = set_aside()
    assert waiting.waiting(review_id=1, member_id=8, token=token) is None
    assert waiting.waiting(review_id=2, member_id=7, token=token) is None
    assert waiting.waiting(review_id=1, member_id=7, token=uuid.uuid4()) is None


def test_it_is_confirmed_once_and_the_file_stays(folder: Path) -> None:
    found = batch(set_aside())
    with waiting.confirmed(found):
        pass
    with pytest.raises(waiting.Gone), waiting.confirmed(found):
        pass
    assert [path.read_bytes() for path in files(folder)] == [RIS]


def test_what_fails_while_it_is_confirmed_waits_again() -> None:
    found = batch(set_aside())
    with pytest.raises(ZeroDivisionError), waiting.confirmed(found):
        raise ZeroDivisionError
    assert batch(found.token) == found


def test_thrown_away_one_by_one(folder: Path) -> None:
    first, second = store(), store()
    found = batch(set_aside(first, second))
    left = waiting.drop(found, first)
    assert left.uploads == batch(found.token).uploads == (second,)
    waiting.drop(left, second)
    assert files(folder) == []


def test_tables_with_the_same_columns_are_read_likewise() -> None:
    first, second, other = store(TABLE), store(TABLE + b"Ohr,2\n"), store(b"Wort,Zahl,Rest\nVesikel,1,2\n")
    found = batch(set_aside(first, second, other))
    explain(found, first, {"Wort": "title"})
    read = batch(found.token).uploads
    assert [upload.records for upload in read] == [1, 2, 0]
    explain(batch(found.token), read[1], {"Wort": "title", "Zahl": "pmid"})
    mappings = [upload.look.manner.mapping for upload in batch(found.token).uploads]
    assert mappings == [{"Wort": "title", "Zahl": "pmid"}, {"Wort": "title", "Zahl": "pmid"}, None]


def test_what_is_refused_or_breaks_off_leaves_nothing(folder: Path) -> None:
    with pytest.raises(FileRefused):
        uploads.store(review_id=1, name="export.ris", chunks=[b"%PDF"])

    def broken_off() -> Any:
        yield RIS
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        uploads.store(review_id=1, name="export.ris", chunks=broken_off())
    assert files(folder) == []


def test_the_forgotten_go_and_the_imported_stay(folder: Path) -> None:
    imported, forgotten = store(), store()
    tokens = [set_aside(upload) for upload in (imported, forgotten)]
    with waiting.confirmed(batch(tokens[0])):
        pass
    yesterday = time.time() - waiting.KEPT_UNCONFIRMED - 1
    for path in files(folder):
        os.utime(path, (yesterday, yesterday))
    set_aside()
    kept = {path.name for path in files(folder)}
    assert Path(imported.path).name in kept
    assert Path(forgotten.path).name not in kept
    assert len(kept) == 3


def test_nobody_else_on_the_machine_may_read_it(folder: Path) -> None:
    assert store().place.parent.stat().st_mode & 0o077 == 0
