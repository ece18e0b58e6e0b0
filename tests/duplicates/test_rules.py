"""Every rule by an example: what merges, what is asked, what is another report of the study, what is nothing of it."""

from __future__ import annotations

import pytest

from screening.duplicates.rules import RULES, Tier
from screening.records.description import Description
from tests.duplicates.described import article, described, outcome, rule

TITLE = article().title
LONG = f"{TITLE} in people who were seen at three hospitals"
DOI = {"doi": "10.1093/ehj/2016.355"}
OTHER_DOI = {"doi": "10.1093/ehj/2016.999"}
ELSEWHERE = {"journal": "Stroke", "volume": "12", "issue": "1", "pages": "541-550"}
NOWHERE = {"volume": "", "issue": "", "pages": ""}
MEETING = {"volume": "40", "issue": "4 Suppl", "pages": "S112"}
ENTRY = {"journal": "ClinicalTrials.gov", "pages": "NCT01234567", "volume": "", "issue": "", "authors": ""}

PAIRS: list[tuple[str, Description, Description]] = [
    ("same PMID", article(pmid="31234567"), article(pmid="31234567", pages="", volume="")),
    ("same PMID, contradicted", article(pmid="31234567"), article(pmid="31234567", journal="Stroke")),
    ("same DOI", article(**DOI), article(**DOI, **NOWHERE, year=2015)),
    ("same DOI, contradicted", article(**DOI), article(**DOI, **ELSEWHERE)),
    ("same DOI only", article(**DOI), article(**DOI, authors="Horton, R.; Clark, A.")),
    ("same DOI, other words", article(**DOI), article(**DOI, title=TITLE.replace("chronic", "acute"), pages="")),
    ("same place", article(), article(journal="Eur Heart J", pages="355", authors="Sorensen L; Hansen I")),
    ("same place without subtitle", article(pages="5-9"), article(pages="5-9", title=TITLE.split(":")[0])),
    ("same place, two DOIs", article(**DOI), article(**OTHER_DOI)),
    ("same place, DOIs differ", article(**DOI), article(**OTHER_DOI, pages="355")),
    ("same pages", article(), article(title=TITLE.replace("chronic", "ongoing"))),
    ("same place, no authors", article(), article(authors="")),
    ("same place, other authors", article(), article(authors="Horton, R.; Clark, A.")),
    ("same page, journal unclear", article(), article(journal="Zeitschrift für Herzen")),
    ("same volume", article(), article(pages="")),
    ("no place", article(), article(**NOWHERE)),
    ("no place, no year", article(), article(**NOWHERE, year=None)),
    ("no place, meeting", article(**NOWHERE), article(**MEETING)),
    ("one contradiction", article(), article(pages="101-110")),
    ("another report", article(), article(**ELSEWHERE)),
    ("two PMIDs in one place", article(pmid="31234567"), article(pmid="31234568")),
    ("two PMIDs, one title", article(pmid="31234567"), article(pmid="31234568", **ELSEWHERE)),
    ("two PMIDs", article(pmid="31234567"), article(pmid="31234568", **ELSEWHERE, authors="Horton, R.")),
    ("about it", article(), article(title=f"Erratum: {TITLE}", pages="616", issue="6")),
    ("about it", article(), article(title=f"{TITLE} (vol 37, pg 355, 2016)", pages="616")),
    ("about it", article(), article(title=f"Retraction: {TITLE}", year=2020, pages="445", volume="41")),
    ("about it", article(), article(title=f"Comment on: {TITLE}", authors="Snyder, S H", pages="365")),
    ("about it", article(), article(title=f"{TITLE} - Reply", authors="Shepherd, A", pages="366")),
    ("about it", article(), article(title=TITLE.split(":")[0] + ": study protocol", year=2014, **ELSEWHERE)),
    ("preprint", article(), article(journal="medRxiv", doi="10.1101/2015.12.27.21268278", **NOWHERE)),
    ("article or preprint", described(title=TITLE, authors="L Sørensen; I Hansen"),
     article(journal="medRxiv", doi="10.1101/2015.12.27.21268278", **NOWHERE)),
    ("one registration", article(**ENTRY), article(**ENTRY, year=2012)),
    ("two registrations", article(**ENTRY), article(**(ENTRY | {"pages": "NCT07654321"}))),
    ("register entry", article(), article(**ENTRY)),
    ("register entry", article(nct="NCT01234567"), article(**ENTRY, title="A trial of exosomes")),
    ("two versions", article(doi="10.1002/14651858.cd002273.pub2"), article(doi="10.1002/14651858.cd002273.pub3")),
    ("other words", article(title="Walking and arthritis in men, a study"),
     article(title="Walking and arthritis in women, a study", pages="365-370")),
    ("other words", article(title="Cancer registration in poor places. Part 1"),
     article(title="Cancer registration in poor places. Part 2", pages="365-370")),
    ("other words", article(title="Heart disease statistics, 2019 update"),
     article(title="Heart disease statistics, 2020 update", year=2017, volume="38")),
    ("same place, other words", article(pages="S45"),
     article(pages="S45", title=TITLE.replace("chronic low back", "acute neck"))),
    ("generic title", article(title="Editorial", pages="1-2"), article(title="Editorial", pages="243-244", issue="5")),
    ("generic title, no place", article(title="Editorial"), article(title="Editorial", **NOWHERE)),
    ("other issue, asked", article(pages="1"), article(pages="1", issue="5")),
    ("misspelt title", article(pages="", title="Thermal treatment of Legionella in hospital water systems"),
     article(title="Thermal treatment of Legionela in hospital water systems")),
    ("another title in the same place", article(), article(title="Vesikler mot smerter i ryggen hos voksne")),
    ("shortened title, other words", article(**NOWHERE), article(**NOWHERE, title=TITLE[:50] + " …")),
    ("registration, other title", article(**ENTRY), article(**ENTRY, title="Walking in the north")),
    ("register entry, other title", article(pages="NCT1"),
     article(**ENTRY, title=TITLE[:30] + " and sciatica in dogs")),
    ("nothing in common", article(), article(title="Vesikler mot smerter i ryggen", authors="Horton, R.")),
    ("identifier of another kind", article(**DOI), article(**DOI, title=f"Erratum: {TITLE}")),
    ("kind cut off", article(**NOWHERE, title=f"{TITLE}: study protocol"), article(**NOWHERE, title=TITLE[:50] + " …")),
    ("another kind", article(), article(title="Comment: exosomes of the bone marrow for sciatica: a cohort")),
    ("same PMID, other words", article(pmid="31234567"),
     article(pmid="31234567", pages="", title=TITLE.replace("chronic low back", "acute neck"))),
    ("nearly one title", article(title=f"{LONG} of the north"), article(title=f"{LONG} of a south", pages="")),
    ("same spot, other title", article(pages="355"),
     article(pages="355", title="Exosomes of the bone marrow for sciatica: a cohort")),
    ("unlike titles in one place", article(pages="355", title="Exosomes for chronic low back pain"),
     article(pages="355", title="Exosomes for the relief of chronic low back pain today")),
    ("unlike titles", article(pages="", title="Exosomes for chronic low back pain"),
     article(title="Exosomes for the relief of chronic low back pain today")),
    ("other issue", article(title="Introduction", pages="1"),
     article(title="Introductions", pages="1", issue="5")),
    ("same proceedings", article(authors="", pages=""), article(authors="", pages="")),
    ("same place, authors in part", article(pages="355", authors="Sørensen, L; Lee, A"),
     article(pages="355", authors="Lee, A; Holm, C", title=TITLE.replace("chronic", "cronic"))),
    ("same page, journal unclear, asked", article(pages="355"),
     article(pages="355", journal="Zeitschrift für Herzen")),
    ("same volume and issue", article(), article(pages="", year=None)),
    ("same issue, year off", article(), article(year=2018)),
    ("same title", described(title=TITLE), described(title=TITLE)),
    ("generic title in one place", article(title="Introduction", pages="355"),
     article(title="Introductions", pages="355")),
    ("generic titles", article(title="Introduction"), article(title="Introductions", pages="101")),
    ("near title", article(), article(title=TITLE.replace("chronic", "cronic"), **NOWHERE)),
    ("near title, one contradiction", article(),
     article(**NOWHERE | {"journal": "Stroke"}, title=TITLE.replace("chronic", "cronic"))),
    ("near title in one place", article(pages="355"),
     article(pages="355", journal="Stroke", year=2010, title=TITLE.replace("chronic", "cronic"))),
    ("unlike", article(), article(**ELSEWHERE, title=TITLE.replace("chronic", "cronic"), authors="Horton, R.")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "one", "other"), PAIRS)
def test_the_rule_that_decides(name: str, one: Description, other: Description) -> None:
    assert rule(one, other) == name
    assert rule(other, one) == name


def test_every_rule_has_an_example() -> None:
    assert {one.name for one in RULES} - {name for name, *_ in PAIRS} == set()


def test_names_are_unique_and_every_sentence_says_something() -> None:
    assert len({one.name for one in RULES}) == len(RULES)
    assert all(len(one.sentence) > 8 for one in RULES)


def test_nothing_is_certain_about_what_is_empty() -> None:
    assert outcome(Description(), Description()) == "apart"
    assert outcome(described(title=TITLE), described(title=TITLE)) == "ask"
    assert (
        outcome(described(title=TITLE, doi="", pmid=""), described(title="Walking", doi="", pmid=""))
        == "apart"
    )


def test_a_pmid_of_two_digits_is_a_database_s_way_to_leave_it_empty() -> None:
    assert (
        rule(article(pmid="10"), article(pmid="10", title="LSD and serotonin", **ELSEWHERE))
        == "nothing in common"
    )


def test_every_tier_has_a_rule() -> None:
    assert {one.tier for one in RULES} == set(Tier)
