"""OpenAlex's JSON: a page of its API's answers, a list of works, or one; what programs that ask it save."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, ClassVar

from screening.records.description import Description, Received
from screening.searches import json_objects
from screening.searches.fileformat import FORMATS
from screening.searches.openalex.work import describe

_LISTS = frozenset({"results"})
_BEGINS = re.compile(r"\s*\ufeff?\s*[\[{]")
_OWN = re.compile(
    r'"(?:abstract_inverted_index|authorships|cited_by_count|display_name|primary_location|publication_year)"\s*:'
)
_NUMBER = re.compile(r'"id"\s*:\s*"https://openalex\.org/W\d')


@FORMATS.register
class OpenAlexJson:
    key: ClassVar[str] = "openalex_json"
    label: ClassVar[str] = "OpenAlex JSON"
    extensions: ClassVar[tuple[str, ...]] = (".json",)

    def recognises(self, head: str) -> float:
        if not _BEGINS.match(head) or not _NUMBER.search(head):
            return 0.0
        return 0.97 if len(set(_OWN.findall(head))) > 1 else 0.0

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        return json_objects.read(stream, _LISTS, _described)


def _described(found: Any) -> tuple[Description | None, list[str]]:
    description = describe(found)
    if description.title or "openalex" in description.ids:
        return description, []
    return None, ["It is no work of OpenAlex."]
