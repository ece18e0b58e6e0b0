"""Crossref through its REST API.

Parameters: https://api.crossref.org/swagger-ui/index.html; limits and ``mailto``:
https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/. Lists of DOIs:
CrossRef/rest-api-doc, issue 301; a comma inside a filter cannot be escaped: issue 558. A cursor lives for five
minutes (gitlab.com/crossref/user_stories, issue 649), so DOIs are named first and fetched afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import quote

from screening.lib.polite_http import NotServed, Reply
from screening.records.description import Description, Received
from screening.searches.connector import CONNECTORS, Context
from screening.searches.crossref.work import describe
from screening.searches.json_answers import cut_one
from screening.searches.json_search import JsonSearch, Page, Parameters, Stopped
from screening.searches.json_values import text, value

_OPERATOR = re.compile(r"\b(?:AND|OR|NOT)\b|[\"()\[\]*]")


@CONNECTORS.register
class Crossref(JsonSearch):
    """Accessions are DOIs. Crossref ranks by likeness and knows no operators: see ``cautions``."""

    key: ClassVar[str] = "crossref"
    label: ClassVar[str] = "Crossref"
    home = "https://api.crossref.org/v1/"
    path = "works"
    setting = "CROSSREF_BASE_URL"
    per_second = 1.0
    page = 1_000
    portion = 50
    rows = "items"
    most = 100_000

    def search(self, query: str, cursor: str, size: int) -> Parameters:
        asked = {"query.bibliographic": query, "rows": str(size), "cursor": cursor or "*"}
        return asked | {"select": "DOI"}

    def found(self, answer: Any, first: bool) -> Page:
        message = value(answer, "message")
        hits, works = value(message, "total-results"), value(message, "items")
        if not isinstance(hits, int) or not isinstance(works, list):
            raise ValueError("no page of works")
        return Page(hits, tuple(map(self.accession, works)), text(message, "next-cursor"))

    def lookup(self, accessions: list[str]) -> Parameters:
        named = ",".join(f"doi:{accession}" for accession in accessions)
        return {"filter": named, "rows": str(len(accessions))}

    def accession(self, record: Any) -> str:
        return text(record, "DOI").lower()

    def describe(self, record: Any) -> Description:
        return describe(record)

    def cautions(self, query: str) -> Iterator[str]:
        yield (
            "Crossref ranks works by likeness to the words of the query and counts every work that shares one:"
            " set “Fetch at most”."
        )
        if _OPERATOR.search(query):
            yield "Crossref knows no AND, OR or NOT, brackets, quotation marks or truncation: it ignores them."

    def identity(self, context: Context) -> Parameters:
        return {"mailto": context.contact_email}

    def download(self, context: Context, accessions: list[str], stopped: Stopped) -> list[Received]:
        """DOIs with a comma would be read as two filters: each is asked for by itself."""
        listed = [accession for accession in accessions if "," not in accession]
        found = super().download(context, listed, stopped) if listed else []
        for accession in accessions:
            if "," in accession and ".." not in accession:  # which no address may hold
                found += self._single(accession, context, stopped)
        return found

    def _single(self, accession: str, context: Context, stopped: Stopped) -> list[Received]:
        def judge(reply: Reply) -> NotServed | None:
            return None if reply.status == 404 else self.judge(reply, lambda body: cut_one(body, "message"))

        path = f"{self.path}/{quote(accession, safe='').replace('~', '%7E')}"
        reply = self.ask({}, context, judge, stopped, path)
        return [] if reply.status == 404 else [self.received(*cut_one(reply.body, "message"))]
