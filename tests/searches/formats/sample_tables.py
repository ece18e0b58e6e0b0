"""Two records in each format of tables and registers, for ``samples``."""

TABLES: dict[str, str] = {
    "csv": """\
Title,Authors,Source title,Year,Volume,Issue,Page start,Page end,DOI,Abstract
Walking and mood in adults: a randomised trial,"Müller, Jörg; O'Brien, Seán",Journal of Walking,2021,12,3,101,110,\
10.1000/walk.2021.1,"We walked. Mood improved (p < 0.05)."
"Sitting and mood: a cohort study","Lee, Dong-Hyun","Journal of Sitting",2020,,,,,https://doi.org/10.1000/sit.2020.2,\
"We sat.
Mood did not change."
""",
    "csl_json": """\
[
{"id": "1", "type": "article-journal", "title": "Walking and mood in adults: a randomised trial",
 "author": [{"family": "Müller", "given": "Jörg"}, {"family": "O'Brien", "given": "Seán"}],
 "issued": {"date-parts": [[2021, 1]]}, "container-title": "Journal of Walking", "volume": "12", "issue": "3",
 "page": "101-110", "DOI": "10.1000/walk.2021.1", "abstract": "We walked. Mood improved (p < 0.05)."},
{"id": "2", "type": "article-journal", "title": "Sitting and mood: a cohort study",
 "author": [{"family": "Lee", "given": "Dong-Hyun"}], "issued": {"date-parts": [["2020"]]},
 "container-title": "Journal of Sitting", "DOI": "10.1000/sit.2020.2", "abstract": "We sat. Mood did not change."}
]
""",
    "openalex_json": """\
{"meta": {"count": 2}, "results": [
{"id": "https://openalex.org/W1", "doi": "https://doi.org/10.1000/walk.2021.1", "publication_year": 2021,
 "title": "Walking and mood in adults: a randomised trial", "cited_by_count": 1,
 "authorships": [{"author": {"display_name": "Jörg Müller"}, "raw_author_name": "Müller, Jörg"},
  {"author": {"display_name": "Seán O'Brien"}, "raw_author_name": "O'Brien, Seán"}],
 "abstract_inverted_index": {"We": [0], "walked.": [1]}},
{"id": "https://openalex.org/W2", "doi": "https://doi.org/10.1000/sit.2020.2", "publication_year": 2020,
 "title": "Sitting and mood: a cohort study", "cited_by_count": 2,
 "authorships": [{"author": {"display_name": "Dong-Hyun Lee"}, "raw_author_name": "Lee, Dong-Hyun"}],
 "abstract_inverted_index": {"We": [0], "sat.": [1]}}
]}
""",
    "ctgov_json": """\
{"studies": [
{"protocolSection": {"identificationModule": {"nctId": "NCT01234567",
  "officialTitle": "Walking and mood in adults: a randomised trial", "briefTitle": "WALK"},
 "statusModule": {"overallStatus": "COMPLETED", "studyFirstPostDateStruct": {"date": "2021-03-04"}},
 "descriptionModule": {"briefSummary": "We will walk."}}, "hasResults": false},
{"protocolSection": {"identificationModule": {"nctId": "NCT02345678", "briefTitle": "Sitting and mood: a cohort study"},
 "statusModule": {"studyFirstSubmitDate": "2020-01-02"}, "descriptionModule": {"briefSummary": "We will sit."}}}
]}
""",
    "ctgov_xml": """\
<?xml version="1.0" encoding="UTF-8"?>
<clinical_study>
<id_info><nct_id>NCT01234567</nct_id></id_info>
<brief_title>WALK</brief_title>
<official_title>Walking and mood in adults: a randomised trial</official_title>
<brief_summary><textblock>We will walk.</textblock></brief_summary>
<study_first_posted>March 4, 2021</study_first_posted>
</clinical_study>
<clinical_study>
<id_info><nct_id>NCT02345678</nct_id></id_info>
<brief_title>Sitting and mood: a cohort study</brief_title>
<brief_summary><textblock>We will sit.</textblock></brief_summary>
<study_first_submitted>January 2, 2020</study_first_submitted>
</clinical_study>
""",
}
