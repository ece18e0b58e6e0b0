"""ESummary, EPost and EInfo, as far as a client of PubMed meets them."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

from screening.demo.corpus.article import Article
from screening.demo.corpus.collection import Collection
from screening.demo.eutils.answer import Answer, as_json, error, result
from screening.demo.eutils.history import History, HistoryLost
from screening.demo.eutils.request import Request, is_number
from screening.demo.query.terms import TAGS

MOST_IN_JSON: Final = 500
MOST_POSTED: Final = 10_000


def esummary(request: Request, collection: Collection, history: History) -> Answer:
    try:
        ids = _ids(request, history)
    except HistoryLost as problem:
        return error("esummary", str(problem))
    if request.json and len(ids) > MOST_IN_JSON:
        return as_json(
            {
                "esummaryresult": [
                    "Too many UIDs in request. Maximum number of UIDs is 500 for JSON format output."
                ]
            }
        )
    known = [(uid, collection.article(int(uid)) if is_number(uid) else None) for uid in ids]
    if request.json:
        said: dict[str, object] = {"uids": [uid for uid, article in known if article]}
        said |= {uid: _summary(uid, article) for uid, article in known}
        return as_json({"header": {"type": "esummary", "version": "0.3"}, "result": said})
    return result("esummary", "".join(_docsum(uid, article) for uid, article in known))


def _ids(request: Request, history: History) -> list[str]:
    if not request.get("WebEnv"):
        return request.ids
    start = request.number("retstart", 0)
    kept = history.pmids(request.get("WebEnv"), request.number("query_key", 1))
    return [str(pmid) for pmid in kept[start : start + request.number("retmax", 10_000)]]


def _summary(uid: str, article: Article | None) -> dict[str, object]:
    if article is None:
        return {"uid": uid, "error": "cannot get document summary"}
    return {
        "uid": uid,
        "pubdate": str(article.issued.free or article.issued.year),
        "source": article.journal.abbreviation,
        "title": article.plain_title,
        "authors": [{"name": person.short, "authtype": "Author"} for person in article.people],
        "pubtype": list(article.types),
    }


def _docsum(uid: str, article: Article | None) -> str:
    if article is None:
        return f"<ERROR>UID={escape(uid)}: cannot get document summary</ERROR>"
    items = (
        ("PubDate", "Date", str(article.issued.free or article.issued.year)),
        ("Source", "String", article.journal.abbreviation),
        ("Title", "String", article.plain_title),
    )
    said = "".join(f'<Item Name="{name}" Type="{kind}">{escape(text)}</Item>' for name, kind, text in items)
    return f"<DocSum><Id>{uid}</Id>{said}</DocSum>"


def epost(request: Request, collection: Collection, history: History) -> Answer:
    pmids = [int(uid) for uid in request.ids if is_number(uid)]
    if not pmids:
        return error("epost", "IDs contain invalid characters which was treated as delimiters.", status=400)
    if len(pmids) > MOST_POSTED:
        return error("epost", "Too many UIDs in request. Maximum number of UIDs is 10000.", status=400)
    webenv, key = history.keep(pmids, request.get("WebEnv"))
    return result("epost", f"<QueryKey>{key}</QueryKey><WebEnv>{webenv}</WebEnv>")


def einfo(request: Request, collection: Collection, history: History) -> Answer:
    count, fields = len(collection.pmids), sorted(set(TAGS.values()))
    if request.json:
        about = {"dbname": "pubmed", "dbbuild": "Build-stand-in", "count": str(count)}
        return as_json({"header": {"type": "einfo", "version": "0.3"}, "einforesult": {"dbinfo": [about]}})
    listed = "".join(f"<Field><FullName>{name}</FullName></Field>" for name in fields)
    return result(
        "einfo",
        f"<DbInfo><DbName>pubmed</DbName><Description>Synthetic records</Description>"
        f"<DbBuild>Build-stand-in</DbBuild><Count>{count}</Count><FieldList>{listed}</FieldList></DbInfo>",
    )
