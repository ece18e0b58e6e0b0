"""The free services: records of their shapes (titles and names invented), and how they answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from tests.searches.connectors.stand_in import Parameters, Record, StandIn
from tests.searches.connectors.vendors import (
    embase,
    embase_article,
    scopus,
    scopus_entry,
    wos,
    wos_document,
)


def study(number: int) -> Record:
    return {
        "protocolSection": {
            "identificationModule": {
                "nctId": f"NCT{number:08}",
                "briefTitle": f"Walking {number}",
                "officialTitle": f"A Randomised Trial of Walking, Number {number}",
                "acronym": "WALK",
            },
            "statusModule": {
                "overallStatus": "COMPLETED",
                "startDateStruct": {"date": "2019-02"},
                "studyFirstSubmitDate": "2018-12-30",
                "studyFirstPostDateStruct": {"date": "2019-01-04", "type": "ACTUAL"},
            },
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": "University of Somewhere"}},
            "descriptionModule": {"briefSummary": "Does walking help?", "detailedDescription": "At length."},
            "conditionsModule": {"conditions": ["Low Back Pain"], "keywords": ["exercise"]},
            "designModule": {"studyType": "INTERVENTIONAL", "phases": ["PHASE2", "PHASE3"]},
            "armsInterventionsModule": {"interventions": [{"type": "BEHAVIORAL", "name": "Walking"}]},
            "referencesModule": {
                "references": [{"pmid": "123", "type": "RESULT", "citation": "Lee A. 2020."}]
            },
        },
        "derivedSection": {"conditionBrowseModule": {"meshes": [{"id": "D017116", "term": "Low Back Pain"}]}},
        "hasResults": True,
    }


def clinicaltrials(service: StandIn, asked: Parameters) -> Any:
    if "filter.ids" in asked:
        wanted = asked["filter.ids"].split(",")
        return {"studies": [one for one in service.records if nct_of(one) in wanted]}
    records, cursor = service.part(asked.get("pageToken", ""), int(asked["pageSize"]))
    named = [{"protocolSection": {"identificationModule": {"nctId": nct_of(one)}}} for one in records]
    total = {} if "pageToken" in asked else {"totalCount": len(service.records)}
    return total | {"studies": named} | ({"nextPageToken": cursor} if cursor else {})


def nct_of(record: Record) -> str:
    return str(record["protocolSection"]["identificationModule"]["nctId"])


def result(number: int) -> Record:
    return {
        "id": str(number),
        "source": "MED",
        "pmid": str(number),
        "pmcid": f"PMC{number}",
        "doi": f"10.1000/EPMC.{number}",
        "title": f"Walking <i>versus</i> sitting &amp; standing, number {number}.",
        "authorList": {
            "author": [
                {"fullName": "Müller A", "firstName": "Anna", "lastName": "Müller", "initials": "A"},
                {"collectiveName": "WALK Group"},
            ]
        },
        "journalInfo": {
            "issue": "2",
            "volume": "7",
            "yearOfPublication": 2021,
            "dateOfPublication": "2021 May",
            "journal": {"title": "Journal of Walking", "isoabbreviation": "J Walk", "issn": "1234-5678"},
        },
        "pubYear": "2021",
        "pageInfo": "11-19",
        "abstractText": "<h4>Background</h4>Pain (p < 0.05).<h4>Methods</h4>We walked.",
        "language": "eng",
        "pubTypeList": {"pubType": ["Journal Article", "Retracted Publication"]},
        "keywordList": {"keyword": ["walking"]},
        "meshHeadingList": {"meshHeading": [{"descriptorName": "Low Back Pain"}]},
        "commentCorrectionList": {
            "commentCorrection": [
                {"id": "999", "source": "MED", "type": "Retraction in", "reference": "J Walk. 2022"}
            ]
        },
    }


def europepmc(service: StandIn, asked: Parameters) -> Any:
    if asked["resultType"] == "core":
        found = [one for one in service.records if f'EXT_ID:"{one["id"]}"' in asked["query"]]
        return {
            "hitCount": len(found),
            "request": {"queryString": asked["query"]},
            "resultList": {"result": found},
        }
    records, cursor = service.part(asked["cursorMark"], int(asked["pageSize"]))
    named = [{"id": one["id"], "source": one["source"]} for one in records]
    last = {"nextCursorMark": cursor or asked["cursorMark"]}  # older versions repeat the cursor at the end
    return {"hitCount": len(service.records), "resultList": {"result": named}} | last


def crossref_work(number: int) -> Record:
    return {
        "DOI": f"10.1000/cr.{number}",
        "title": [f"Walking <i>versus</i> sitting, number {number}"],
        "subtitle": ["A trial"],
        "author": [
            {"given": "Anna", "family": "Müller", "sequence": "first"},
            {"name": "WALK Group", "sequence": "additional"},
        ],
        "container-title": ["Journal of Walking"],
        "short-container-title": ["J Walk"],
        "volume": "7",
        "issue": "2",
        "page": "11-19",
        "issued": {"date-parts": [[2021, 5]]},
        "ISSN": ["1234-5678"],
        "publisher": "Somewhere Press",
        "type": "journal-article",
        "language": "en",
        "URL": f"https://doi.org/10.1000/cr.{number}",
        "abstract": "<jats:title>Abstract</jats:title><jats:sec><jats:title>Background</jats:title><jats:p>Pain."
        "</jats:p></jats:sec><jats:sec><jats:title>Methods</jats:title><jats:p>We walked.</jats:p></jats:sec>",
        "updated-by": [{"type": "retraction", "DOI": "10.1000/notice"}],
    }


def crossref(service: StandIn, asked: Parameters) -> Any:
    head = {"status": "ok", "message-type": "work-list"}
    if "/works/" in service.paths[-1]:
        doi = unquote(service.paths[-1].rpartition("/")[2])
        return head | {"message": next(one for one in service.records if one["DOI"].lower() == doi)}
    if "filter" in asked:
        assert all(part.startswith("doi:") for part in asked["filter"].split(","))
        wanted = [part.removeprefix("doi:") for part in asked["filter"].split(",")]
        works, cursor = [one for one in service.records if one["DOI"].lower() in wanted], ""
    else:
        records, cursor = service.part(asked["cursor"], int(asked["rows"]))
        works = [{"DOI": one["DOI"]} for one in records]
    total = len(service.records)
    found = {"facets": {}, "total-results": total, "items": works, "next-cursor": cursor or f"c{total}"}
    return head | {"message": found}


def openalex_work(number: int) -> Record:
    return {
        "id": f"https://openalex.org/W{number}",
        "doi": f"https://doi.org/10.1000/OA.{number}",
        "title": f"Walking versus sitting, number {number}",
        "publication_year": 2021,
        "publication_date": "2021-05-03",
        "ids": {
            "pmid": f"https://pubmed.ncbi.nlm.nih.gov/{number}",
            "pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/7700",
        },
        "language": "en",
        "primary_location": {
            "landing_page_url": "https://example.org/walk",
            "source": {"display_name": "Journal of Walking", "issn": ["1234-5678"]},
        },
        "type": "article",
        "authorships": [
            {"author": {"display_name": "Anna Müller"}, "raw_author_name": "Müller, Anna"},
            {"author": {"display_name": "WALK Study Group"}, "raw_author_name": "WALK Study Group"},
        ],
        "biblio": {"volume": "7", "issue": "2", "first_page": "11", "last_page": "19"},
        "is_retracted": True,
        "mesh": [{"descriptor_name": "Low Back Pain"}],
        "keywords": [{"display_name": "walking"}],
        "abstract_inverted_index": {"We": [0, 3], "walked": [1], "because": [2], "sat.": [4]},
    }


def openalex(service: StandIn, asked: Parameters) -> Any:
    if "filter" in asked:
        wanted = asked["filter"].removeprefix("ids.openalex:").split("|")
        found, cursor = [one for one in service.records if one["id"].rpartition("/")[2] in wanted], ""
    else:
        records, cursor = service.part(asked["cursor"], int(asked["per_page"]))
        found = [{"id": one["id"]} for one in records]
    return {"meta": {"count": len(service.records), "next_cursor": cursor or None}, "results": found}


def asks_for_records(path: str, asked: Parameters) -> bool:
    """Whether a request is for records by their accessions, and not for a part of a result."""
    query = asked.get("query", "") + asked.get("q", "")
    return (
        any(name in asked for name in ("filter", "filter.ids"))
        or asked.get("resultType") == "core"
        or query.startswith(("EID(", "UT=("))
        or "/lui/" in path
    )


SERVICES = {
    "clinicaltrials": (clinicaltrials, study),
    "europepmc": (europepmc, result),
    "crossref": (crossref, crossref_work),
    "openalex": (openalex, openalex_work),
    "scopus": (scopus, scopus_entry),
    "wos": (wos, wos_document),
    "embase": (embase, embase_article),
}
