"""Export files in the data folder, each as received beside what a first look found in it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from screening.records.description import Description
from screening.searches.looking import Look, Manner, Remembered, Table, look
from screening.searches.repeating import Repeat
from screening.searches.summarising import Problem, Summary, Watch

FOLDER = "imports"
_PACKED = 10  # times smaller, about, than what is in it


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as received; ``path`` is inside ``MEDIA_ROOT``. ``before`` is what was seen in it until somebody asked to
    have it read in another manner; ``complaint`` is why that could not be done."""

    path: str
    name: str
    size: int
    sha256: str
    look: Look
    before: Look | None = None
    complaint: str = ""

    @property
    def pk(self) -> uuid.UUID:
        return uuid.UUID(Path(self.path).name)

    @property
    def is_new(self) -> bool:
        """Nobody has looked at it yet."""
        return not (self.look.summary or self.look.refused)

    @property
    def summary(self) -> Summary | None:
        return self.look.summary

    @property
    def format_key(self) -> str:
        return self.look.summary.format_key if self.look.summary else self.look.manner.format_key

    @property
    def records(self) -> int:
        return self.look.summary.records if self.look.summary else 0

    @property
    def weight(self) -> int:
        """Bytes, about as many as there are to read."""
        with self.place.open("rb") as file:
            return weight(self.size, file.read(2))

    @property
    def place(self) -> Path:
        return Path(settings.MEDIA_ROOT, self.path)


def keep(*, review_id: int, name: str, chunks: Iterable[bytes], manner: Manner | None = None) -> Upload:
    """A file at its place, to be looked at later."""
    place = folder(review_id) / uuid.uuid4().hex
    digest, size = hashlib.sha256(), 0
    try:
        with place.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    path = str(place.relative_to(settings.MEDIA_ROOT))
    return Upload(path, name, size, digest.hexdigest(), Look(manner or Manner()))


def store(
    *,
    review_id: int,
    name: str,
    chunks: Iterable[bytes],
    manner: Manner | None = None,
    remembered: Remembered = lambda _: None,
) -> Upload:
    """Keep a file and look through it. Raises ``FileRefused``; then nothing is kept."""
    upload = keep(review_id=review_id, name=name, chunks=chunks, manner=manner)
    try:
        return read_as(upload, upload.look.manner, remembered)
    except BaseException:
        discard(upload)
        raise


def weight(size: int, head: bytes) -> int:
    """Bytes to read of a file of this size: archives and workbooks are packed."""
    return size * _PACKED if head in (b"PK", b"\x1f\x8b") else size


def read_as(
    upload: Upload,
    manner: Manner,
    remembered: Remembered = lambda _: None,
    watch: Watch = lambda _: None,
) -> Upload:
    """Look through a file, as a person says. Raises ``FileRefused``."""
    with upload.place.open("rb") as file:
        return replace(upload, look=look(file, manner, remembered, watch), before=None, complaint="")


def to_read(upload: Upload, manner: Manner) -> Upload:
    """As one that nobody has looked at in this manner."""
    return replace(upload, look=Look(manner), before=upload.before or upload.look, complaint="")


def not_read(upload: Upload, why: str) -> Upload:
    """As it was seen before. Only for one that has a ``before``."""
    return replace(upload, look=upload.before or upload.look, before=None, complaint=why)


def discard(*uploads: Upload) -> None:
    for upload in uploads:
        upload.place.unlink(missing_ok=True)


def folder(review_id: int) -> Path:
    found = Path(settings.MEDIA_ROOT, FOLDER, str(review_id))
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def as_json(upload: Upload) -> dict[str, Any]:
    """``from_json`` reads it back."""
    bare = asdict(replace(upload, look=Look(), before=None))
    return bare | {"look": _as_json(upload.look), "before": upload.before and _as_json(upload.before)}


def from_json(data: dict[str, Any]) -> Upload:
    return Upload(
        **(data | {"look": _look(data["look"]), "before": data["before"] and _look(data["before"])})
    )


def _as_json(seen: Look) -> dict[str, Any]:
    summary = seen.summary
    first = [description.as_json() for description in summary.first] if summary else []
    return asdict(replace(seen, summary=replace(summary, first=()) if summary else None)) | {"first": first}


def _look(data: dict[str, Any]) -> Look:
    found = dict(data)
    first = tuple(Description.from_json(description) for description in found.pop("first"))
    parts = {
        "manner": Manner(**found["manner"]),
        "summary": found["summary"] and _summary(found["summary"] | {"first": first}),
        "tables": tuple(_table(one) for one in found["tables"]),
    }
    return Look(**(found | parts))


def _table(data: dict[str, Any]) -> Table:
    return Table(**(data | {"held": tuple(map(tuple, data["held"])), "unread": tuple(data["unread"])}))


def _summary(data: dict[str, Any]) -> Summary:
    parts = {
        "problems": tuple(Problem(**problem) for problem in data["problems"]),
        "repeats": tuple(Repeat(**repeat) for repeat in data["repeats"]),
        "partial": tuple(data["partial"]),
    }
    return Summary(**(data | parts))
