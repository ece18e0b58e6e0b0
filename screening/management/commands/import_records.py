"""``manage.py import_records SLUG FILE --source KEY``: an export file, in the foreground, as the page imports it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import CommandError, CommandParser

from screening.lib.recoding import ENCODINGS
from screening.management import foreground
from screening.management.command import Result, ReviewCommand, acting_member
from screening.reviews.models import Member
from screening.searches import queries, uploads
from screening.searches.assigning import LABELS
from screening.searches.fileformat import FileRefused
from screening.searches.importing import start_imports
from screening.searches.looking import Manner
from screening.searches.models import Source

CHUNK = 1024 * 1024


class Command(ReviewCommand):
    help = "Import the records of an export file."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, metavar="KEY", help="where the file was exported")
        parser.add_argument("--name", default="", help="the source's name; adds it when it is missing")
        parser.add_argument(
            "--kind",
            default="",
            choices=Source.Kind.values,
            help="of a source that is added; else a database",
        )
        parser.add_argument("--platform", default="", help="where it was searched: Ovid, EBSCOhost …")
        parser.add_argument("--query", default="", help="the strategy as it was typed there")
        parser.add_argument("--limits", default="", help="as they were set there: languages, dates")
        parser.add_argument("--notes", default="", help="for the report of the search")
        parser.add_argument(
            "--run-date", type=date.fromisoformat, metavar="YYYY-MM-DD", help="when it was searched"
        )
        parser.add_argument("--hits", type=int, metavar="N", help="what the source said it had found")
        parser.add_argument(
            "--format", default="", metavar="F", help="read it as this, not as it is found to be"
        )
        parser.add_argument(
            "--encoding", default="", choices=ENCODINGS, metavar="E", help=f"of text: {', '.join(ENCODINGS)}"
        )
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="NAME=FIELD",
            help=f"what a table's column holds; again for each. Fields: {', '.join(LABELS)}",
        )
        parser.add_argument(
            "--once", action="store_true", help="stop where this very file was imported before"
        )

    def run(self, *, slug: str, file: Path, source: str, as_email: str, **options: Any) -> Result:
        member = acting_member(slug, as_email)
        manner = Manner(options["format"], options["encoding"], _mapping(options["column"]))
        upload = _stored(member, file, manner)
        try:
            if upload.summary is None:
                raise CommandError(f"{upload.look.refused} Say it with --column NAME=FIELD for each.")
            earlier = self._earlier(member, upload, once=options["once"])
            started = start_imports(
                by=member,
                uploads=[upload],
                **_origin(member, source, options),
                strategy=options["query"],
                limits=options["limits"],
                notes=options["notes"],
                searched_on=options["run_date"],
                hits=options["hits"],
            )
        except (CommandError, PermissionDenied, ValidationError):
            uploads.discard(upload)
            raise
        run, job = started[0]
        read = {
            "format": run.file_format,
            "encoding": run.file_encoding,
            "columns": run.file_mapping,
            "imported_before": earlier,
        }
        return {**foreground.finish(run, job), **read}

    def fault(self, result: Result) -> str:
        return foreground.fault(result)

    def _earlier(self, member: Member, upload: uploads.Upload, *, once: bool) -> list[int]:
        """The runs that read the very same file."""
        found = queries.earlier_imports(review=member.review, sha256={upload.sha256})
        runs = found.get(upload.sha256, [])
        if runs:
            sentence = f"This very file was imported before, from {runs[0].source} as run {runs[0].pk}."
            if once:
                raise CommandError(f"{sentence} Nothing was imported.")
            self.stderr.write(
                f"{sentence} Its records are counted again; undo one of the runs if that is wrong."
            )
        return [run.pk for run in runs]


def _origin(member: Member, key: str, options: dict[str, Any]) -> dict[str, Any]:
    source = Source.objects.filter(review=member.review, key=key).first()
    if source:
        return {"source": source, "platform": options["platform"]}
    fields = foreground.missing_source(member, key, options["name"])
    said = {name: options[name] for name in ("kind", "platform") if options[name]}
    return {"new_source": {**fields, **said}}


def _mapping(columns: list[str]) -> dict[str, str] | None:
    """``None`` where nothing was said: then the columns are read as they were last time, or by their names."""
    pairs = dict(column.rpartition("=")[::2] for column in columns)
    for name, field in pairs.items():
        if not name or field not in LABELS:
            raise CommandError(f"“{name}={field}”: write --column NAME=FIELD. Fields: {', '.join(LABELS)}.")
    return pairs or None


def _stored(member: Member, file: Path, manner: Manner) -> uploads.Upload:
    try:
        with file.open("rb") as stream:
            chunks = iter(lambda: stream.read(CHUNK), b"")
            return uploads.store(
                review_id=member.review_id,
                name=file.name,
                chunks=chunks,
                manner=manner,
                remembered=queries.mappings_of(review=member.review),
            )
    except FileRefused as refusal:
        raise CommandError(str(refusal)) from refusal
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
