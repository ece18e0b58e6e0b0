"""Files that wait for their member's confirmation, as one batch with what the form said of them.

A batch is a note (JSON) beside its files. It goes when they are imported or thrown away: a file that no note names
belongs to a run.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from screening.searches import uploads
from screening.searches.fileformat import FileRefused
from screening.searches.looking import Manner, Mapping, Remembered
from screening.searches.summarising import Watch
from screening.searches.uploads import Upload

KEPT_UNCONFIRMED = 24 * 3600  # seconds
GONE = "These files were imported or thrown away already."


class Gone(LookupError):
    """The batch was imported or thrown away by a click that was quicker."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """``refused``: names of files that were not kept, each with the reason."""

    token: uuid.UUID
    review_id: int
    member_id: int
    uploads: tuple[Upload, ...]
    about: dict[str, Any]
    refused: tuple[tuple[str, str], ...] = ()

    @property
    def records(self) -> int:
        return sum(upload.records for upload in self.uploads)

    @property
    def is_ready(self) -> bool:
        return bool(self.uploads) and all(upload.summary for upload in self.uploads)

    @property
    def new(self) -> list[Upload]:
        return [upload for upload in self.uploads if upload.is_new]

    @property
    def weight(self) -> int:
        return sum(upload.weight for upload in self.uploads)

    @property
    def _note(self) -> Path:
        return _note(self.review_id, self.token)


def set_aside(
    *,
    review_id: int,
    member_id: int,
    files: Sequence[Upload],
    about: dict[str, Any],
    refused: Sequence[tuple[str, str]] = (),
) -> uuid.UUID:
    """Wait for the member. What was forgotten for a day goes."""
    _drop_forgotten(uploads.folder(review_id))
    batch = Waiting(uuid.uuid4(), review_id, member_id, tuple(files), about, tuple(refused))
    _write(batch)
    return batch.token


def waiting(*, review_id: int, member_id: int, token: uuid.UUID) -> Waiting | None:
    """The member's own batch; ``None`` once it is imported, thrown away or forgotten."""
    try:
        note = json.loads(_note(review_id, token).read_text())
    except FileNotFoundError:
        return None
    if note["member"] != member_id:
        return None
    files = tuple(uploads.from_json(data) for data in note["uploads"])
    refused = tuple((name, reason) for name, reason in note["refused"])
    return Waiting(token, review_id, member_id, files, note["about"], refused)


def explained(batch: Waiting, upload: Upload, columns: str, mapping: Mapping) -> dict[str, Manner]:
    """How to read a file, by its path, when tables with these columns hold what somebody says; and the others of the
    batch that have such a table, which are parts of one export."""
    told = {one.path: one.look.explained(columns, mapping) for one in batch.uploads}
    first = {upload.path: told.pop(upload.path)}
    return {path: manner for path, manner in (first | told).items() if manner}


def read_as(batch: Waiting, manners: dict[str, Manner]) -> None:
    """Look through files again, as a person says, by their paths. Raises ``FileRefused``; then all wait as before."""
    there = {one.path: one for one in batch.uploads}
    changed = {path: uploads.read_as(there[path], manner) for path, manner in manners.items()}
    _write(replace(batch, uploads=tuple(changed.get(one.path, one) for one in batch.uploads)))


def read_later(batch: Waiting, manners: dict[str, Manner]) -> None:
    """Have files looked through again; what was seen in them before is kept until then."""
    files = (uploads.to_read(one, manners[one.path]) if one.path in manners else one for one in batch.uploads)
    _write(replace(batch, uploads=tuple(files)))


def look_at(batch: Waiting, upload: Upload, remembered: Remembered, watch: Watch = lambda _: None) -> None:
    """Look through a file that was only kept until now, or is to be read in another manner. What it is refused for is
    told in its place."""
    try:
        seen = uploads.read_as(upload, upload.look.manner, remembered, watch)
    except FileNotFoundError:
        _settle(batch, upload, [], [])  # thrown away meanwhile
    except FileRefused as refusal:
        if upload.before:
            _settle(batch, upload, [uploads.not_read(upload, str(refusal))], [])
            return
        _settle(batch, upload, [], [(upload.name, str(refusal))])
        uploads.discard(upload)
    else:
        _settle(batch, upload, [seen], [])


def stop_reading(batch: Waiting, upload: Upload) -> None:
    """One that was to be read in another manner waits as before; others are still to be looked through."""
    if upload.before:
        _settle(batch, upload, [uploads.not_read(upload, "Reading it in another way was stopped.")], [])


def _settle(
    batch: Waiting, upload: Upload, seen: Sequence[Upload], refused: Sequence[tuple[str, str]]
) -> None:
    """In the batch as it is now: its member may have thrown files away while this one was read."""
    now = waiting(review_id=batch.review_id, member_id=batch.member_id, token=batch.token)
    if now:
        files = (one for other in now.uploads for one in (seen if other.path == upload.path else [other]))
        _write(replace(now, uploads=tuple(files), refused=(*now.refused, *refused)))


def drop(batch: Waiting, upload: Upload) -> Waiting:
    """Throw one file away; with the last one the batch goes."""
    left = replace(batch, uploads=tuple(other for other in batch.uploads if other.path != upload.path))
    if left.uploads:
        _write(left)
        uploads.discard(upload)
    else:
        discard(batch)
    return left


def discard(batch: Waiting) -> None:
    batch._note.unlink(missing_ok=True)
    uploads.discard(*batch.uploads)


@contextmanager
def confirmed(batch: Waiting) -> Iterator[None]:
    """Within, the files become those of runs; where that fails they wait as before. Raises ``Gone``."""
    note = batch._note
    taken = note.with_suffix(".taken")
    try:
        note.rename(taken)
    except FileNotFoundError:
        raise Gone from None
    try:
        yield
    except BaseException:
        taken.rename(note)
        raise
    taken.unlink()


def _write(batch: Waiting) -> None:
    note = {
        "member": batch.member_id,
        "about": batch.about,
        "uploads": [uploads.as_json(upload) for upload in batch.uploads],
        "refused": batch.refused,
    }
    new = batch._note.with_suffix(".new")
    new.write_text(json.dumps(note))
    new.rename(batch._note)


def _note(review_id: int, token: uuid.UUID) -> Path:
    return uploads.folder(review_id) / f"{token.hex}.json"


def _drop_forgotten(folder: Path) -> None:
    for note in folder.glob("*.json"):
        if time.time() - note.stat().st_mtime > KEPT_UNCONFIRMED:
            uploads.discard(*map(uploads.from_json, json.loads(note.read_text())["uploads"]))
            note.unlink(missing_ok=True)
