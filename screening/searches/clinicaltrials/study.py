"""A study of ClinicalTrials.gov in JSON: an answer of its API v2, and its download in that form.

Structure: https://clinicaltrials.gov/data-api/about-api/study-data-structure. The year is that in which the
study was first posted (else submitted): a registration has no other publication date.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from screening.lib.identifiers import nct, pmid
from screening.records.dates import year_in
from screening.records.description import Author, Description, Relation, Section
from screening.searches.json_values import several, text, texts, value

_KEPT = {
    "overallStatus": ("statusModule", "overallStatus"),
    "whyStopped": ("statusModule", "whyStopped"),
    "startDate": ("statusModule", "startDateStruct", "date"),
    "completionDate": ("statusModule", "completionDateStruct", "date"),
    "acronym": ("identificationModule", "acronym"),
    "briefTitle": ("identificationModule", "briefTitle"),
    "orgStudyId": ("identificationModule", "orgStudyIdInfo", "id"),
    "nctIdAliases": ("identificationModule", "nctIdAliases"),
    "phases": ("designModule", "phases"),
    "enrollment": ("designModule", "enrollmentInfo", "count"),
    "conditions": ("conditionsModule", "conditions"),
}


def describe(study: Any) -> Description:
    """``study`` is one object with a ``protocolSection``; of anything else, an empty description comes.

    The lead sponsor stands as author. Conditions, interventions and MeSH terms are subjects; status, phases
    and whether there are results are in ``extra``, under the registry's names.
    """
    protocol = value(study, "protocolSection")
    identity = value(protocol, "identificationModule")
    posted = text(protocol, "statusModule", "studyFirstPostDateStruct", "date") or text(
        protocol, "statusModule", "studyFirstSubmitDate"
    )
    sponsor = text(protocol, "sponsorCollaboratorsModule", "leadSponsor", "name")
    number = nct(text(identity, "nctId"))
    return Description(
        title=text(identity, "officialTitle") or text(identity, "briefTitle"),
        authors=(Author(literal=sponsor),) if sponsor else (),
        year=year_in(posted),
        date=posted,
        nct=number,
        abstract=tuple(_abstract(value(protocol, "descriptionModule"))),
        keywords=texts(protocol, "conditionsModule", "keywords"),
        subjects=tuple(dict.fromkeys(_subjects(study, protocol))),
        types=texts(protocol, "designModule", "studyType"),
        relations=tuple(_publications(protocol)),
        url=f"https://clinicaltrials.gov/study/{number}" if number else "",
        extra=dict(_kept(study, protocol)),
    )


def _abstract(descriptions: Any) -> Iterator[Section]:
    brief, detailed = text(descriptions, "briefSummary"), text(descriptions, "detailedDescription")
    if brief:
        yield Section(brief)
    if detailed and detailed != brief:
        yield Section(detailed, label="Detailed description" if brief else "")


def _subjects(study: Any, protocol: Any) -> Iterator[str]:
    yield from texts(protocol, "conditionsModule", "conditions")
    yield from _interventions(protocol)
    for module in ("conditionBrowseModule", "interventionBrowseModule"):
        for mesh in several(study, "derivedSection", module, "meshes"):
            yield from filter(None, [text(mesh, "term")])


def _interventions(protocol: Any) -> Iterator[str]:
    for intervention in several(protocol, "armsInterventionsModule", "interventions"):
        yield from filter(None, [text(intervention, "name")])


def _publications(protocol: Any) -> Iterator[Relation]:
    """What the registry links: ``ResultReference``, ``DerivedReference`` or ``BackgroundReference``."""
    for reference in several(protocol, "referencesModule", "references"):
        number, citation = pmid(text(reference, "pmid")), text(reference, "citation")
        if number or citation:
            kind = f"{text(reference, 'type').capitalize()}Reference"
            yield Relation(kind, pmid=number, text=citation)


def _kept(study: Any, protocol: Any) -> Iterator[tuple[str, list[str]]]:
    for name, path in _KEPT.items():
        if found := texts(protocol, *path):
            yield name, list(found)
    if interventions := list(_interventions(protocol)):
        yield "interventions", interventions
    if isinstance(has_results := value(study, "hasResults"), bool):
        yield "hasResults", [str(has_results).lower()]
