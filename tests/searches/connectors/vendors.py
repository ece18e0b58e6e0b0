"""Scopus, Web of Science and Embase: records of their shapes (titles and names invented), and how they answer."""

from __future__ import annotations

from typing import Any

from tests.searches.connectors.stand_in import Parameters, Record, StandIn


def scopus_entry(number: int) -> Record:
    return {
        "@_fa": "true",
        "link": [{"@_fa": "true", "@ref": "scopus", "@href": f"https://www.scopus.com/inward/{number}"}],
        "dc:identifier": f"SCOPUS_ID:{number}",
        "eid": f"2-s2.0-{number}",
        "dc:title": f"Walking <inf>versus</inf> sitting &amp; standing, number {number}",
        "dc:creator": "Müller A.",
        "author": [
            {"@seq": "1", "authid": "7", "surname": "Müller", "given-name": "Anna", "initials": "A."},
            {"@seq": "1", "authid": "7", "surname": "Müller", "given-name": "Anna", "initials": "A."},
            {"@seq": "2", "authid": "8", "surname": "Ngo", "given-name": None, "initials": "B.C."},
        ],
        "prism:publicationName": "Journal of Walking",
        "prism:issn": "12345678",
        "prism:eIssn": "8765432X",
        "prism:volume": "7",
        "prism:issueIdentifier": "2",
        "prism:pageRange": "11-19",
        "prism:coverDate": "2021-05-03",
        "prism:doi": f"10.1000/SC.{number}",
        "pubmed-id": str(number),
        "dc:description": "Background: Pain is common. Methods: We walked. Results: It helped.",
        "authkeywords": "walking | back pain",
        "subtypeDescription": "Article",
        "citedby-count": "4",
    }


def scopus(service: StandIn, asked: Parameters) -> Any:
    if asked["query"].startswith("EID("):
        entries = [one for one in service.records if f"EID({one['eid']})" in asked["query"]]
        return scopus_page(entries, len(entries))
    size = int(asked["count"])
    if "start" in asked:
        found, _ = service.part(f"c{asked['start']}", size)
        return scopus_page(named(found), len(service.records), start=asked["start"])
    found, cursor = service.part(asked.get("cursor", ""), size)
    more = {"cursor": {"@current": asked["cursor"], "@next": cursor or "end"}} if "cursor" in asked else {}
    return scopus_page(named(found), len(service.records), **more)


def named(entries: list[Record]) -> list[Record]:
    return [{"@_fa": "true", "eid": one.get("eid", "")} for one in entries]


def scopus_page(entries: list[Record], total: int, start: str = "0", **more: Any) -> Any:
    shown = entries or [{"@_fa": "true", "error": "Result set was empty"}]
    head = {"opensearch:totalResults": str(total), "opensearch:startIndex": start}
    return {"search-results": head | {"entry": shown} | more}


def wos_document(number: int) -> Record:
    return {
        "uid": f"WOS:{number:015}",
        "title": f"Walking versus sitting, number {number}",
        "types": ["Article"],
        "sourceTypes": ["Article"],
        "source": {
            "sourceTitle": "JOURNAL OF WALKING",
            "publishYear": 2021,
            "publishMonth": "MAY",
            "volume": "7",
            "issue": "2",
            "pages": {"range": "11-19", "begin": "11", "end": "19", "count": 9},
        },
        "names": {
            "authors": [{"displayName": "Müller, Anna", "wosStandard": "Muller, A"}],
            "corp": [{"displayName": "WALK Group"}],
        },
        "links": {"record": f"https://www.webofscience.com/wos/woscc/full-record/WOS:{number:015}"},
        "identifiers": {
            "doi": f"10.1000/WOS.{number}",
            "issn": "1234-5678",
            "eissn": "8765-432X",
            "pmid": f"MEDLINE:{number}",
        },
        "keywords": {"authorKeywords": ["walking", "back pain"]},
    }


def wos(service: StandIn, asked: Parameters) -> Any:
    size, page = int(asked["limit"]), int(asked["page"])
    if asked["q"].startswith("UT="):
        wanted = asked["q"].removeprefix("UT=(").removesuffix(")").split(" OR ")
        hits = [one for one in service.records if one["uid"] in wanted]
        return {"metadata": {"total": len(hits), "page": 1, "limit": size}, "hits": hits}
    found, _ = service.part(f"c{(page - 1) * size}", size)
    hits = [{"uid": one.get("uid", "")} for one in found]
    return {"metadata": {"total": len(service.records), "page": page, "limit": size}, "hits": hits}


def embase_article(number: int) -> Record:
    return {
        "itemInfo": {
            "itemIdList": {
                "lui": f"L{number}",
                "pui": f"L{number}",
                "doi": f"10.1000/EM.{number}",
                "medl": str(number),
            }
        },
        "head": {
            "citationInfo": {"citationType": [{"code": "ar", "content": "Article"}]},
            "citationTitle": {"titleText": [{"ttltext": f"Walking versus sitting, number {number}"}]},
            "authorList": {
                "authors": [
                    {"surname": "Müller", "initials": "A."},
                    {"surname": "Ngo", "givenName": "Binh", "initials": "B."},
                ]
            },
            "abstracts": {"abstracts": [{"paras": ["Background: Pain is common.", "Methods: We walked."]}]},
            "source": {
                "sourceTitle": ["Journal of Walking"],
                "sourceTitleAbbrev": ["J. Walk."],
                "publicationYear": "2021",
            },
        },
    }


def embase(service: StandIn, asked: Parameters) -> Any:
    if "/lui/" in service.paths[-1]:
        wanted = service.paths[-1].rpartition("/")[2]
        found = [one for one in service.records if one["itemInfo"]["itemIdList"]["lui"] == wanted]
        return {"header": {"hits": len(found)}, "results": found}
    found, _ = service.part(f"c{int(asked['start']) - 1}", int(asked["count"]))
    return {"header": {"hits": len(service.records)}, "results": found}
