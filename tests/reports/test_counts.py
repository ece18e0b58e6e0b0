import json
from dataclasses import replace

import pytest

from screening.reports.counts import Column, Counts, ReasonCount, SourceCount
from tests.reports.examples import EARLIER, FINISHED, IN_PROGRESS


@pytest.mark.parametrize("counts", [FINISHED, IN_PROGRESS, Counts(), replace(FINISHED, previous=EARLIER)])
def test_identities_hold_where_the_numbers_are_right(counts: Counts) -> None:
    assert [one.sentence for one in counts.identities() if not one.holds] == []


def test_identities_are_spelt_out_with_their_numbers() -> None:
    sentences = {one.name: one.sentence for one in FINISHED.identities()}
    assert sentences["databases and registers: identified"] == (
        "records identified 1,300 = duplicates 211 + ineligible by automation 17 + removed for other reasons 3"
        " + screened 1,069"
    )
    assert (
        sentences["databases and registers: assessed"]
        == "reports assessed 36 = sought 41 \u2212 not retrieved 5"
    )
    assert sentences["included reports"] == (
        "reports included 11 = from databases and registers 9 + from other methods 2"
    )
    assert len(sentences) == 11
    assert len(IN_PROGRESS.identities()) == 6


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"duplicates": 212}, {"identified", "one end for each record"}),
        ({"identified": 1301}, {"identified", "sources", "one end for each record"}),
        ({"excluded_human": 1000}, {"one end for each record"}),
        ({"pending": 1}, {"one end for each record"}),
        ({"sought": 42}, {"assessed"}),
        ({"assessed": 35}, {"assessed", "outcomes"}),
        ({"ft_conflicts": 1}, {"outcomes"}),
        ({"sources": ()}, {"sources"}),
    ],
)
def test_a_wrong_number_breaks_the_identities_it_is_in(change: dict[str, object], broken: set[str]) -> None:
    counts = replace(FINISHED, dbr=replace(FINISHED.dbr, **change))
    found = [one for one in counts.identities() if not one.holds]
    assert {one.name for one in found} == {f"databases and registers: {name}" for name in broken}
    assert all("\u2260" in one.sentence and one.left != one.right for one in found)


def test_reports_included_are_those_of_both_columns() -> None:
    (broken,) = [one for one in replace(FINISHED, reports_included=12).identities() if not one.holds]
    assert (
        broken.sentence == "reports included 12 \u2260 from databases and registers 9 + from other methods 2"
    )


def test_two_sources_or_reasons_of_one_name_are_both_counted() -> None:
    column = Column(
        identified=5,
        sources=(SourceCount("a", "PubMed", "database", 2), SourceCount("b", "PubMed", "database", 3)),
        screened=5,
        forwarded=5,
        sought=5,
        assessed=5,
        ft_excluded=(ReasonCount("1", "Other", 2), ReasonCount("2", "Other", 3)),
    )
    assert all(one.holds for one in Counts(dbr=column).identities())


@pytest.mark.parametrize("field", ["pending", "conflicts", "awaiting", "ft_pending", "ft_conflicts"])
@pytest.mark.parametrize("column", ["dbr", "other"])
def test_anything_open_in_either_column_makes_a_draft(column: str, field: str) -> None:
    assert not FINISHED.draft
    assert replace(FINISHED, **{column: replace(getattr(FINISHED, column), **{field: 1})}).draft


def test_every_number_has_a_box() -> None:
    boxes = replace(FINISHED, previous=EARLIER).boxes()
    assert boxes["dbr.screened"] == 1069
    assert boxes["dbr.excluded"] == 1030
    assert boxes["dbr.kind.database"] == 1200
    assert boxes["dbr.source.ctgov"] == 100
    assert boxes["dbr.ft_excluded"] == 27
    assert boxes["dbr.ft_excluded.E2"] == 8
    assert boxes["dbr.removed_other.unparseable"] == 3
    assert boxes["other.source.chase"] == 13
    assert boxes["included.reports"] == 11
    assert boxes["previous.studies"] == 4


def test_json_is_stable_and_complete() -> None:
    data = IN_PROGRESS.as_json()
    assert json.loads(json.dumps(data)) == json.loads(json.dumps(IN_PROGRESS.as_json()))
    assert list(data) == [
        "format",
        "dbr",
        "other",
        "studies_included",
        "reports_included",
        "previous",
        "draft",
        "identities",
    ]
    assert data["draft"] is True
    assert data["dbr"]["sources"] == ({"key": "pubmed", "name": "PubMed", "kind": "database", "n": 12},)
    assert all(one["holds"] for one in data["identities"])
