"""Export files in the data folder: looked at first, imported when a person has seen what is in them.

A file lies beside a note (JSON) until it is confirmed or thrown away; without a note it belongs to a run.
"""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from screening.records.description import Description
from screening.searches.fileformat import FileRefused
from screening.searches.reading import Problem, Summary, summarise

FOLDER = "imports"
KEPT_UNCONFIRMED = 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as received; ``path`` is inside ``MEDIA_ROOT``."""

    path: str
    name: str
    size: int
    sha256: str
    summary: Summary

    @property
    def format_key(self) -> str:
        return self.summary.format_key

    @property
    def records(self) -> int:
        return self.summary.records


@dataclass(frozen=True, slots=True)
class Waiting:
    """An upload that nobody has confirmed yet, and what its form said."""

    token: uuid.UUID
    upload: Upload
    about: dict[str, Any]


def store(*, review_id: int, name: str, chunks: Iterable[bytes], format_key: str | None = None) -> Upload:
    """Keep a file and look through it, in the format found or given. Raises ``FileRefused``; then nothing is kept."""
    place = _folder(review_id) / uuid.uuid4().hex
    digest, size = hashlib.sha256(), 0
    try:
        with place.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        with place.open("rb") as file:
            summary = _summary(file, format_key)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    path = str(place.relative_to(settings.MEDIA_ROOT))
    return Upload(path, name, size, digest.hexdigest(), summary)


def set_aside(*, upload: Upload, member_id: int, about: dict[str, Any]) -> uuid.UUID:
    """Wait for the member's confirmation. Uploads forgotten for a day go."""
    place = Path(settings.MEDIA_ROOT, upload.path)
    _drop_forgotten(place.parent)
    note = {"member": member_id, "about": about, "upload": _as_json(upload)}
    _note(place).write_text(json.dumps(note))
    return uuid.UUID(place.name)


def waiting(*, review_id: int, member_id: int, token: uuid.UUID) -> Waiting | None:
    """The member's own unconfirmed upload; ``None`` once it is imported, thrown away or forgotten."""
    try:
        note = json.loads(_note(_folder(review_id) / token.hex).read_text())
    except FileNotFoundError:
        return None
    if note["member"] != member_id:
        return None
    return Waiting(token, _from_json(note["upload"]), note["about"])


def read_as(*, found: Waiting, member_id: int, format_key: str) -> None:
    """Look through a waiting file again, in another format. Raises ``FileRefused``; then it waits as it was."""
    with Path(settings.MEDIA_ROOT, found.upload.path).open("rb") as file:
        summary = _summary(file, format_key)
    set_aside(upload=replace(found.upload, summary=summary), member_id=member_id, about=found.about)


def confirm(upload: Upload) -> bool:
    """From now on the file belongs to a run. ``False`` when somebody (a second click) was quicker."""
    try:
        _note(Path(settings.MEDIA_ROOT, upload.path)).unlink()
    except FileNotFoundError:
        return False
    return True


def discard(upload: Upload) -> None:
    place = Path(settings.MEDIA_ROOT, upload.path)
    place.unlink(missing_ok=True)
    _note(place).unlink(missing_ok=True)


def _summary(file: BinaryIO, format_key: str | None) -> Summary:
    summary = summarise(file, format_key=format_key)
    if format_key and summary.format_key != format_key:
        raise FileRefused("Files in an archive are each read as what they are: unpack it to choose a format.")
    return summary


def _folder(review_id: int) -> Path:
    folder = Path(settings.MEDIA_ROOT, FOLDER, str(review_id))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _note(place: Path) -> Path:
    return place.with_name(f"{place.name}.json")


def _drop_forgotten(folder: Path) -> None:
    for note in folder.glob("*.json"):
        if time.time() - note.stat().st_mtime > KEPT_UNCONFIRMED:
            note.with_suffix("").unlink(missing_ok=True)
            note.unlink(missing_ok=True)


def _as_json(upload: Upload) -> dict[str, Any]:
    first = [description.as_json() for description in upload.summary.first]
    return asdict(replace(upload, summary=replace(upload.summary, first=()))) | {"first": first}


def _from_json(data: dict[str, Any]) -> Upload:
    first = tuple(Description.from_json(description) for description in data.pop("first"))
    summary = data.pop("summary")
    summary["problems"] = tuple(Problem(**problem) for problem in summary["problems"])
    return Upload(**data, summary=Summary(**(summary | {"first": first})))
