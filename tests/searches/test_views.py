from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.demo.eutils import StandIn
from screening.jobs.models import Job
from screening.reviews.models import Member
from screening.searches.connector import CONNECTORS, Preview
from screening.searches.models import Run, Search, Source
from screening.searches.runs import end_run, plan_run
from tests.casting import arranging, signed_in, store_key
from tests.searching import bring, broken, found, make_run, make_source, received

HERE = "/r/exosomes/search/"
RIS = "TY  - JOUR\nTI  - Exosomes & <script>alert(1)</script>\nPY  - 2020\nER  - \n\nTY  - JOUR\nER  - \n"


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_an_empty_review_says_what_to_do(owen: Member) -> None:
    assert "Add a source" in text(signed_in(owen).get(HERE))


def test_a_source_is_added_and_changed(owen: Member) -> None:
    browser = signed_in(owen)
    fields = {"name": "PubMed", "kind": "database", "connector": "pubmed", "planned_terms": "exosomes"}
    assert browser.post(HERE + "source/", fields).url == HERE
    source = Source.objects.get()
    assert "exosomes" in text(browser.get(HERE))
    browser.post(f"{HERE}source/{source.pk}/", fields | {"name": "MEDLINE"})
    assert "MEDLINE is saved." in text(browser.get(HERE))


def test_a_new_source_offers_every_connector_and_takes_its_kind(owen: Member) -> None:
    browser = signed_in(owen)
    shown = text(browser.get(HERE + "source/"))
    for plugin in CONNECTORS:
        if plugin.needs_key:
            assert f'<option value="{plugin.key}" disabled>{plugin.label} (needs a key)</option>' in shown
        else:
            assert f'<option value="{plugin.key}">{plugin.label}</option>' in shown
    browser.post(HERE + "source/", {"name": "CT.gov", "kind": "", "connector": "clinicaltrials"})
    assert Source.objects.get().kind == "register"
    assert "As its connector" not in text(browser.get(f"{HERE}source/{Source.objects.get().pk}/"))


def test_only_pubmed_is_said_to_be_searched_through_ncbi(owen: Member) -> None:
    for key in ("pubmed", "crossref"):
        source = make_source(owen, name=key, connector=key)
        shown = text(signed_in(owen).get(f"{HERE}source/{source.pk}/strategy/"))
        assert ("NCBI's E-utilities" in shown) == (key == "pubmed")


def test_a_refused_change_stands_beside_its_field(owen: Member) -> None:
    source = make_source(owen)
    found(owen, received("1"), source=source)
    fields = {"name": "PubMed", "kind": "website", "connector": "pubmed"}
    response = signed_in(owen).post(f"{HERE}source/{source.pk}/", fields)
    assert "Add a second source instead" in text(response)
    source.refresh_from_db()
    assert source.kind == "database"


def test_the_strategy_is_previewed_before_anything_is_fetched(owen: Member, ncbi: StandIn) -> None:
    browser, source = signed_in(owen), make_source(owen)
    page = f"{HERE}source/{source.pk}/strategy/"
    response = browser.post(page, {"strategy": "pain AND (exosomes", "preview": "1"})
    shown = text(response)
    hits = response.context["preview"].hits
    assert f"PubMed finds {hits} records" in shown
    assert "The parentheses do not match" in shown
    assert not Run.objects.exists()
    assert ncbi.seen("efetch") == []
    fingerprint = response.context["form"].fingerprint
    started = browser.post(page, {"strategy": "pain AND (exosomes", "run": fingerprint})
    run = Run.objects.get()
    assert started.url == f"{HERE}run/{run.pk}/"
    assert run.query_sent == "pain AND (exosomes"
    assert Job.objects.get().payload == {"run": run.pk}


def test_a_strategy_changed_after_the_preview_is_previewed_again(owen: Member, ncbi: StandIn) -> None:
    browser, source = signed_in(owen), make_source(owen)
    page = f"{HERE}source/{source.pk}/strategy/"
    seen = browser.post(page, {"strategy": "pain", "preview": "1"}).context["form"].fingerprint
    response = browser.post(page, {"strategy": "pain", "limits": "2020:2024[dp]", "run": seen})
    assert "has changed since you looked" in text(response)
    assert "(pain) AND (2020:2024[dp])" in re.sub("</?ins[^>]*>", "", text(response))
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("strategy", "sentence"),
    [
        ("", "Write the strategy first"),
        ("  \n ", "Write the strategy first"),
        ("x" * 20_001, "at most 20000 characters"),
        ("pain\x00", "Null characters are not allowed"),
    ],
)
def test_a_strategy_that_is_none(owen: Member, ncbi: StandIn, strategy: str, sentence: str) -> None:
    source = make_source(owen)
    response = signed_in(owen).post(
        f"{HERE}source/{source.pk}/strategy/", {"strategy": strategy, "preview": "1"}
    )
    assert sentence in text(response)
    assert strategy.replace("\x00", "")[:100].strip() in text(response), "nothing typed is lost"
    assert (ncbi.requests, Search.objects.exists()) == ([], False)


def test_20_000_characters_are_searched(owen: Member, ncbi: StandIn) -> None:
    source = make_source(owen)
    long = "pain" * 4_990
    assert 19_900 < len(long) < 20_000
    response = signed_in(owen).post(f"{HERE}source/{source.pk}/strategy/", {"strategy": long, "preview": "1"})
    assert response.context["preview"].hits == 0
    assert "Run: fetch" not in text(response)


@pytest.mark.parametrize(("fault", "sentence"), [("500", "NCBI"), ("429", "NCBI")])
def test_a_source_that_does_not_answer(owen: Member, ncbi: StandIn, fault: str, sentence: str) -> None:
    ncbi.fail(fault, times=1000)
    source = make_source(owen)
    response = signed_in(owen).post(
        f"{HERE}source/{source.pk}/strategy/", {"strategy": "pain", "preview": "1"}
    )
    assert sentence in str(response.context["form"].errors["strategy"])


def test_without_an_address_the_page_says_where_to_set_it(owen: Member, ncbi: StandIn) -> None:
    with arranging(owen.review):
        owen.review.contact_email = ""
        owen.review.save()
    page = f"{HERE}source/{make_source(owen).pk}/strategy/"
    assert "No contact e-mail is set" in text(signed_in(owen).get(page))
    response = signed_in(owen).post(page, {"strategy": "pain", "preview": "1"})
    assert "settings" in str(response.context["form"].errors["strategy"])
    assert ncbi.requests == []


def test_a_wrong_key_is_on_no_page(owen: Member, ncbi: StandIn) -> None:
    store_key(owen.user, "ncbi", "secret-and-wrong")
    page = f"{HERE}source/{make_source(owen).pk}/strategy/"
    response = signed_in(owen).post(page, {"strategy": "pain", "preview": "1"})
    assert "does not accept the API key" in text(response)
    assert "secret-and-wrong" not in text(response)


def test_a_runs_page_tells_everything_about_it(owen: Member, olive: Member) -> None:
    run = make_run(owen, make_source(owen))
    preview = Preview(4, "exosomes[All Fields]", ("PubMed does not find the term “exosomez”.",))
    plan_run(by=owen, run=run, preview=preview, accessions=["1", "2", "3", "4"])
    bring(owen, run, received("1", "<b>Bold</b> title"), received("2", "Mesh for hernia"), broken("3"))
    end_run(
        by=owen,
        run=run,
        state=Run.State.INCOMPLETE,
        problem="Incomplete: 3 of 4 records came.",
        missing=["4"],
    )
    Job.objects.update(state=Job.State.DONE)
    shown = text(signed_in(olive).get(f"{HERE}run/{run.pk}/"))
    for part in (
        "exosomes AND back pain",
        "exosomes[All Fields]",
        "exosomez",
        "Incomplete: 3 of 4",
        "1 record did not come",
        "&lt;b&gt;Bold&lt;/b&gt; title",
        "Unreadable record 3",
        "The record is cut off",
        "run by Owen",
    ):
        assert part in shown
    assert "<b>Bold" not in shown
    assert "Ask for what is missing" not in shown
    assert "Ask for what is missing" in text(signed_in(owen).get(f"{HERE}run/{run.pk}/"))
    assert "Mesh for hernia" not in text(signed_in(olive).get(f"{HERE}run/{run.pk}/?show=problems"))


def test_a_run_is_asked_for_again(owen: Member) -> None:
    found(owen, received("1"))
    run = Run.objects.get()
    browser = signed_in(owen)
    response = browser.post(f"{HERE}run/{run.pk}/again/")
    assert response.url == f"{HERE}run/{Run.objects.first().pk}/"  # type: ignore[union-attr]
    assert Run.objects.count() == 2
    response = browser.post(f"{HERE}run/{run.pk}/missing/", follow=True)
    assert "There is nothing left to ask for" in text(response)


def test_a_run_whose_worker_vanished_is_not_shown_as_running(owen: Member) -> None:
    run = make_run(owen, make_source(owen))
    plan_run(by=owen, run=run, preview=Preview(1), accessions=["1"])
    assert 'class="chip running"' in text(signed_in(owen).get(HERE))
    Job.objects.update(state=Job.State.FAILED)
    assert "stopped" in text(signed_in(owen).get(HERE))


def test_three_rows_take_as_many_queries_as_one(owen: Member) -> None:
    found(owen, received("1"), source=make_source(owen))
    run_page = f"{HERE}run/{Run.objects.get().pk}/"
    one = [queries_of(owen, HERE), queries_of(owen, run_page)]
    found(owen, received("2", "Two"), source=make_source(owen, "Another"))
    found(owen, received("3", "Three"), received("1"), received("4", "Four"), source=Source.objects.first())
    run_page = f"{HERE}run/{Run.objects.filter(source__key='pubmed').latest('pk').pk}/"
    three = [queries_of(owen, HERE), queries_of(owen, run_page)]
    assert three[0] == one[0] < 25
    assert three[1] == one[1] + 1 < 25, "one more: the comparison with the run it updates"


def queries_of(member: Member, address: str) -> int:
    browser = signed_in(member)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)
