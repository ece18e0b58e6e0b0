"""Europe PMC through its RESTful web service.

Parameters: https://europepmc.org/RestfulWebService; a page without ``nextCursorMark`` is the last (the
service's announcement of version 6.6). Users report 10 requests a second as the limit.
"""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from screening.lib.polite_http import Judge, Reply
from screening.records.description import Description
from screening.searches.connector import CONNECTORS, Context
from screening.searches.europepmc.result import describe
from screening.searches.json_search import JsonSearch, Page, Parameters, Stopped
from screening.searches.json_values import text, value
from screening.searches.strategies.fields import Field


@CONNECTORS.register
class EuropePmc(JsonSearch):
    """Accessions are ``MED:35322978``: the part of Europe PMC, and the id there.

    Synonyms are not added (the website adds them): what was typed is what is searched.
    """

    key: ClassVar[str] = "europepmc"
    label: ClassVar[str] = "Europe PMC"
    home = "https://www.ebi.ac.uk/europepmc/webservices/rest/"
    path = "searchPOST"
    setting = "EUROPEPMC_BASE_URL"
    per_second = 5.0
    page = 1_000
    portion = 100
    rows = "result"
    longest = 20_000  # sent as a form, not in the address
    fields: ClassVar[tuple[Field, ...]] = (
        Field("title", "Title", "TITLE:({})"),
        Field("abstract", "Abstract", "ABSTRACT:({})"),
        Field("author", "Author", 'AUTH:"{}"'),
        Field("journal", "Journal", 'JOURNAL:"{}"'),
        Field("year", "Year of publication", "PUB_YEAR:{}"),
    )

    def search(self, query: str, cursor: str, size: int) -> Parameters:
        return self._form(query, "idlist", size) | {"cursorMark": cursor or "*"}

    def found(self, answer: Any, first: bool) -> Page:
        hits, results = value(answer, "hitCount"), value(answer, "resultList", "result")
        if not isinstance(hits, int) or not isinstance(results, list):
            raise ValueError("no page of results")
        return Page(hits, tuple(map(self.accession, results)), text(answer, "nextCursorMark"))

    def lookup(self, accessions: list[str]) -> Parameters:
        pairs = [accession.replace('"', "").partition(":") for accession in accessions]
        query = " OR ".join(f'(EXT_ID:"{number}" AND SRC:"{part}")' for part, _, number in pairs)
        return self._form(query, "core", len(accessions))

    def accession(self, record: Any) -> str:
        part, number = text(record, "source"), text(record, "id")
        return f"{part}:{number}" if part and number else ""

    def describe(self, record: Any) -> Description:
        return describe(record)

    def ask(
        self, parameters: Parameters, context: Context, judge: Judge, stopped: Stopped, path: str = ""
    ) -> Reply:
        if path:  # only searches may be posted
            return super().ask(parameters, context, judge, stopped, path)
        form, agent = urlencode(parameters).encode(), self.agent(context)
        return self._client.post(
            self.path, form, lane=self.lane(context), judge=judge, stopped=stopped, agent=agent
        )

    def _form(self, query: str, kind: str, size: int) -> dict[str, str]:
        asked = {"query": query, "resultType": kind, "pageSize": str(size)}
        return asked | {"format": "json", "synonym": "false"}
