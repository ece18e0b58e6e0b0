"""ClinicalTrials.gov in every shape that it has exported."""

import io
import json
from typing import Any

import pytest

from screening.records.description import Description, Received, Relation
from screening.searches import reading
from screening.searches.fileformat import FileRefused
from tests.searches.formats.samples import sample

OLD: dict[str, Any] = {
    "Rank": 1,
    "Study": {
        "ProtocolSection": {
            "IdentificationModule": {
                "NCTId": "NCT01234567",
                "OrgStudyIdInfo": {"OrgStudyId": "W-1"},
                "BriefTitle": "WALK",
                "OfficialTitle": "A trial of walking",
            },
            "StatusModule": {
                "OverallStatus": "Completed",
                "StudyFirstPostDateStruct": {"StudyFirstPostDate": "March 4, 2015"},
            },
            "SponsorCollaboratorsModule": {"LeadSponsor": {"LeadSponsorName": "University of Wales"}},
            "DescriptionModule": {"BriefSummary": "We will walk."},
            "ConditionsModule": {"ConditionList": {"Condition": ["Mood", "Sleep"]}},
            "DesignModule": {"StudyType": "Interventional", "PhaseList": {"Phase": ["Phase 2"]}},
            "ArmsInterventionsModule": {"InterventionList": {"Intervention": [{"InterventionName": "Walk"}]}},
        }
    },
}
XML = """<?xml version="1.0" encoding="UTF-8"?>
<clinical_study rank="1">
  <!-- schema -->
  <required_header><url>https://clinicaltrials.gov/show/NCT01234567</url></required_header>
  <id_info><org_study_id>W-1</org_study_id><nct_id>NCT01234567</nct_id></id_info>
  <brief_title>WALK</brief_title><official_title>A trial of walking</official_title>
  <sponsors><lead_sponsor><agency>University of Wales</agency></lead_sponsor></sponsors>
  <brief_summary><textblock>
      We will
      walk.
  </textblock></brief_summary>
  <overall_status>Completed</overall_status>
  <phase>Phase 2</phase><study_type>Interventional</study_type>
  <condition>Mood</condition><condition>Sleep</condition>
  <intervention><intervention_name>Walk</intervention_name></intervention>
  <results_reference><citation>Lee D. J Walk. 2016.</citation><PMID>31234567</PMID></results_reference>
  <study_first_submitted>March 1, 2015</study_first_submitted>
</clinical_study>
"""


def read(data: bytes | str | dict[str, Any]) -> list[Received]:
    text = json.dumps(data) if isinstance(data, dict) else data
    return list(reading.read(io.BytesIO(text.encode() if isinstance(text, str) else text)))


def only(data: bytes | str | dict[str, Any]) -> Description:
    (found,) = read(data)
    assert found.problem == ""
    assert found.description
    return found.description


def assert_is_the_trial(found: Description) -> None:
    assert (found.nct, found.title, found.year) == ("NCT01234567", "A trial of walking", 2015)
    assert (found.abstract_text, str(found.authors[0])) == ("We will walk.", "University of Wales")
    assert found.subjects == ("Mood", "Sleep", "Walk")
    assert found.types == ("Interventional",)
    assert found.url == "https://clinicaltrials.gov/study/NCT01234567"
    assert found.extra["overallStatus"] == ["Completed"]
    assert found.extra["phases"] == ["Phase 2"]
    assert found.extra["orgStudyId"] == ["W-1"]


def test_the_old_json() -> None:
    assert_is_the_trial(only({"FullStudiesResponse": {"APIVrs": "1.01", "FullStudies": [OLD]}}))
    assert_is_the_trial(only(OLD["Study"]))


def test_the_old_list_of_fields() -> None:
    row = {"Rank": 1, "NCTId": ["NCT01234567"], "BriefTitle": ["WALK"], "Condition": ["Mood", "Sleep"]}
    found = only({"StudyFieldsResponse": {"FieldList": ["NCTId"], "StudyFields": [row]}})
    assert (found.nct, found.title, found.subjects) == ("NCT01234567", "WALK", ("Mood", "Sleep"))


def test_the_xml() -> None:
    found = only(XML)
    assert_is_the_trial(found)
    assert found.relations == (Relation("ResultReference", "31234567", "Lee D. J Walk. 2016."),)
    assert read(XML)[0].line == 2


def test_every_shape_of_the_new_json() -> None:
    studies = json.loads(sample("ctgov_json"))["studies"]
    shapes = [
        json.dumps(studies[0]),
        json.dumps(studies[:1]),
        json.dumps({"studies": studies[:1]}),
        json.dumps(studies[0]) + "\n",
    ]
    assert len({only(shape) == only(shapes[0]) for shape in shapes}) == 1
    lines = "\n".join(map(json.dumps, studies))
    assert [one.description and one.description.nct for one in read(lines)] == ["NCT01234567", "NCT02345678"]


def test_one_page_of_several_is_told() -> None:
    page = json.loads(sample("ctgov_json"))
    for whole in (page | {"nextPageToken": "abc"}, {"totalCount": 9, "nextPageToken": "abc", **page}):
        first, last = read(whole)
        assert first.problem == ""
        assert last.problem.startswith("With it ends one page of several")


def test_what_is_no_study_is_told() -> None:
    (found,) = reading.read(io.BytesIO(b'[{"colour": "red"}]'), "ctgov_json")
    assert (found.description, found.problem) == (None, "It is no study of ClinicalTrials.gov.")
    empty, broken, cut = reading.read(
        io.BytesIO(
            b"<clinical_study><a/></clinical_study><clinical_study><a></clinical_study><clinical_study>"
        ),
        "ctgov_xml",
    )
    assert empty.problem == "The study has neither a number nor a title."
    assert broken.problem.startswith("The study is not well-formed XML: ")
    assert cut.problem == "The record is cut off: its end is missing."
    with pytest.raises(FileRefused, match="There is no study"):
        list(reading.read(io.BytesIO(b"<a>text</a>"), "ctgov_xml"))


def test_nothing_outside_the_file_is_read() -> None:
    xxe = XML.replace(
        "<clinical_study", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<clinical_study', 1
    )
    (found,) = read(xxe.replace("WALK", "&e;"))
    assert "root:" not in str(found.description)
    assert found.description is None or found.description.nct == "NCT01234567"
