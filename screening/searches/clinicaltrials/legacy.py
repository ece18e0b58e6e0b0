"""Studies as ClinicalTrials.gov wrote them before 2024, turned into the structure of its API v2.

JSON of the old API: https://clinicaltrials.gov/api/gui (retired). XML: https://clinicaltrials.gov/ct2/html/images/info/public.xsd
(retired). Both are still in people's folders.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree

from screening.searches.json_values import several, texts, value

_IDENTITY, _STATUS, _DESIGN = "identificationModule", "statusModule", "designModule"

# path in API v2: path in the old JSON under ProtocolSection, path in the XML
_SAME: dict[tuple[str, ...], tuple[str, str]] = {
    (_IDENTITY, "nctId"): ("IdentificationModule NCTId", "id_info/nct_id"),
    (_IDENTITY, "nctIdAliases"): (
        "IdentificationModule NCTIdAliasList NCTIdAlias",
        "id_info/nct_alias",
    ),
    (_IDENTITY, "orgStudyIdInfo", "id"): (
        "IdentificationModule OrgStudyIdInfo OrgStudyId",
        "id_info/org_study_id",
    ),
    (_IDENTITY, "acronym"): ("IdentificationModule Acronym", "acronym"),
    (_IDENTITY, "briefTitle"): ("IdentificationModule BriefTitle", "brief_title"),
    (_IDENTITY, "officialTitle"): ("IdentificationModule OfficialTitle", "official_title"),
    (_STATUS, "overallStatus"): ("StatusModule OverallStatus", "overall_status"),
    (_STATUS, "whyStopped"): ("StatusModule WhyStopped", "why_stopped"),
    (_STATUS, "startDateStruct", "date"): ("StatusModule StartDateStruct StartDate", "start_date"),
    (_STATUS, "completionDateStruct", "date"): (
        "StatusModule CompletionDateStruct CompletionDate",
        "completion_date",
    ),
    (_STATUS, "studyFirstPostDateStruct", "date"): (
        "StatusModule StudyFirstPostDateStruct StudyFirstPostDate",
        "study_first_posted",
    ),
    (_STATUS, "studyFirstSubmitDate"): ("StatusModule StudyFirstSubmitDate", "study_first_submitted"),
    (_STATUS, "lastUpdatePostDateStruct", "date"): (
        "StatusModule LastUpdatePostDateStruct LastUpdatePostDate",
        "last_update_posted",
    ),
    ("sponsorCollaboratorsModule", "leadSponsor", "name"): (
        "SponsorCollaboratorsModule LeadSponsor LeadSponsorName",
        "sponsors/lead_sponsor/agency",
    ),
    ("descriptionModule", "briefSummary"): ("DescriptionModule BriefSummary", "brief_summary/textblock"),
    ("descriptionModule", "detailedDescription"): (
        "DescriptionModule DetailedDescription",
        "detailed_description/textblock",
    ),
    ("conditionsModule", "conditions"): ("ConditionsModule ConditionList Condition", "condition"),
    ("conditionsModule", "keywords"): ("ConditionsModule KeywordList Keyword", "keyword"),
    (_DESIGN, "studyType"): ("DesignModule StudyType", "study_type"),
    (_DESIGN, "phases"): ("DesignModule PhaseList Phase", "phase"),
    (_DESIGN, "enrollmentInfo", "count"): ("DesignModule EnrollmentInfo EnrollmentCount", "enrollment"),
}


def from_json(found: Any) -> Any:
    """A study of the old API, or a row of its field list, as API v2 has it; anything else as it is."""
    old = value(found, "Study", "ProtocolSection") or value(found, "ProtocolSection")
    if old is None and not isinstance(value(found, "NCTId"), list):
        return found
    new: dict[str, Any] = {}
    for path, (written, _) in _SAME.items():
        names = written.split()
        _put(new, path, texts(old, *names) if old is not None else texts(found, names[-1]))
    interventions = several(old, "ArmsInterventionsModule", "InterventionList", "Intervention")
    new["armsInterventionsModule"] = {
        "interventions": [{"name": value(one, "InterventionName")} for one in interventions]
    }
    return {"protocolSection": new}


def from_xml(study: etree._Element) -> dict[str, Any]:
    """A ``clinical_study`` as API v2 has it."""
    new: dict[str, Any] = {}
    for path, (_, written) in _SAME.items():
        _put(new, path, _texts(study, written))
    names = _texts(study, "intervention/intervention_name")
    new["armsInterventionsModule"] = {"interventions": [{"name": name} for name in names]}
    new["referencesModule"] = {
        "references": [
            {"pmid": one.findtext("PMID"), "citation": one.findtext("citation"), "type": kind}
            for tag, kind in (("results_reference", "RESULT"), ("reference", "BACKGROUND"))
            for one in study.iterfind(tag)
        ]
    }
    return {"protocolSection": new, "hasResults": study.find("clinical_results") is not None}


def _texts(study: etree._Element, path: str) -> list[str]:
    return [" ".join("".join(one.itertext()).split()) for one in study.iterfind(path)]


def _put(study: dict[str, Any], path: Iterable[str], found: Iterable[str]) -> None:
    *around, last = path
    for name in around:
        study = study.setdefault(name, {})
    kept = [text for text in found if text]
    if kept:
        study[last] = kept if len(kept) > 1 else kept[0]
