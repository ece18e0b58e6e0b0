"""ClinicalTrials.gov's JSON: a study, a list of them, a page of its API v2, and answers of the API before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, ClassVar

from screening.records.description import Description, Received
from screening.searches import json_objects
from screening.searches.clinicaltrials import legacy
from screening.searches.clinicaltrials.study import describe
from screening.searches.fileformat import FORMATS
from screening.searches.rows import ONE_PAGE

_LISTS = frozenset({"studies", "FullStudies", "StudyFields"})
_BEGINS = re.compile(r"\s*\ufeff?\s*[\[{]")
_OWN = re.compile(
    r'"(?:protocolSection|ProtocolSection|FullStudiesResponse|StudyFieldsResponse|nctId|NCTId)"\s*:'
)
_NEXT_PAGE = re.compile(r'"nextPageToken"\s*:\s*"')


@FORMATS.register
class ClinicalTrialsJson:
    key: ClassVar[str] = "ctgov_json"
    label: ClassVar[str] = "ClinicalTrials.gov JSON"
    extensions: ClassVar[tuple[str, ...]] = (".json",)

    def recognises(self, head: str) -> float:
        return 0.97 if _BEGINS.match(head) and _OWN.search(head) else 0.0

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        return json_objects.read(stream, _LISTS, _described, _partial)


def _described(found: Any) -> tuple[Description | None, list[str]]:
    description = describe(legacy.from_json(found))
    if description.title or description.nct:
        return description, []
    return None, ["It is no study of ClinicalTrials.gov."]


def _partial(frame: str) -> str:
    return ONE_PAGE if _NEXT_PAGE.search(frame) else ""
