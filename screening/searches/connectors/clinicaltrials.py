"""ClinicalTrials.gov through its API v2.

Parameters and shapes: https://clinicaltrials.gov/data-api/api (OpenAPI). ``totalCount`` comes with the first
page only; without ``nextPageToken`` a page is the last. Users report some 50 requests a minute as the limit
(tastyGranola/biomcp, docs/backend-services-reference/04-clinicaltrials-gov.md).
"""

from __future__ import annotations

from typing import Any, ClassVar

from screening.records.description import Description
from screening.searches.clinicaltrials.study import describe
from screening.searches.connector import CONNECTORS
from screening.searches.json_search import JsonSearch, Page, Parameters
from screening.searches.json_values import text, value
from screening.searches.strategies.fields import Field


@CONNECTORS.register
class ClinicalTrials(JsonSearch):
    """A register: each record is a study, its accession the NCT number. Results tables are not fetched."""

    key: ClassVar[str] = "clinicaltrials"
    label: ClassVar[str] = "ClinicalTrials.gov"
    kind: ClassVar[str] = "register"
    home = "https://clinicaltrials.gov/api/v2/"
    path = "studies"
    setting = "CLINICALTRIALS_BASE_URL"
    per_second = 0.8
    page = 1_000
    portion = 100
    rows = "studies"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("condition", "Condition", "AREA[Condition]({})"),
        Field("intervention", "Intervention", "AREA[InterventionName]({})"),
        Field("title", "Title", "AREA[BriefTitle]({})"),
        Field("phase", "Phase", "AREA[Phase]{}"),
    )

    def search(self, query: str, cursor: str, size: int) -> Parameters:
        asked = {"query.term": query, "fields": "NCTId", "pageSize": str(size), "countTotal": "true"}
        return asked | ({"pageToken": cursor} if cursor else {})

    def found(self, answer: Any, first: bool) -> Page:
        studies, hits = value(answer, "studies"), value(answer, "totalCount")
        if not isinstance(studies, list) or (first and not isinstance(hits, int)):
            raise ValueError("no page of studies")
        return Page(hits or 0, tuple(map(self.accession, studies)), text(answer, "nextPageToken"))

    def lookup(self, accessions: list[str]) -> Parameters:
        fields = "ProtocolSection,DerivedSection,HasResults"
        return {"filter.ids": ",".join(accessions), "fields": fields, "pageSize": str(len(accessions))}

    def accession(self, record: Any) -> str:
        return text(record, "protocolSection", "identificationModule", "nctId")

    def describe(self, record: Any) -> Description:
        return describe(record)
