"""Register entries and publications of one trial, tied on pages and never merged."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from screening.records.description import Description, Received, Relation
from screening.records.models import Citation, TrialLink
from screening.records.trials import trial_of
from screening.reviews.models import Member
from screening.searches.models import Run
from screening.searches.withdrawing import withdraw_run
from tests.casting import signed_in
from tests.searching import found, make_source, received

NUMBER = "NCT03475563"
FACTS = {
    "overallStatus": ["COMPLETED"],
    "hasResults": ["true"],
    "conditions": ["Low Back Pain"],
    "interventions": ["Walking"],
}


def entry(*relations: Relation, number: str = NUMBER, **extra: list[str]) -> Received:
    read = Description(title=f"Trial {number}", nct=number, relations=relations, extra=FACTS | extra)
    return Received(b"{}", number, read)


def register(owen: Member, *entries: Received) -> list[Citation]:
    source = make_source(owen, name="ClinicalTrials.gov", connector="clinicaltrials")
    return found(owen, *entries, source=source)


def publication(pmid: str, number: str = "", **fields: Any) -> Received:
    return received(pmid, f"Walking {pmid}", nct=number, **fields)


def titles(tied: list[Any]) -> list[tuple[str, str]]:
    return [(one.citation.title, one.how) for one in tied]


def test_publications_and_entry_are_tied_both_ways(owen: Member) -> None:
    by_number, by_pmid, second, stranger = found(
        owen,
        publication("1", NUMBER),
        publication("2"),
        publication("3", "NCT00000009", extra={"DataBank": [f"ClinicalTrials.gov {NUMBER}"]}),
        publication("4", "NCT00000009"),
    )
    (trial,) = register(owen, entry(Relation("ResultReference", pmid="2")))
    assert titles(trial_of(citation=trial).publications) == [
        ("Walking 1", "names the trial's number"),
        ("Walking 2", "named by the register as its results"),
        ("Walking 3", "names the trial's number"),
    ]
    for one in (by_number, by_pmid, second):
        assert [tied.citation for tied in trial_of(citation=one).entries] == [trial]
    assert trial_of(citation=stranger).entries == []
    assert Citation.objects.filter(merged_into=None).count() == 5, "they stay apart"


def test_background_is_no_publication_of_the_trial(owen: Member) -> None:
    (cited,) = found(owen, publication("2"))
    (trial,) = register(owen, entry(Relation("BackgroundReference", pmid="2")))
    assert trial_of(citation=trial).publications == trial_of(citation=cited).entries == []


def test_what_was_undone_ties_nothing_and_another_review_is_not_looked_at(
    owen: Member, mallory: Member
) -> None:
    (paper,) = found(owen, publication("1", NUMBER))
    register(owen, entry())
    (theirs,) = found(mallory, publication("1", NUMBER))
    assert trial_of(citation=theirs).entries == []
    assert len(trial_of(citation=paper).entries) == 1
    withdraw_run(by=owen, run=Run.objects.get(source__name="ClinicalTrials.gov"), reason="Too early")
    assert trial_of(citation=paper).entries == []


def test_the_same_batch_twice_ties_once(owen: Member) -> None:
    register(owen, entry())
    register_again = found(owen, entry(), source=owen.review.sources.get())
    assert TrialLink.objects.count() == 2, "one for each record"
    (paper,) = found(owen, publication("1", NUMBER))
    assert len(trial_of(citation=paper).entries) == 1
    assert len(trial_of(citation=register_again[0]).publications) == 1


def test_pages_show_the_facts_and_the_ties(owen: Member, olive: Member) -> None:
    (paper,) = found(owen, publication("1", NUMBER))
    (trial,) = register(owen, entry(whyStopped=["Money"]))

    def page(citation: Citation) -> str:
        address = reverse("reports:citation", args=["exosomes", citation.pk])
        return " ".join(signed_in(olive).get(address).content.decode().split())

    shown = page(trial)
    for part in (
        "Completed: Money",
        "Posted at the register",
        "Low Back Pain",
        "Walking 1",
        "not duplicates",
    ):
        assert part in shown
    shown = page(paper)
    assert "Register entry of this trial in this review" in shown
    assert f"Trial {NUMBER}" in shown
    lines = signed_in(olive).get(reverse("records:list", args=["exosomes"])).content.decode()
    assert lines.count("register entry: completed, has results") == 1


def test_queries_do_not_grow_with_the_ties(owen: Member, django_assert_max_num_queries: Any) -> None:
    found(owen, publication("1", NUMBER))
    (trial,) = register(owen, entry(Relation("ResultReference", pmid="7")))
    with django_assert_max_num_queries(7) as few:
        trial_of(citation=trial)
    found(owen, *(publication(str(number), NUMBER) for number in range(7, 10)))
    with django_assert_max_num_queries(len(few)):
        assert len(trial_of(citation=trial).publications) == 4


def test_the_list_asks_once_for_all_entries(owen: Member, django_assert_max_num_queries: Any) -> None:
    browser, address = signed_in(owen), reverse("records:list", args=["exosomes"])
    register(owen, entry())
    browser.get(address)
    with django_assert_max_num_queries(30) as few:
        browser.get(address)
    register(owen, *(entry(number=f"NCT0000000{number}") for number in range(1, 4)))
    with django_assert_max_num_queries(len(few)):
        browser.get(address)
