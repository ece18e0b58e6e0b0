"""A review the whole way in a real browser: the owner sets up and searches, two people screen blind by keyboard, an
adjudicator settles, full texts are judged, data is extracted, and the counts are exactly what the journey did."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from screening.decisions.models import Candidate
from screening.demo.eutils import StandIn
from screening.jobs.models import Job
from screening.jobs.running import sweep_silent_jobs
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Role
from tests.casting import PASSWORD, join, make_user
from tests.workers import StartWorker, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SLUG = "vesicles-journey"
STRATEGY = "(exosom*[ti] OR vesicle*[ti]) AND (facet[ti] OR lumbar[ti])"
MOST = 12


def test_the_whole_way(open_page, start_worker: StartWorker, settings, tmp_path: Path) -> None:
    with StandIn() as ncbi:
        settings.CONNECTOR_OPTIONS = {"pubmed": settings.CONNECTOR_OPTIONS["pubmed"] | {"base_url": ncbi.url}}
        start_worker(NCBI_BASE_URL=ncbi.url)
        make_user("Owen")
        owen = open_page()
        sign_in(owen, "owen@example.org")
        start_from_gupta(owen)
        link = invite(owen)
        freeze_protocol(owen)
        search_pubmed(owen)
    ada, grace, judy = gather_team(open_page, link)
    titles = screen(ada, first_judge), screen(grace, second_judge)
    assert titles[0] == titles[1], "both judged everything, each once"
    expected = expect_outcomes(titles[0])
    settle_conflicts(judy, expected["conflict"])
    included = expected["included"] + expected["conflict"]  # the adjudicator includes
    judge_full_texts(ada, grace, included)
    extract(owen, ada)
    check_counts(owen, tmp_path, len(titles[0]), expected, included)
    check_trail(owen)


def sign_in(page: Page, email: str) -> None:
    page.goto("/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r":\d+/$"))


def start_from_gupta(page: Page) -> None:
    page.get_by_role("link", name=re.compile("new review|start", re.I)).first.click()
    page.get_by_label("Title").fill("Vesicles for facet joint pain")
    page.get_by_label("Address").fill(SLUG)
    page.get_by_label("Exosomes for low back pain, Gupta 2024").check()
    page.get_by_role("button", name="Start the review").click()
    expect(page.get_by_role("navigation", name="Review")).to_be_visible()


def invite(page: Page) -> str:
    page.goto(f"/r/{SLUG}/team/")
    page.locator("main").get_by_label("Role", exact=True).select_option("reviewer")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator("#link").input_value()
    return link[link.index("/join/") :]


def freeze_protocol(page: Page) -> None:
    page.goto(f"/r/{SLUG}/protocol/")
    page.get_by_role("link", name="Freeze").first.click()
    page.get_by_role("button", name="Freeze version 1").click()
    expect(page.locator("main")).to_contain_text("Frozen")


def search_pubmed(page: Page) -> None:
    page.goto(f"/r/{SLUG}/search/")
    page.get_by_role("link", name=re.compile("(Change strategy or run|Search) PubMed")).click()
    page.get_by_label("Strategy").fill(STRATEGY)
    page.get_by_label(re.compile("Limits")).fill("")
    page.get_by_label(re.compile("at most|only", re.I)).fill(str(MOST))
    page.get_by_role("button", name="See what PubMed says").click()
    expect(page.locator(".preview")).to_contain_text(re.compile(r"\d+"))
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^Run")).click()
    assert wait_until(lambda: not (sweep_silent_jobs(), Job.objects.active().exists())[1])
    assert [job.error for job in Job.objects.exclude(state=Job.State.DONE)] == []
    page.reload()
    expect(page.locator("main")).to_contain_text("complete")


def gather_team(open_page, link: str) -> tuple[Page, Page, Page]:
    """Ada follows the invitation and makes an account; the others are added by the owner."""
    ada = open_page()
    ada.goto(link)
    ada.get_by_label("Name").fill("Ada")
    ada.get_by_label("E-mail").fill("ada@example.org")
    ada.get_by_label("Password").fill(PASSWORD)
    ada.get_by_role("button", name=re.compile("join", re.I)).click()
    expect(ada.get_by_role("navigation", name="Review")).to_be_visible()
    owner = Member.objects.get(review__slug=SLUG, role=Role.OWNER)
    return (
        ada,
        open_page(join(owner, "Grace", Role.REVIEWER)),
        open_page(join(owner, "Judy", Role.ADJUDICATOR)),
    )


def first_judge(title: str) -> str:
    return "i" if "facet" in title.lower() and len(title) % 3 else "e"


def second_judge(title: str) -> str:
    return "i" if "facet" in title.lower() and len(title) % 4 else "e"


def screen(page: Page, judge) -> list[str]:
    """By keyboard only, until nothing is left; the titles judged, sorted."""
    page.goto(f"/r/{SLUG}/screen/")
    judged: list[str] = []
    page.wait_for_selector("#room[data-held]")  # the keys listen
    heading, the_end = page.locator("#reading h1"), page.get_by_text("Nothing waits for you.")
    while expect(heading.or_(the_end)).to_be_visible() or heading.count():
        title = heading.inner_text()
        page.keyboard.press(judge(title))
        judged.append(title)
        expect(heading.filter(has_text=title)).to_have_count(0)
    return sorted(judged)


def expect_outcomes(titles: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"included": [], "excluded": [], "conflict": []}
    for title in titles:
        votes = {first_judge(title), second_judge(title)}
        found[{"i": "included", "e": "excluded"}[votes.pop()] if len(votes) == 1 else "conflict"].append(
            title
        )
    assert all(found.values()), "the journey must meet agreement, exclusion and conflict"
    return found


def settle_conflicts(page: Page, titles: list[str]) -> None:
    page.goto(f"/r/{SLUG}/screen/conflicts/")
    expect(page.locator("tbody tr")).to_have_count(len(titles))
    page.locator("tbody tr a").first.click()
    for left in range(len(titles), 0, -1):
        expect(page.locator("main")).to_contain_text("Ada")
        page.get_by_label("Note").fill("Both versions of the title fit the protocol.")
        with page.expect_navigation():
            page.get_by_role("button", name=re.compile("^Include")).click()
        page.goto(f"/r/{SLUG}/screen/conflicts/")
        expect(page.locator("tbody tr")).to_have_count(left - 1)
        if left > 1:
            page.locator("tbody tr a").first.click()


def judge_full_texts(ada: Page, grace: Page, titles: list[str]) -> None:
    """The first cannot be had, the second is excluded, the others are included."""
    for number, title in enumerate(titles):
        open_report(ada, title)
        if number == 0:
            ada.get_by_role("group", name=re.compile("not", re.I)).or_(
                ada.locator("details", has_text="Sign as not")
            ).first.click()
            ada.locator("form[action$='not-retrieved/']").get_by_role("textbox").fill("No library has it.")
            with ada.expect_navigation():
                ada.get_by_role("button", name="Sign as not retrieved").click()
            continue
        ada.locator("form[action$='retrieved/']").first.get_by_label(re.compile("link", re.I)).fill(
            "https://example.org/a.pdf"
        )
        with ada.expect_navigation():
            ada.get_by_role("button", name="Mark as retrieved").click()
        for page in (ada, grace):
            open_report(page, title)
            if number == 1:
                page.get_by_label("Not low back pain").check()
            verdict = "Exclude" if number == 1 else "Include"
            with page.expect_navigation():
                page.get_by_role("button", name=re.compile(f"^{verdict}")).click()


def open_report(page: Page, title: str) -> None:
    page.goto(f"/r/{SLUG}/full-text/")
    page.locator("tbody").get_by_role("link", name=title, exact=True).click()


def extract(owen: Page, ada: Page) -> None:
    owen.goto(f"/r/{SLUG}/extract/forms/")
    owen.get_by_role("link", name=re.compile("Characteristics")).first.click()
    with owen.expect_navigation():
        owen.get_by_role("button", name="Publish").click()
    ada.goto(f"/r/{SLUG}/extract/")
    with ada.expect_navigation():
        ada.locator("tbody a").first.click()
    for box in ada.get_by_label("not reported").all():
        box.check()
    ada.get_by_role("group", name=re.compile("^Participants")).get_by_label("not reported").uncheck()
    ada.get_by_role("group", name=re.compile("^Participants")).get_by_role("textbox").first.fill("20")
    with ada.expect_navigation():
        ada.get_by_role("button", name=re.compile("Complete", re.I)).click()
    ada.goto(f"/r/{SLUG}/extract/")
    expect(ada.locator("tbody tr").first).to_contain_text("20")


def check_counts(
    page: Page, folder: Path, records: int, expected: dict[str, list[str]], included: list[str]
) -> None:
    """The page's numbers are what the journey did, and the exported JSON is what an independent recount finds."""
    page.goto(f"/r/{SLUG}/report/")
    expect(page.locator(".diagram")).to_contain_text(f"PubMed (n = {records})")
    expect(page.locator(".diagram")).to_contain_text(f"Records excluded (n = {len(expected['excluded'])})")
    expect(page.locator(".diagram")).to_contain_text(f"Reports sought for retrieval (n = {len(included)})")
    expect(page.locator("main")).to_contain_text("Counted twice")
    assert page.locator(".identities .broken").count() == 0
    with page.expect_download() as download:
        page.get_by_role("button", name="JSON").click()
    download.value.save_as(folder / "prisma.json")
    told = json.loads((folder / "prisma.json").read_text())
    left = told["dbr"]
    assert not told["draft"]
    assert left["identified"] == left["screened"] == records
    assert left["excluded_human"] == len(expected["excluded"])
    assert left["sought"] == len(included)
    assert (left["not_retrieved"], left["assessed"]) == (1, len(included) - 1)
    assert [(reason["label"], reason["n"]) for reason in left["ft_excluded"]] == [("Not low back pain", 1)]
    assert told["reports_included"] == told["studies_included"] == len(included) - 2
    assert {
        key: left[key] for key in ("identified", "screened", "excluded_human", "sought", "not_retrieved")
    } == recounted()


def recounted() -> dict[str, int]:
    """The same numbers by plain SQL over votes and resolutions, knowing nothing of outcomes or of our counting."""
    review = Review.objects.get(slug=SLUG)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM screening_record WHERE review_id = %s", [review.pk])
        records = cursor.fetchone()[0]
        cursor.execute(
            "SELECT v.candidate_id, v.verdict FROM screening_vote v JOIN screening_candidate c ON c.id = v.candidate_id"
            " WHERE c.stage = 'title_abstract' AND v.review_id = %s",
            [review.pk],
        )
        votes: dict[int, list[str]] = {}
        for candidate, verdict in cursor.fetchall():
            votes.setdefault(candidate, []).append(verdict)
        cursor.execute(
            "SELECT candidate_id, verdict FROM screening_resolution WHERE review_id = %s", [review.pk]
        )
        settled = dict(cursor.fetchall())
        cursor.execute("SELECT count(*) FROM screening_report WHERE retrieval = 'not_retrieved'")
        not_retrieved = cursor.fetchone()[0]
    decided = Counter(
        settled.get(c) or cast[0] for c, cast in votes.items() if len(set(cast)) == 1 or c in settled
    )
    return {
        "identified": records,
        "screened": len(votes),
        "excluded_human": decided["exclude"],
        "sought": decided["include"],
        "not_retrieved": not_retrieved,
    }


def check_trail(page: Page) -> None:
    """Who decided what, when and why: on the trail, and on the page of a citation, two clicks from the diagram."""
    page.goto(f"/r/{SLUG}/report/audit/")
    expect(page.locator("main")).to_contain_text("The chain is whole.")
    expect(page.locator("tbody")).to_contain_text("Judy")
    settled = Candidate.objects.filter(decided_by="resolved").first()
    assert settled is not None
    page.goto(f"/r/{SLUG}/report/citation/{settled.citation_id}/")
    life = page.locator("main")
    for words in ("Ada", "Grace", "Judy", "settled the conflict", "Version 1"):
        expect(life).to_contain_text(words)
