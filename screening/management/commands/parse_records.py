"""``manage.py parse_records FILE``: what an export file holds, without a review and without a database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from screening.searches import interchange, reading
from screening.searches.fileformat import FileRefused

REFUSED = 2  # exit code


class Command(BaseCommand):
    help = "Read an export file and print its records; problems go to standard error."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", metavar="F", help="read it as this and not as what it is found to be")
        parser.add_argument(
            "--json", action="store_true", help="one JSON object a line for each record and problem"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        as_json = options["json"]
        try:
            with file.open("rb") as stream:
                self._read(stream, options["format"], as_json=as_json)
        except (OSError, FileRefused) as error:
            sentence = (
                f"{file} cannot be read: {error.strerror}." if isinstance(error, OSError) else str(error)
            )
            if not as_json:
                raise CommandError(sentence, returncode=REFUSED) from error
            self.stderr.write(json.dumps({"refused": sentence}))
            raise SystemExit(REFUSED) from error

    def _read(self, stream: BinaryIO, format_key: str | None, *, as_json: bool) -> None:
        records = problems = 0
        for received in reading.read(stream, format_key):
            if received.problem:
                problems += 1
                self._say(self.stderr, as_json, interchange.as_problem(received), "Line {line}: {problem}")
            if received.description:
                records += 1
                self._say(self.stdout, as_json, interchange.as_line(received), "{raw_line}\t{year}\t{title}")
        if not as_json:
            self.stdout.write(f"Records: {records:,}. Problems: {problems:,}.")

    def _say(self, stream: Any, as_json: bool, line: Mapping[str, Any], sentence: str) -> None:
        stream.write(json.dumps(line) if as_json else sentence.format(**line))
