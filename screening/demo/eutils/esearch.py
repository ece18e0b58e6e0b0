"""ESearch: which PMIDs a query finds, and how PubMed read it.

Sources: NCBI's E-utilities manual (NBK25499), and for the limits what its servers were seen to do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

from screening.demo.corpus.collection import Collection
from screening.demo.eutils.answer import Answer, as_json, error, result
from screening.demo.eutils.history import History
from screening.demo.eutils.request import Request
from screening.demo.query import Found, evaluate
from screening.demo.query.terms import Notes

LIMIT: Final = 9_999  # documented as 10,000; the servers give one less
BEYOND: Final = (
    "Search Backend failed: Exception:\n'retstart' cannot be larger than 9998. For PubMed, \n"
    "ESearch can only retrieve the first 9,999 records \nmatching the query. "
    "To obtain more than 9,999 PubMed records, consider using EDirect."
)
_DATE_FIELDS: Final = {"pdat": "dp", "edat": "edat", "mdat": "mdat", "crdt": "crdt"}


def esearch(request: Request, collection: Collection, history: History) -> Answer:
    term = _with_dates(request)
    if not term:
        return error("esearch", "Empty term and query_key - nothing todo", json_wanted=request.json)
    found = evaluate(term, collection)
    start, wanted = request.number("retstart", 0), request.number("retmax", 20)
    count = found.hits.bit_count()
    if start >= LIMIT and count > start:
        return error("esearch", BEYOND, json_wanted=request.json)
    if start + wanted > LIMIT:
        wanted = max(0, LIMIT - start)
        found.notes.messages.append(f"Restrictions achieved. start and count adjusted to {start}, {wanted}")
    pmids = collection.newest_first(found.hits)
    kept = history.keep(pmids, request.get("WebEnv")) if request.get("usehistory") == "y" else None
    page = [] if request.get("rettype") == "count" else pmids[start : start + wanted]
    write = _as_json if request.json else _as_xml
    return write(count, start, page, found, kept)


def _with_dates(request: Request) -> str:
    """The term with the limits of mindate and maxdate, or of reldate (days back from today)."""
    term, first, last = request.get("term"), request.get("mindate"), request.get("maxdate")
    if days := request.number("reldate", 0):
        first, last = f"{dt.datetime.now(dt.UTC) - dt.timedelta(days):%Y/%m/%d}", "present"
    if term and first and last:
        return f"({term}) AND {first}:{last}[{_DATE_FIELDS.get(request.get('datetype'), 'dp')}]"
    return term


def _as_xml(count: int, start: int, page: list[int], found: Found, kept: tuple[str, int] | None) -> Answer:
    notes = found.notes
    history = f"<QueryKey>{kept[1]}</QueryKey><WebEnv>{kept[0]}</WebEnv>" if kept else ""
    mappings = "".join(
        f"<Translation><From>{escape(typed)}</From><To>{escape(read)}</To></Translation>"
        for typed, read in notes.mappings
    )
    errors = _each("PhraseNotFound", notes.phrases_not_found) + _each("FieldNotFound", notes.fields_not_found)
    warnings = (
        _each("PhraseIgnored", notes.ignored)
        + _each("QuotedPhraseNotFound", notes.quoted_not_found)
        + _each("OutputMessage", notes.messages)
    )
    return result(
        "esearch",
        f"<Count>{count}</Count><RetMax>{len(page)}</RetMax><RetStart>{start}</RetStart>{history}"
        f"<IdList>{_each('Id', map(str, page))}</IdList><TranslationSet>{mappings}</TranslationSet>"
        f"<QueryTranslation>{escape(found.translation)}</QueryTranslation>"
        + (f"<ErrorList>{errors}</ErrorList>" if errors else "")
        + (f"<WarningList>{warnings}</WarningList>" if warnings else ""),
    )


def _each(name: str, values: Iterable[str]) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" for value in values)


def _as_json(count: int, start: int, page: list[int], found: Found, kept: tuple[str, int] | None) -> Answer:
    said: dict[str, object] = {"count": str(count), "retmax": str(len(page)), "retstart": str(start)}
    if kept:
        said |= {"querykey": str(kept[1]), "webenv": kept[0]}
    said |= {
        "idlist": [str(pmid) for pmid in page],
        "translationset": [{"from": typed, "to": read} for typed, read in found.notes.mappings],
        "querytranslation": found.translation,
    }
    return as_json(
        {"header": {"type": "esearch", "version": "0.3"}, "esearchresult": said | _lists(found.notes)}
    )


def _lists(notes: Notes) -> dict[str, object]:
    errors = {"phrasesnotfound": notes.phrases_not_found, "fieldsnotfound": notes.fields_not_found}
    warnings = {
        "phrasesignored": notes.ignored,
        "quotedphrasesnotfound": notes.quoted_not_found,
        "outputmessages": notes.messages,
    }
    named = {"errorlist": errors, "warninglist": warnings}
    return {name: lists for name, lists in named.items() if any(lists.values())}
