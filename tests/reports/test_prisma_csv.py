import csv
import io
import re
from dataclasses import replace

import pytest

from screening.reports.counts import Column, Counts, ReasonCount, SourceCount
from screening.reports.prisma_csv import prisma_csv
from tests.reports.examples import EARLIER, FINISHED, IN_PROGRESS


def rows(counts: Counts, links: dict[str, str] | None = None) -> dict[str, dict[str, str]]:
    found = list(csv.DictReader(io.StringIO(prisma_csv(counts, links))))
    assert all(len(row) == 8 and None not in row for row in found)
    return {row["data"] if row["data"] != "NA" else row["box"]: row for row in found}


def parsed(cell: str) -> list[tuple[str, int]]:
    """As the package reads reasons: split at ``;``, the label ends at the first comma, other signs are dropped."""
    pairs = [part.partition(",") for part in re.split("; ?", cell)]
    return [(label, int(re.sub("[^0-9]", "", number))) for label, _, number in pairs]


def test_the_packages_columns_and_keys_in_its_order() -> None:
    lines = prisma_csv(FINISHED).splitlines()
    assert lines[0] == "data,node,box,description,boxtext,tooltips,url,n"
    assert len(lines) == 35
    found = rows(FINISHED)
    assert list(found)[:4] == ["prevstud", "previous_studies", "previous_reports", "newstud"]
    assert {row["node"] for row in found.values()} == {"NA"} | {f"node{i}" for i in range(1, 24)}


def test_no_key_is_found_by_the_pattern_of_another() -> None:
    keys = [key for key in rows(FINISHED) if key not in ("prevstud", "newstud", "othstud")]
    patterns = [key + "$" if key in ("total_studies", "total_reports") else key for key in keys]
    assert [sum(bool(re.search(pattern, key)) for key in keys) for pattern in patterns] == [1] * len(keys)


def test_every_number() -> None:
    n = {key: row["n"] for key, row in rows(FINISHED).items()}
    assert (n["database_results"], n["register_results"]) == ("1200", "100")
    assert (n["duplicates"], n["excluded_automatic"], n["excluded_other"]) == ("211", "17", "3")
    assert (n["records_screened"], n["records_excluded"]) == ("1069", "1030")
    assert (n["dbr_sought_reports"], n["dbr_notretrieved_reports"], n["dbr_assessed"]) == ("41", "5", "36")
    assert (n["website_results"], n["organisation_results"], n["citations_results"]) == ("4", "6", "13")
    assert (n["other_sought_reports"], n["other_notretrieved_reports"], n["other_assessed"]) == (
        "6",
        "0",
        "6",
    )
    assert (n["new_studies"], n["new_reports"]) == ("10", "11")


def test_reasons_survive_the_packages_parser() -> None:
    n = {key: row["n"] for key, row in rows(FINISHED).items()}
    assert parsed(n["dbr_excluded"]) == [("No exosomes", 19), ("Wrong place \u2013 e.g. neck \u2013 knee", 8)]
    assert parsed(n["database_specific_results"]) == [("PubMed", 700), ("Embase \u2013 Ovid", 500)]
    assert parsed(n["register_specific_results"]) == [("ClinicalTrials.gov", 100)]
    assert rows(IN_PROGRESS)["dbr_excluded"]["n"] == "0"


@pytest.mark.parametrize("label", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1"])
def test_no_cell_begins_like_a_formula(label: str) -> None:
    column = Column(
        ft_excluded=(ReasonCount("E1", label, 3),), sources=(SourceCount("x", label, "database", 3),)
    )
    for row in rows(Counts(dbr=column)).values():
        assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in row.values())


def test_what_does_not_apply_is_hidden() -> None:
    found = rows(IN_PROGRESS)
    hidden = {key for key, row in found.items() if row["n"] == "NA"}
    assert hidden == {
        "previous_studies",
        "previous_reports",
        "register_specific_results",
        "website_results",
        "organisation_results",
        "citations_results",
        "total_studies",
        "total_reports",
        "total_studies_ma",
        "total_reports_ma",
    }
    assert found["new_studies"]["boxtext"] == "Studies included in review"


def test_an_update_has_previous_and_total_numbers() -> None:
    found = rows(replace(FINISHED, previous=EARLIER))
    assert (found["previous_studies"]["n"], found["previous_reports"]["n"]) == ("4", "6")
    assert (found["total_studies"]["n"], found["total_reports"]["n"]) == ("14", "17")
    assert found["new_reports"]["boxtext"] == "Reports of new included studies"


def test_sources_without_a_row_of_their_own_are_added_and_named() -> None:
    assert rows(FINISHED)["organisation_results"]["boxtext"] == "Organisations and contacts and other"
    without = replace(FINISHED, other=replace(FINISHED.other, sources=FINISHED.other.sources[:2]))
    assert rows(without)["organisation_results"] == rows(without)["organisation_results"] | {
        "boxtext": "Organisations",
        "n": "NA",
    }


def test_boxes_lead_to_their_lists() -> None:
    found = rows(FINISHED, {"dbr.screened": "https://example.org/screened"})
    assert found["records_screened"]["url"] == "https://example.org/screened"
    assert found["records_excluded"]["url"] == "NA"
