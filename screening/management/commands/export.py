"""``manage.py export SLUG --format F OUT``: any export of the Export page, into a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from screening.exports.exporter import EXPORTERS
from screening.exports.operations import export
from screening.management.command import Result, ReviewCommand, acting_member


class Command(ReviewCommand):
    help = "Write an export of a review into a file (- for standard output)."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("out", help="the file to write; - for standard output")
        parser.add_argument("--format", required=True, help="one of: " + ", ".join(e.key for e in EXPORTERS))

    def run(self, *, slug: str, out: str, format: str, as_email: str, **options: Any) -> Result:
        if format not in EXPORTERS:
            raise CommandError(
                f"There is no format {format!r}. Choose one of: {', '.join(e.key for e in EXPORTERS)}."
            )
        pieces = export(by=acting_member(slug, as_email), key=format)
        if out == "-":
            sys.stdout.writelines(pieces)
            return {}
        try:
            with Path(out).open("w", encoding="utf-8", newline="") as file:
                size = sum(file.write(piece) for piece in pieces)
        except OSError as error:
            raise CommandError(f"{out} could not be written: {error.strerror}.") from error
        return {"format": format, "file": out, "characters": size}
