"""What is accepted as a full text, and where it is kept."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File

MAGIC = b"%PDF-"
BEFORE_MAGIC = (
    b"\xef\xbb\xbf \t\r\n\f\0"  # publishers' servers put such bytes in front; every reader skips them
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in the data folder: ``path`` is relative to it, ``sha256`` hexadecimal, ``size`` in bytes."""

    path: str
    sha256: str
    size: int


def check_pdf(file: File[Any]) -> None:
    """Raise ``ValidationError`` for what is too large, empty or not a PDF by its first bytes."""
    size, limit = file.size, settings.UPLOAD_LIMIT_MB
    if size > limit * 1_000_000:
        raise ValidationError(
            f"This file has {size / 1_000_000:,.0f} MB and the limit is {limit} MB. Nothing was stored:"
            " make the PDF smaller, or give a link to it."
        )
    file.seek(0)
    head = file.read(64)
    file.seek(0)
    if not head.lstrip(BEFORE_MAGIC).startswith(MAGIC):
        raise ValidationError(
            "This is not a PDF, whatever its name says. Nothing was stored: print the page to a PDF,"
            " or give a link to it."
        )


def store(file: File[Any], *, review_id: int) -> Stored:
    """Keep the file under its own checksum, so that a name from outside never becomes a path.

    The same file twice is one file; one left behind by a failed transaction is harmless for the same reason.
    """
    folder = Path(settings.MEDIA_ROOT) / str(review_id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as copy, ExitStack() as unfinished:
        unfinished.callback(Path(copy.name).unlink)  # a full disk leaves no half file behind
        for chunk in file.chunks():
            digest.update(chunk)
            size += copy.write(chunk)
        unfinished.pop_all()
    sha256 = digest.hexdigest()
    Path(copy.name).replace(folder / f"{sha256}.pdf")
    return Stored(f"{review_id}/{sha256}.pdf", sha256, size)


def location(path: str) -> Path:
    """Where a stored file lies. Raises ``ValueError`` for a path that leads out of the data folder."""
    root = Path(settings.MEDIA_ROOT).resolve()
    found = (root / path).resolve()
    if not found.is_relative_to(root):
        raise ValueError("A stored path leads out of the data folder")
    return found
