"""``manage.py dedup FILE``: which records of a file are one report, without a review and without a database."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from screening.duplicates import csv_rows
from screening.duplicates.answers import kind_of
from screening.duplicates.matching import Matcher, numbered
from screening.records.description import Description
from screening.searches import reading
from screening.searches.fileformat import FileRefused


class Command(BaseCommand):
    help = "Match the records of a file and print clusters, questions and related pairs."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--format",
            metavar="F",
            default="",
            help="csv (columns ID, title, author …), or any format of an import",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        began = time.process_time()
        matcher, names = Matcher(), list[str]()
        try:
            matcher.add(numbered(_records(file, options["format"]), names))
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except (FileRefused, csv.Error, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        found = matcher.matches()
        alone = set(range(len(names))).difference(*found.clusters)
        clusters = [
            [names[key] for key in keys] for keys in sorted([*found.clusters, *([key] for key in alone)])
        ]
        told = {
            "clusters": clusters,
            "ask": [[names[link.one], names[link.other], link.rule.name] for link in found.asked],
            "related": [
                [names[link.one], names[link.other], kind_of(link.rule.name)] for link in found.related
            ],
            "seconds": round(time.process_time() - began, 2),
        }
        self.stdout.write(json.dumps(told) if options["json"] else self._sentence(len(names), told))

    def _sentence(self, records: int, told: dict[str, Any]) -> str:
        return (
            f"Records: {records:,}. Reports: {len(told['clusters']):,}. Questions: {len(told['ask']):,}."
            f" Related pairs: {len(told['related']):,}. CPU seconds: {told['seconds']}."
        )


def _records(file: Path, key: str) -> Iterator[tuple[str, Description]]:
    """Each record's name and what it says; what cannot be read is left out."""
    if key == "csv" or (not key and file.suffix.lower() == ".csv"):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            yield from csv_rows.rows(lines)
        return
    with file.open("rb") as stream:
        for number, received in enumerate(reading.read(stream, key or None), 1):
            if received.description:
                yield received.accession or str(number), received.description
