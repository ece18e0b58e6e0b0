"""``manage.py export SLUG --format F OUT``: any export of the Export page, into a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from screening.exports.exporter import EXPORTERS
from screening.exports.operations import export
from screening.exports.scope import Scope
from screening.management.command import Result, ReviewCommand, acting_member


class Command(ReviewCommand):
    help = "Write an export of a review into a file (- for standard output)."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("out", help="the file to write; - for standard output")
        parser.add_argument("--format", required=True, help="one of: " + ", ".join(e.key for e in EXPORTERS))
        parser.add_argument(
            "--scope",
            choices=Scope.values,
            default=Scope.ALL.value,
            help="which citations, where they are exported",
        )

    def run(self, *, slug: str, out: str, format: str, scope: str, as_email: str, **options: Any) -> Result:
        if format not in EXPORTERS:
            raise CommandError(
                f"There is no format {format!r}. Choose one of: {', '.join(e.key for e in EXPORTERS)}."
            )
        pieces = export(by=acting_member(slug, as_email), key=format, scope=Scope(scope))
        if out == "-":
            sys.stdout.buffer.writelines(pieces)
            return {}
        try:
            with Path(out).open("wb") as file:
                size = sum(file.write(piece) for piece in pieces)
        except OSError as error:
            raise CommandError(f"{out} could not be written: {error.strerror}.") from error
        return {"format": format, "file": out, "bytes": size}
