"""Reports that every search should find."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.audit.models import AuditEvent
from screening.demo.corpus import demo_collection
from screening.demo.eutils import StandIn
from screening.duplicates.operations import merge
from screening.records.operations import correct
from screening.reviews.models import Member
from screening.searches.known_in_pubmed import foreseen
from screening.searches.known_item_models import KnownItem
from screening.searches.known_items import add_known_items, check, known_items, remove_known_item
from screening.searches.known_lines import read
from screening.searches.models import Run
from tests.casting import signed_in
from tests.searching import found, imported, make_source, received


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("35322978", [("35322978", "")]),
        (" 7 ", [("7", "")]),
        ("1, 22; 333", [("1", ""), ("22", ""), ("333", "")]),
        ("PMID: 35322978", [("35322978", "")]),
        ("https://pubmed.ncbi.nlm.nih.gov/35322978/", [("35322978", "")]),
        ("10.1000/ABC.(1)", [("", "10.1000/abc.(1)")]),
        ("https://doi.org/10.1000/abc", [("", "10.1000/abc")]),
        ("Lee A. Exosomes. Spine 2021;46:1-9. doi: 10.1000/abc. PMID: 12345.", [("12345", "10.1000/abc")]),
        ("35322978 Zhang 2022, the first trial", [("35322978", "")]),
    ],
)
def test_lines_that_name_a_report(line: str, named: list[tuple[str, str]]) -> None:
    assert [(item.pmid, item.doi) for item in read(line).items] == named
    assert read(line).malformed == ()


@pytest.mark.parametrize(
    "line", ["Lee 2021", "2021 Lee, a trial", "123456789", "doi: 11.1000/x", "0", "NCT01234567"]
)
def test_lines_that_name_none(line: str) -> None:
    assert read(line).items == ()
    assert read(f"1\n{line}\n\n").malformed == (line,)


def test_a_report_named_twice_is_one() -> None:
    assert len(read("1\nPMID 1\n10.1000/x\nhttps://doi.org/10.1000/X").items) == 2


def test_they_are_kept_with_who_named_them_and_taken_back(owen: Member, ines: Member) -> None:
    added = add_known_items(by=ines, text="1\n10.1000/x\nnonsense")
    assert ([str(item) for item in added.items], added.malformed) == (
        ["PMID 1", "DOI 10.1000/x"],
        ["nonsense"],
    )
    assert AuditEvent.objects.get(kind="known_items.added").data == {"items": ["PMID 1", "DOI 10.1000/x"]}
    again = add_known_items(by=owen, text="1\n2")
    assert [item.pmid for item in again.already] == ["1"]
    with pytest.raises(ValidationError, match="known items already"):
        add_known_items(by=owen, text="1")
    remove_known_item(by=owen, item=added.items[0])
    with pytest.raises(ValidationError, match="taken back already"):
        remove_known_item(by=owen, item=added.items[0])
    assert [str(item) for item in known_items(review=owen.review)] == ["DOI 10.1000/x", "PMID 2"]
    assert KnownItem.objects.count() == 3
    add_known_items(by=owen, text="1")


def test_bad_texts_and_wrong_people(owen: Member, ada: Member) -> None:
    for text in ("nonsense", "9" * 5000, "a\0b"):
        with pytest.raises(ValidationError, match="No line names"):
            add_known_items(by=owen, text=text)
    with pytest.raises(ValidationError, match="500 known items at most"):
        add_known_items(by=owen, text="\n".join(map(str, range(1, 502))))
    with pytest.raises(PermissionDenied):
        add_known_items(by=ada, text="1")


def told(run: Run) -> tuple[list[str], list[str]]:
    checked = check(run=run)
    assert checked is not None
    return [str(item) for item, _ in checked.found], [str(item) for item in checked.missed]


def test_a_run_says_which_it_found(owen: Member) -> None:
    found(owen, received("1", doi="10.1000/one"), received("2", "Another"))
    run = Run.objects.get()
    assert check(run=run) is None
    add_known_items(by=owen, text="PMID: 9 doi:10.1000/one\n2\n3")
    assert told(run) == (["PMID 9 DOI 10.1000/one", "PMID 2"], ["PMID 3"])


def test_identifiers_of_merged_and_corrected_citations_count(owen: Member) -> None:
    (kept,) = imported(owen, received("", "Exosomes"))
    (other,) = found(owen, received("8", "Exosomes, the same", doi="10.1000/eight"))
    run = kept.records.get().run
    add_known_items(by=owen, text="8\n10.1000/typed\n10.1000/merged")
    assert told(run)[0] == []
    correct(by=owen, citation=other, values={"doi": "10.1000/merged"})
    merge(by=owen, keep=kept, others=[other])
    correct(by=owen, citation=kept, values={"doi": "10.1000/typed"})
    assert told(run)[0] == ["PMID 8", "DOI 10.1000/typed", "DOI 10.1000/merged"]


def test_a_record_that_joined_a_citation_brings_its_own_identifiers(owen: Member) -> None:
    imported(owen, received("8", "Exosomes"))
    found(owen, received("8", "Exosomes", doi="10.1000/eight"))
    add_known_items(by=owen, text="10.1000/eight")
    assert all(told(run)[0] for run in Run.objects.all())


def test_another_reviews_records_are_no_answer(owen: Member, mallory: Member) -> None:
    found(mallory, received("1"))
    found(owen, received("2"))
    add_known_items(by=owen, text="1")
    assert told(Run.objects.get(review=owen.review))[0] == []


def test_checking_takes_the_same_queries_for_one_item_and_many(owen: Member) -> None:
    found(owen, *(received(str(n), f"Exosomes {n}") for n in range(1, 6)))
    run = Run.objects.select_related("review").get()
    add_known_items(by=owen, text="1\n60")
    with CaptureQueriesContext(connection) as one:
        check(run=run)
    add_known_items(by=owen, text="2\n3\n4\n50")
    with CaptureQueriesContext(connection) as many:
        check(run=run)
    assert len(one) == len(many) == 4


PMIDS = sorted(demo_collection().pmids)[100:104]


def test_pubmed_says_beforehand_what_a_strategy_misses(owen: Member, ncbi: StandIn) -> None:
    articles = [demo_collection().article(int(pmid)) for pmid in PMIDS]
    by_doi = next(article for article in articles if article.doi)
    first, second = [article for article in articles if article is not by_doi][:2]
    add_known_items(by=owen, text=f"{first.pmid}\n{second.pmid}\n{by_doi.doi}\n99999999\n10.1000/nowhere")
    source = make_source(owen)
    told = foreseen(member=owen, source=source, query=f"{first.pmid}[uid] OR {by_doi.pmid}[uid]")
    assert told is not None
    assert [str(item) for item in told.found] == [f"PMID {first.pmid}", f"DOI {by_doi.doi}"]
    assert [pmid for _, pmid in told.missed] == [str(second.pmid)]
    assert [str(item) for item in told.unknown] == ["PMID 99999999", "DOI 10.1000/nowhere"]
    assert (told.problem, told.total) == ("", 5)


def test_what_cannot_be_foreseen_is_said(owen: Member, ncbi: StandIn, settings: Any) -> None:
    source = make_source(owen)
    assert foreseen(member=owen, source=source, query="pain") is None
    add_known_items(by=owen, text="1")
    assert foreseen(member=owen, source=make_source(owen, "Crossref", "crossref"), query="pain") is None
    unbalanced = foreseen(member=owen, source=source, query="(pain")
    assert unbalanced is not None
    assert "parentheses" in unbalanced.problem
    settings.NCBI_EMAIL = owen.review.contact_email = ""
    without_address = foreseen(member=owen, source=source, query="pain")
    assert without_address is not None
    assert without_address.problem.startswith("Known items could not be looked for. NCBI asks")


def test_the_pages_tell(owen: Member, ada: Member, ncbi: StandIn) -> None:
    browser, page = signed_in(owen), reverse("searches:known_items", args=["exosomes"])
    shown = browser.post(page, {"text": f"{PMIDS[0]}\n1\nnonsense"}, follow=True).content.decode()
    for words in ("2 known items added.", "“nonsense”", "Take back"):
        assert words in shown
    assert "Take back" not in signed_in(ada).get(page).content.decode()
    assert signed_in(ada).post(page, {"text": "2"}).status_code == 403
    source = make_source(owen)
    strategy = reverse("searches:search", args=["exosomes", source.pk])
    shown = browser.post(strategy, {"strategy": "pain", "preview": "1"}).content.decode()
    assert "holds no record of: PMID 1" in " ".join(shown.split())
    found(owen, received("1"), source=source)
    run = browser.get(reverse("searches:run", args=["exosomes", Run.objects.get().pk])).content.decode()
    assert "Known items: 1 of 2 found" in run
    item = KnownItem.objects.get(pmid="1")
    browser.post(reverse("searches:remove_known_item", args=["exosomes", item.pk]))
    assert "not looked for any more" in browser.get(page).content.decode()
    assert (
        "known already"
        in browser.post(page, {"text": f"{PMIDS[0]}\n7"}, follow=True).content.decode().lower()
    )
    assert "Nothing was added." in browser.post(page, {"text": "x"}).content.decode()


def test_the_search_command_tells(owen: Member, ncbi: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    add_known_items(by=owen, text=f"{PMIDS[0]}\n1")
    call_command("search", "exosomes", "--query", f"{PMIDS[0]}[uid]", "--json")
    assert json.loads(capsys.readouterr().out)["known_items"] == {
        "found": [{"pmid": str(PMIDS[0]), "doi": ""}],
        "missed": [{"pmid": "1", "doi": ""}],
    }
