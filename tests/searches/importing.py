"""Files sent through the page that imports them, and what of them lies in the data folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from screening.jobs import running
from screening.jobs.models import Job
from screening.reviews.models import Member
from screening.searches.models import Run, Source
from tests.casting import signed_in
from tests.searching import make_source

HERE = "/r/exosomes/search/import/"
RIS = "TY  - JOUR\nTI  - Exosomes & <script>alert(1)</script>\nPY  - 2020\nER  - \n\nTY  - JOUR\nER  - \n"
CSV = "Titel,Jahrgang,Stichwort\nVesikel im Knie,2020,a; b\nVesikel im Ohr,2021,c\n"


def one(title: str, more: str = "") -> bytes:
    """A file of one record."""
    return f"TY  - JOUR\nTI  - {title}\nPY  - 2020\n{more}ER  - \n\n".encode()


@pytest.fixture
def clean_files(settings: Any, tmp_path: Path) -> Any:
    settings.MEDIA_ROOT = tmp_path
    return settings


def upload(
    browser: Any, source: Source | None, *contents: bytes, file_name: str = "export.ris", **fields: Any
) -> Any:
    """The answer to the form: a redirect to the preview, or the form again."""
    files = [SimpleUploadedFile(file_name, content) for content in contents]
    about = {"source": source.pk if source else "new", "file": files} | fields
    return browser.post(HERE, about)


def preview(owner: Member, *contents: bytes, **fields: Any) -> tuple[Any, str]:
    """A browser, and the address where the files wait for it."""
    browser = signed_in(owner)
    source = Source.objects.filter(key="embase").first() or make_source(owner, "Embase", connector="")
    return browser, upload(browser, source, *contents, **fields).url


def kept(settings: Any) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT, "imports").rglob("*") if path.is_file()]


def work() -> list[Run]:
    """Everything that waits is done; gives the runs, the oldest first."""
    for job in Job.objects.active().order_by("pk"):
        running.run(job.pk)
    return list(Run.objects.order_by("pk"))
