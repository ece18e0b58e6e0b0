"""Web of Science through Clarivate's Starter API.

Parameters, fields and failures: clarivate/wosstarter_python_client (README.md, docs/DocumentsApi.md). Allowances by
plan (50 requests a day and 1 a second on trial, 5,000 or 20,000 and 5 for institutions):
https://developer.clarivate.com/apis/wos-starter; no answer says how much is left. The Expanded API, which has
abstracts, is under contract with each institution and counts records by the year: it is not used.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from screening.lib.polite_http import NotServed, Permanent, Reply, Transient
from screening.records.description import Description
from screening.searches.clarivate.document import describe
from screening.searches.connector import CONNECTORS, Context, SearchRefused
from screening.searches.json_answers import parsed
from screening.searches.json_search import JsonSearch, Page, Parameters
from screening.searches.json_values import text, value


@CONNECTORS.register
class WebOfScience(JsonSearch):
    """Accessions are ``WOS:000267144200002``. ``database`` is Clarivate's abbreviation: ``WOS`` the Core Collection."""

    key: ClassVar[str] = "wos"
    label: ClassVar[str] = "Web of Science"
    services: ClassVar[tuple[str, ...]] = ("clarivate",)
    needs_key: ClassVar[bool] = True
    home = "https://api.clarivate.com/apis/wos-starter/v1/"
    path = "documents"
    setting = "WOS_BASE_URL"
    per_second = 0.9  # that of the slowest plan
    page = 50
    portion = 50
    rows = "hits"
    most = 50_000
    longest = 6_000

    def __init__(self, *args: Any, database: str = "WOS", **options: Any) -> None:
        super().__init__(*args, **options)
        self._database = database

    def search(self, query: str, cursor: str, size: int) -> Parameters:
        # by date of loading, latest first: what is loaded meanwhile moves the rest on to pages still to come
        asked = {"q": query, "db": self._database, "limit": str(size), "sortField": "LD+D"}
        return asked | {"page": cursor or "1", "detail": "short"}

    def found(self, answer: Any, first: bool) -> Page:
        total, documents = value(answer, "metadata", "total"), value(answer, "hits")
        if not isinstance(total, int) or not isinstance(documents, list):
            raise ValueError("no page of documents")
        following = (value(answer, "metadata", "page") or 1) + 1
        return Page(total, tuple(map(self.accession, documents)), str(following))

    def lookup(self, accessions: list[str]) -> Parameters:
        named = f"UT=({' OR '.join(accessions)})"
        return {"q": named, "db": self._database, "limit": str(len(accessions)), "page": "1"}

    def accession(self, record: Any) -> str:
        return text(record, "uid")

    def describe(self, record: Any) -> Description:
        return describe(record)

    def cautions(self, query: str) -> Iterator[str]:
        yield from super().cautions(query)
        yield (
            "Records come without abstracts: Web of Science's Starter API has none. Export from its website and import"
            " the file to have them; records found by both share a citation where they are merged."
        )

    def secrets(self, context: Context) -> Parameters:
        if not context.api_key:
            raise SearchRefused(
                "Web of Science is searched only with an API key, and none is stored. Nothing was sent."
            )
        return {"Accept": "application/json", "X-ApiKey": context.api_key}

    def failure(self, reply: Reply) -> NotServed:
        if reply.status in (401, 403):
            return Permanent(
                "Clarivate does not accept the API key for the Web of Science Starter API. Correct or remove it under"
                " “My account”; if it is the installation's, an administrator corrects CLARIVATE_API_KEY."
            )
        if reply.status == 429:
            return Transient(
                "Web of Science receives more requests with this key than its plan allows: 50 a day on trial, 5,000"
                " with an institution's. A day's allowance is there again the next day."
            )
        if said := _said(reply):
            return Permanent(f"Web of Science says: “{said}”")
        return super().failure(reply)


def _said(reply: Reply) -> str:
    """Clarivate's explanation of a request that it refuses."""
    try:
        error = value(parsed(reply.body), "error")
    except ValueError:
        return ""
    words = text(error, "details") or text(error, "title")
    return words[:300] if 400 <= reply.status < 500 else ""
