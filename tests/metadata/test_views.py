"""The page of what is missing: the list, one decision at a time, and all at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.jobs import running
from screening.jobs.models import Job
from screening.metadata.models import Proposal
from screening.records.models import Citation
from screening.reviews.models import Member
from tests.casting import signed_in
from tests.metadata.rows import FOUND, lacking, proposed, without


def url(name: str = "list") -> str:
    return reverse(f"metadata:{name}", args=["exosomes"])


def shown(browser: Client, **query: Any) -> str:
    return browser.get(url(), query).content.decode()


@pytest.fixture
def citation(owen: Member) -> Citation:
    return lacking(owen, without(FOUND, year=None))[0]


@pytest.fixture
def browser(owen: Member) -> Client:
    return signed_in(owen)


def test_what_is_missing_is_counted_and_listed(browser: Client, owen: Member, citation: Citation) -> None:
    lacking(
        owen,
        without(FOUND, title="With all but a PMID", doi="10.1000/y", abstract=FOUND.abstract),
        name="WoS",
    )
    assert [count for _, _, count in browser.get(url()).context["counts"]] == [1, 1, 1, 2]
    assert "With all but a PMID" in shown(browser, state="missing", field="pmid")
    assert "With all but a PMID" not in shown(browser, state="missing", field="doi")
    assert "Nothing is proposed" in shown(browser)


def test_a_match_is_shown_with_what_it_is(browser: Client, owen: Member, citation: Citation) -> None:
    proposed(owen, citation, replace(FOUND, title="Something else altogether"))
    page = shown(browser)
    for words in (
        "PubMed 77",
        "found by its PMID",
        "Something else altogether",
        "another title",
        "Müller Ada",
        "2021",
    ):
        assert words in page


def test_one_value_is_accepted_and_another_dismissed(
    browser: Client, owen: Member, citation: Citation
) -> None:
    by_field = {one.field: one.pk for one in proposed(owen, citation)}
    answer = browser.post(
        url("accept"), {"proposals": by_field["abstract"], "state": "proposed", "page": "1"}
    )
    assert answer["Location"] == f"{url()}?state=proposed&page=1"
    browser.post(url("dismiss"), {"proposals": by_field["doi"]})
    citation.refresh_from_db()
    assert (citation.abstract_text, citation.doi) == ("Filled in.", "")
    assert "10.1000/found" not in shown(browser)
    assert "10.1000/found" in shown(browser, state="dismissed")
    browser.post(url("reopen"), {"proposals": by_field["doi"]})
    assert "10.1000/found" in shown(browser)
    browser.post(url("accept"), {"match": Proposal.objects.get(pk=by_field["pmid"]).lookup_id})
    citation.refresh_from_db()
    assert (citation.doi, citation.pmid, citation.year) == ("10.1000/found", "77", 2021)
    again = browser.post(url("accept"), {"proposals": by_field["abstract"]}, follow=True)
    assert "no longer proposed" in again.content.decode()


def test_accepting_all_shows_first_what_it_does(browser: Client, owen: Member, citation: Citation) -> None:
    (wrong,) = lacking(owen, without(FOUND, title="Mesh repair of hernia"), name="WoS")
    proposed(owen, citation)
    proposed(owen, wrong)
    page = browser.get(url("accept_all"))
    assert (page.context["total"], page.context["citations"], page.context["left"]) == (4, 1, 3)
    citation.refresh_from_db()
    assert citation.doi == "", "looking changes nothing"
    browser.post(url("accept_all"), {"upto": page.context["upto"]})
    assert Job.objects.filter(kind="metadata.accept", payload={"upto": page.context["upto"]}).exists()
    running.run(Job.objects.get(kind="metadata.accept").pk)
    assert "bring back 4 fields" in shown(browser)
    browser.post(reverse("metadata:undo_all", args=["exosomes", Job.objects.get(kind="metadata.accept").pk]))
    running.run(Job.objects.get(kind="metadata.undo").pk)
    citation.refresh_from_db()
    assert (citation.doi, citation.year) == ("", None)
    browser.post(url("accept"), {"match": Proposal.objects.filter(citation=citation).first().lookup_id})
    for odd in ("", "x", "9" * 30):
        assert "nothing left" in browser.post(url("accept_all"), {"upto": odd}, follow=True).content.decode()


def test_a_lookup_is_asked_for_once(browser: Client, owen: Member, citation: Citation) -> None:
    for _ in range(2):
        browser.post(url("look_up"), {"fields_missing": ["abstract"], "sources": ["pubmed"]})
    job = Job.objects.get(kind="metadata.lookup")
    assert job.payload == {"fields": ["abstract"], "sources": ["pubmed"]}
    assert "Look up missing metadata" in shown(browser)
    Job.objects.update(state=Job.State.DONE)
    refused = browser.post(url("look_up"), {"fields_missing": ["nonsense"], "sources": ["somewhere"]})
    assert "Select a valid choice" in refused.content.decode()


def test_those_who_only_look_see_no_buttons(ada: Member, owen: Member, citation: Citation) -> None:
    proposed(owen, citation)
    page = shown(signed_in(ada))
    assert "10.1000/found" in page
    assert not any(
        words in page.partition('<div class="page')[2] for words in ("<button", "Accept", "Look up what")
    )


def test_another_reviews_proposals_are_not_reached(mallory: Member, owen: Member, citation: Citation) -> None:
    proposal = proposed(owen, citation)[0]
    signed_in(mallory).post(reverse("metadata:accept", args=["other"]), {"proposals": proposal.pk})
    citation.refresh_from_db()
    assert citation.abstract_text == ""


def test_the_number_of_queries_does_not_grow(browser: Client, owen: Member, citation: Citation) -> None:
    proposed(owen, citation)
    with CaptureQueriesContext(
        connection,
    ) as one:
        shown(browser)
    for number in range(3):
        (more,) = lacking(owen, without(FOUND, title=f"Exosomes, part {number}"), name=f"WoS {number}")
        proposed(owen, more)
        proposed(owen, more, source="OpenAlex")
    with CaptureQueriesContext(connection) as four:
        page = shown(browser)
    assert page.count('class="match"') == 7
    assert len(four) == len(one)
    assert Proposal.objects.count() == 4 + 3 * 6
