from __future__ import annotations

import pytest

from screening.records.description import Description, Relation
from screening.records.register_entry import Mention, RegisterEntry, entry_of, mentions
from screening.searches.clinicaltrials.study import describe
from tests.searches.connectors.services import study


def test_a_register_entry_names_itself_and_its_publications() -> None:
    record = study(3475563)
    record["protocolSection"]["referencesModule"]["references"] += [
        {"pmid": "124", "type": "DERIVED", "citation": "Ngo B. 2021."},
        {"pmid": "125", "type": "BACKGROUND", "citation": "Before the trial."},
        {"type": "RESULT", "citation": "Without a number."},
        {"pmid": "123", "type": "RESULT", "citation": "Lee A. 2020, again."},
    ]
    assert list(mentions(describe(record))) == [
        Mention("entry", "NCT03475563"),
        Mention("result", "123"),
        Mention("derived", "124"),
    ]


def test_a_publication_names_every_trial_it_reports() -> None:
    banks = ["ClinicalTrials.gov NCT00000001", "ClinicalTrials.gov NCT00000002", "GENBANK AF123"]
    read = Description(pmid="1", nct="NCT00000001", extra={"DataBank": banks})
    assert list(mentions(read)) == [Mention("trial", "NCT00000001"), Mention("trial", "NCT00000002")]


@pytest.mark.parametrize("known", [{"pmid": "1"}, {"doi": "10.1/x"}, {"volume": "7"}])
def test_what_has_a_place_in_a_journal_is_a_publication(known: dict[str, str]) -> None:
    assert [one.kind for one in mentions(Description(nct="NCT00000001", **known))] == ["trial"]


def test_a_record_without_a_trial_names_none() -> None:
    assert list(mentions(Description(title="A", relations=(Relation("ResultReference", pmid="1"),)))) == []


def test_what_a_register_says_in_words() -> None:
    facts = entry_of(describe(study(1)).extra)
    assert (facts.status, facts.results) == ("Completed", True)
    assert (facts.conditions, facts.interventions) == (("Low Back Pain",), ("Walking",))
    assert (facts.phases, facts.start) == (("Phase 2", "Phase 3"), "2019-02")


def test_a_row_of_its_csv_says_the_same() -> None:
    row = {"Study Status": ["ACTIVE_NOT_RECRUITING"], "Study Results": ["NO"], "Phases": ["PHASE2", "NA"]}
    facts = entry_of(row)
    assert (facts.status, facts.results, facts.phases) == (
        "Active not recruiting",
        False,
        ("Phase 2", "Not applicable"),
    )
    assert entry_of({}) == RegisterEntry()
