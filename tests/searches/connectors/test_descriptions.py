"""What the records of each service are read as, and that nothing in them can break the reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from screening.records.description import Author, Description, Relation, Section
from screening.searches.clarivate import document as wos
from screening.searches.clinicaltrials import study as trial
from screening.searches.crossref import work as crossref
from screening.searches.elsevier import article as embase
from screening.searches.elsevier import entry as scopus
from screening.searches.europepmc import result as europepmc
from screening.searches.json_values import several, text, texts, value
from screening.searches.marked_text import abstract_of, plain
from screening.searches.openalex import work as openalex
from tests.searches.connectors.services import SERVICES, crossref_work, openalex_work, result, study
from tests.searches.connectors.vendors import embase_article, scopus_entry, wos_document

ANNA = Author(family="Müller", given="Anna")
GROUP = Author(literal="WALK Group")
MODULES = {
    "clinicaltrials": trial,
    "crossref": crossref,
    "embase": embase,
    "europepmc": europepmc,
    "openalex": openalex,
    "scopus": scopus,
    "wos": wos,
}
DESCRIBE = [module.describe for module in MODULES.values()]


def test_a_study() -> None:
    read = trial.describe(study(3475563))
    assert read.title == "A Randomised Trial of Walking, Number 3475563"
    assert (read.nct, read.year, read.date) == ("NCT03475563", 2019, "2019-01-04")
    assert read.authors == (Author(literal="University of Somewhere"),)
    assert read.abstract == (Section("Does walking help?"), Section("At length.", "Detailed description"))
    assert (read.keywords, read.subjects) == (("exercise",), ("Low Back Pain", "Walking"))
    assert read.types == ("INTERVENTIONAL",)
    assert read.relations == (Relation("ResultReference", pmid="123", text="Lee A. 2020."),)
    assert read.extra["overallStatus"] == ["COMPLETED"]
    assert read.extra["phases"] == ["PHASE2", "PHASE3"]
    assert read.extra["hasResults"] == ["true"]
    assert read.extra["conditions"] == ["Low Back Pain"]
    assert read.extra["interventions"] == ["Walking"]
    assert read.url == "https://clinicaltrials.gov/study/NCT03475563"


def test_a_study_not_posted_yet_has_the_year_of_its_submission() -> None:
    record = study(1)
    del record["protocolSection"]["statusModule"]["studyFirstPostDateStruct"]
    del record["protocolSection"]["identificationModule"]["officialTitle"]
    read = trial.describe(record)
    assert (read.title, read.year) == ("Walking 1", 2018)


def test_a_result_of_europe_pmc() -> None:
    read = europepmc.describe(result(35322978))
    assert read.title == "Walking versus sitting & standing, number 35322978."
    assert read.authors == (ANNA, GROUP)
    assert (read.pmid, read.pmcid, read.doi) == ("35322978", "PMC35322978", "10.1000/epmc.35322978")
    assert (read.journal, read.journal_abbreviation, read.issn) == (
        "Journal of Walking",
        "J Walk",
        ("1234-5678",),
    )
    assert (read.year, read.volume, read.issue, read.pages) == (2021, "7", "2", "11-19")
    assert read.abstract == (Section("Pain (p < 0.05).", "Background"), Section("We walked.", "Methods"))
    assert (read.keywords, read.subjects, read.languages) == (("walking",), ("Low Back Pain",), ("eng",))
    assert read.relations == (Relation("RetractionIn", pmid="999", text="J Walk. 2022"),)
    assert read.retracted


def test_a_work_of_crossref() -> None:
    read = crossref.describe(crossref_work(7))
    assert read.title == "Walking versus sitting, number 7: A trial"
    assert read.authors == (ANNA, GROUP)
    assert (read.doi, read.year, read.date) == ("10.1000/cr.7", 2021, "2021-05")
    assert read.abstract == (Section("Pain.", "Background"), Section("We walked.", "Methods"))
    assert (read.types, read.languages, read.publisher) == (("journal-article",), ("en",), "Somewhere Press")
    assert read.relations == (Relation("RetractionIn", text="10.1000/notice"),)
    assert read.retracted


def test_a_retraction_notice_of_crossref_is_not_retracted_itself() -> None:
    record = crossref_work(7) | {"updated-by": [], "update-to": [{"type": "retraction", "DOI": "10.1000/X"}]}
    read = crossref.describe(record)
    assert read.relations == (Relation("RetractionOf", text="10.1000/x"),)
    assert not read.retracted


def test_a_date_that_crossref_does_not_know_is_no_year() -> None:
    read = crossref.describe(crossref_work(7) | {"issued": {"date-parts": [[None]]}})
    assert (read.year, read.date) == (None, "")


def test_a_work_of_openalex() -> None:
    read = openalex.describe(openalex_work(12))
    assert read.title == "Walking versus sitting, number 12"
    assert read.authors == (ANNA, Author(literal="WALK Study Group"))
    assert (read.doi, read.pmid, read.pmcid) == ("10.1000/oa.12", "12", "PMC7700")
    assert (read.volume, read.issue, read.pages, read.year) == ("7", "2", "11-19", 2021)
    assert read.abstract_text == "We walked because We sat."
    assert (read.keywords, read.subjects) == (("walking",), ("Low Back Pain",))
    assert read.ids == {"openalex": "W12"}
    assert read.retracted


def test_an_entry_of_scopus() -> None:
    read = scopus.describe(scopus_entry(12))
    assert read.title == "Walking versus sitting & standing, number 12"
    assert read.authors == (ANNA, Author(family="Ngo", given="B.C."))
    assert (read.doi, read.pmid, read.year, read.date) == ("10.1000/sc.12", "12", 2021, "2021-05-03")
    assert (read.journal, read.volume, read.issue, read.pages) == ("Journal of Walking", "7", "2", "11-19")
    assert read.issn == ("1234-5678", "8765-432X")
    assert [section.label for section in read.abstract] == ["Background", "Methods", "Results"]
    assert (read.keywords, read.types) == (("walking", "back pain"), ("Article",))
    assert read.ids == {"scopus": "2-s2.0-12"}
    assert read.url == "https://www.scopus.com/inward/12"


def test_an_entry_of_the_standard_view_names_the_first_author() -> None:
    entry = scopus_entry(12)
    del entry["author"], entry["dc:description"], entry["authkeywords"]
    entry["prism:coverDate"] = [{"@_fa": "true", "$": "2020-01-01"}]
    entry["prism:isbn"] = [{"@_fa": "true", "$": "9781234567897"}]
    read = scopus.describe(entry)
    assert read.authors == (Author(family="Müller", given="A."),)
    assert (read.abstract, read.keywords, read.year) == ((), (), 2020)
    assert read.isbn == ("9781234567897",)


def test_a_document_of_web_of_science() -> None:
    read = wos.describe(wos_document(12))
    assert read.title == "Walking versus sitting, number 12"
    assert read.authors == (ANNA, GROUP)
    assert (read.doi, read.pmid, read.year, read.date) == ("10.1000/wos.12", "12", 2021, "2021 MAY")
    assert (read.journal, read.volume, read.issue, read.pages) == ("JOURNAL OF WALKING", "7", "2", "11-19")
    assert read.issn == ("1234-5678", "8765-432X")
    assert (read.keywords, read.types) == (("walking", "back pain"), ("Article",))
    assert read.ids == {"wos": "WOS:000000000000012"}
    assert read.abstract == ()


def test_an_article_of_embase() -> None:
    read = embase.describe(embase_article(12))
    assert read.title == "Walking versus sitting, number 12"
    assert read.authors == (Author(family="Müller", given="A."), Author(family="Ngo", given="Binh"))
    assert (read.doi, read.pmid, read.year) == ("10.1000/em.12", "12", 2021)
    assert (read.journal, read.journal_abbreviation) == ("Journal of Walking", "J. Walk.")
    assert read.abstract == (Section("Pain is common.", "Background"), Section("We walked.", "Methods"))
    assert read.types == ("Article",)
    assert read.ids == {"embase": "L12"}


@pytest.mark.parametrize(
    ("places", "abstract"),
    [
        (None, ""),
        ({}, ""),
        ({"b": [1], "a": [0]}, "a b"),
        ({"a": "0", "b": [True, -1, 10**9, None, 2]}, "b b"),
    ],
)
def test_an_abstract_is_put_in_order(places: Any, abstract: str) -> None:
    assert openalex.in_order(places) == abstract


@pytest.mark.parametrize("describe", DESCRIBE)
@pytest.mark.parametrize("junk", [None, [], "x", 3, {}, {"title": {"a": 1}, "issued": 3, "DOI": ["x"]}])
def test_anything_else_is_an_empty_description(describe: Callable[[Any], Description], junk: Any) -> None:
    assert describe(junk) == Description()


@pytest.mark.parametrize("key", SERVICES)
@pytest.mark.parametrize("junk", [None, 7, "x", [], [None], {"a": [1]}, [[{}]]])
def test_any_value_may_be_of_another_type(key: str, junk: Any) -> None:
    record = SERVICES[key][1](1)
    for name in record:
        read = MODULES[key].describe(record | {name: junk})
        assert Description.from_json(read.as_json()) == read


def test_values_that_are_not_there() -> None:
    data = {"a": {"b": [" x  y ", 3, None, True, "x y"]}, "one": "alone"}
    assert (value(data, "a", "c", "d"), text(data, "a"), text(data, "a", "b")) == (None, "", "")
    assert texts(data, "a", "b") == ("x y", "3")
    assert (several(data, "one"), several(data, "none")) == (["alone"], [])


def test_markup_goes_and_what_looks_like_it_stays() -> None:
    assert plain("if a<b and b > c, H<sub>2</sub>O &lt;i&gt; p <0.05") == "if a<b and b > c, H2O <i> p <0.05"
    assert abstract_of("<p>One.</p><p>Two.</p>") == (Section("One. Two."),)
    assert abstract_of("Before. <h4>Aim</h4> To walk.") == (Section("Before."), Section("To walk.", "Aim"))
    assert abstract_of("") == ()
