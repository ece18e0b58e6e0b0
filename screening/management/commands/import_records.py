"""``manage.py import_records SLUG FILE --source KEY``: an export file, in the foreground."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import CommandError, CommandParser

from screening.management import foreground
from screening.management.command import Result, ReviewCommand, acting_member
from screening.searches import uploads
from screening.searches.fileformat import FileRefused
from screening.searches.runs import start_import

CHUNK = 1024 * 1024


class Command(ReviewCommand):
    help = "Import the records of an export file (RIS, PubMed NBIB or XML)."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, metavar="KEY", help="where the file was exported")
        parser.add_argument("--name", default="", help="the source's name; adds it when it is missing")
        parser.add_argument("--query", default="", help="the strategy as it was typed there")
        parser.add_argument(
            "--run-date", type=date.fromisoformat, metavar="YYYY-MM-DD", help="when it was searched"
        )
        parser.add_argument("--hits", type=int, metavar="N", help="what the source said it had found")

    def run(
        self,
        *,
        slug: str,
        file: Path,
        source: str,
        name: str,
        query: str,
        run_date: date | None,
        hits: int | None,
        as_email: str,
        **options: Any,
    ) -> Result:
        member = acting_member(slug, as_email)
        upload = _stored(member.review_id, file)
        try:
            found = foreground.source_with(member, source, name)
        except (CommandError, PermissionDenied):
            uploads.discard(upload)
            raise
        started = start_import(
            by=member, source=found, upload=upload, strategy=query, searched_on=run_date, hits=hits
        )
        return foreground.finish(*started)

    def fault(self, result: Result) -> str:
        return foreground.fault(result)


def _stored(review_id: int, file: Path) -> uploads.Upload:
    try:
        with file.open("rb") as stream:
            chunks = iter(lambda: stream.read(CHUNK), b"")
            return uploads.store(review_id=review_id, name=file.name, chunks=chunks)
    except FileRefused as refusal:
        raise CommandError(str(refusal)) from refusal
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
