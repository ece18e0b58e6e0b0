import os
import time
import uuid
from pathlib import Path
from typing import Any

import pytest

from screening.searches import uploads
from screening.searches.fileformat import FileRefused

RIS = b"TY  - JOUR\nTI  - Exosomes\nAU  - M\xc3\xbcller, A\nER  - \n\nTY  - JOUR\nER  - \n"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def store() -> uploads.Upload:
    return uploads.store(review_id=1, name="export.ris", chunks=[RIS[:20], RIS[20:]])


def test_an_upload_waits_with_everything_that_was_seen_in_it() -> None:
    upload = store()
    token = uploads.set_aside(upload=upload, member_id=7, about={"hits": "3"})
    waiting = uploads.waiting(review_id=1, member_id=7, token=token)
    assert waiting is not None
    assert waiting.upload == upload
    assert waiting.about == {"hits": "3"}
    assert (upload.size, upload.records, upload.format_key) == (len(RIS), 2, "ris")
    assert str(upload.summary.first[0].authors[0]) == "Müller A"


def test_it_is_its_members_and_its_reviews_alone() -> None:
    token = uploads.set_aside(upload=store(), member_id=7, about={})
    assert uploads.waiting(review_id=1, member_id=8, token=token) is None
    assert uploads.waiting(review_id=2, member_id=7, token=token) is None
    assert uploads.waiting(review_id=1, member_id=7, token=uuid.uuid4()) is None


def test_it_is_confirmed_once_and_the_file_stays(folder: Path) -> None:
    upload = store()
    uploads.set_aside(upload=upload, member_id=7, about={})
    assert (uploads.confirm(upload), uploads.confirm(upload)) == (True, False)
    assert [path.read_bytes() for path in files(folder)] == [RIS]


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
    for upload in (imported, forgotten):
        uploads.set_aside(upload=upload, member_id=7, about={})
    uploads.confirm(imported)
    yesterday = time.time() - uploads.KEPT_UNCONFIRMED - 1
    for path in files(folder):
        os.utime(path, (yesterday, yesterday))
    uploads.set_aside(upload=store(), member_id=7, about={})
    kept = {path.name for path in files(folder)}
    assert Path(imported.path).name in kept
    assert Path(forgotten.path).name not in kept
    assert len(kept) == 3


def test_nobody_else_on_the_machine_may_read_it(folder: Path) -> None:
    place = folder / store().path
    assert place.parent.stat().st_mode & 0o077 == 0
