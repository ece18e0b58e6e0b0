"""The pages about conflicts of interest: who sees what, what is sent, and that votes stay blind."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.audit.models import AuditEvent
from screening.decisions.interests.models import AuthorNames, Interest
from screening.decisions.models import Candidate
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Role
from tests.casting import join, signed_in
from tests.decisions.rows import make_candidate, make_interest, vote

HERE = "/r/exosomes/screen/interests/"


def text(answer: Any) -> str:
    page = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"\w+"', "", answer.content.decode())
    return " ".join(unescape(page).split())


def test_owners_and_auditors_see_all_and_others_their_own(
    owen: Member, ada: Member, grace: Member, audrey: Member, review: Review, candidate: Candidate
) -> None:
    make_interest(ada, candidate, state="barred", reason="Co-author of it")
    make_interest(grace, make_candidate(review, "Grace wrote this"), likeness=3)
    for member, sees in [(owen, (True, True)), (audrey, (True, True)), (ada, (True, False))]:
        page = text(signed_in(member).get(HERE))
        assert ("Co-author of it" in page, "Grace wrote this" in page) == sees, member
        assert ("Bar the chosen" in page) == (member == owen)
        assert ("Look again" in page) == (member == owen)
    page = text(signed_in(owen).get(HERE))
    assert page.index("Grace wrote this") < page.index("Co-author of it"), "what waits stands first"
    assert "initials that fit" in text(signed_in(owen).get(f"{HERE}?state=proposed&member={grace.pk}"))
    assert "Nothing is like that" in text(signed_in(owen).get(f"{HERE}?state=lifted"))
    assert "Nothing here for you" in text(signed_in(join(owen, "Nora", Role.EXTRACTOR)).get(HERE))


def test_several_are_barred_dismissed_and_lifted_at_once(
    owen: Member, ada: Member, review: Review, protocol: Any
) -> None:
    rows = [make_interest(ada, make_candidate(review)) for _ in range(3)]
    browser = signed_in(owen)

    def send(do: str, chosen: list[Interest], reason: str = "", status: int = 302) -> str:
        data = {"do": do, "chosen": [row.pk for row in chosen], "reason": reason}
        answer = browser.post(f"{HERE}decide/", data)
        assert answer.status_code == status
        return text(answer)

    send("bar", rows[:2])
    send("dismiss", rows[2:])
    assert list(Interest.objects.order_by("pk").values_list("state", flat=True)) == [
        "barred", "barred", "dismissed",
    ]  # fmt: skip
    assert "Say why they may judge it now" in send("lift", rows[:1], status=422)
    send("lift", rows[:1], "Not hers")
    assert Interest.objects.get(pk=rows[0].pk).state == "lifted"
    assert "Choose at least one" in send("bar", [], status=422)
    assert "Say what to do" in send("forgive", rows, status=422)


@pytest.mark.parametrize("chosen", ["999999", "x", "9" * 30])
def test_what_is_not_in_the_list_changes_nothing(
    owen: Member, ada: Member, candidate: Candidate, chosen: str
) -> None:
    row = make_interest(ada, candidate)
    answer = signed_in(owen).post(f"{HERE}decide/", {"do": "bar", "chosen": [str(row.pk), chosen]})
    assert (answer.status_code, "Nothing was changed" in text(answer)) == (422, True)
    assert Interest.objects.get().state == "proposed"


def test_what_was_chosen_and_filtered_stays_when_it_is_refused_and_when_it_is_done(
    owen: Member, ada: Member, review: Review, protocol: Any
) -> None:
    rows = [make_interest(ada, make_candidate(review)) for _ in range(2)]
    browser, there = signed_in(owen), f"{HERE}decide/?state=proposed"
    assert f'action="{there}"' in text(browser.get(f"{HERE}?state=proposed"))
    refused = text(browser.post(there, {"do": "lift", "chosen": [rows[0].pk], "reason": "Not she"}))
    assert f'value="{rows[0].pk}" checked' in refused
    assert f'value="{rows[1].pk}" checked' not in refused
    assert 'value="Not she"' in refused
    assert browser.post(there, {"do": "dismiss", "chosen": [rows[0].pk]}).url == f"{HERE}?state=proposed"


def test_another_reviews_rows_and_members_are_not_on_offer(
    owen: Member, mallory: Member, candidate: Candidate
) -> None:
    theirs = make_interest(mallory, make_candidate(mallory.review))
    browser = signed_in(owen)
    assert browser.post(f"{HERE}decide/", {"do": "bar", "chosen": [theirs.pk]}).status_code == 422
    page = f"{HERE}citation/{candidate.citation_id}/"
    assert browser.post(page, {"member": mallory.pk, "reason": "A stranger"}).status_code == 422
    assert browser.get(f"{HERE}names/{mallory.pk}/").status_code == 404
    assert Interest.objects.get().state == "proposed"


def test_barring_by_hand_from_a_citations_page(owen: Member, ada: Member, candidate: Candidate) -> None:
    browser = signed_in(owen)
    there = f"{HERE}citation/{candidate.citation_id}/"
    assert there in text(browser.get(reverse("reports:citation", args=["exosomes", candidate.citation_id])))
    assert "This field is required" in text(browser.post(there, {"member": ada.pk, "reason": " "}))
    assert browser.post(there, {"member": ada.pk, "reason": "Same department"}).status_code == 302
    page = text(browser.get(there))
    assert ("Same department" in page, "said by hand" in page) == (True, True)
    assert "barred from this citation already" in text(
        browser.post(there, {"member": ada.pk, "reason": "Again"})
    )
    trail = text(browser.get(reverse("reports:trail", args=["exosomes"])))
    assert "barred Ada from the citation: Same department" in trail


def test_the_barred_member_is_told_and_does_not_get_the_citation(
    owen: Member, ada: Member, review: Review, protocol: Any
) -> None:
    candidate = make_candidate(review, "Discs of rats")
    make_interest(ada, candidate, state="barred", reason="Co-author")
    browser = signed_in(ada)
    assert candidate.citation.title not in text(browser.get(reverse("decisions:room", args=["exosomes"])))
    page = browser.get(reverse("decisions:candidate", args=["exosomes", candidate.pk]), follow=True)
    assert page.redirect_chain == [(HERE, 302)]
    assert "You are barred from this citation" in text(page)
    assert "Co-author" in text(page)


def test_a_barred_adjudicator_is_not_offered_to_settle(
    owen: Member, ada: Member, grace: Member, judy: Member, candidate: Candidate
) -> None:
    vote(ada, candidate, "include")
    vote(grace, candidate, "exclude")
    browser = signed_in(judy)
    conflict = reverse("decisions:conflict", args=["exosomes", candidate.pk])
    assert "Settle it" in text(browser.get(conflict))
    make_interest(judy, candidate, state="barred")
    assert "Settle it" not in text(browser.get(conflict))
    assert "I am barred" in text(browser.get(reverse("decisions:conflicts", args=["exosomes"])))
    answer = browser.post(f"{conflict}resolve/", {"verdict": "include"})
    assert (answer.status_code, "You are barred" in text(answer)) == (422, True)
    refused = AuditEvent.objects.get(kind="access.refused")
    assert refused.data["right"] == "judge what they are barred from"


def test_votes_show_only_where_they_are_open(
    owen: Member, ada: Member, grace: Member, candidate: Candidate
) -> None:
    make_interest(ada, candidate)
    browser = signed_in(owen)
    before = text(browser.get(HERE))
    vote(ada, candidate, "maybe", note="tell-tale")
    assert text(browser.get(HERE)) == before
    vote(grace, candidate, "include")
    assert "Maybe" in text(browser.get(HERE))


def test_names_are_edited_or_said_to_be_unreadable(owen: Member, ada: Member, grace: Member) -> None:
    there = f"{HERE}names/{ada.pk}/"
    browser = signed_in(owen)
    for names, sentence in [
        ("Ada Lovelace", "“Ada Lovelace” is not read as a name"),
        ("Lovelace,", "not read as a name"),
        ("123, 4", "not read as a name"),
        ("\n".join(f"Lovelace, A{n}" for n in range(31)), "Up to 30 names; these are 31"),
        ("x" * 6001, "at most 6000 characters"),
        ("Lovelace, A\0", "Null characters"),
    ]:
        answer = browser.post(there, {"names": names})
        assert (answer.status_code, sentence in text(answer)) == (422, True), names[:20]
    assert not AuthorNames.objects.exists()
    browser.post(there, {"names": "Lovelace, Ada\n\nByron, A A\nLovelace, Ada"})
    assert AuthorNames.objects.get().names == [
        {"family": "Lovelace", "given": "Ada"}, {"family": "Byron", "given": "A A"},
    ]  # fmt: skip
    assert signed_in(grace).get(there).status_code == 404
    own = signed_in(ada).post(there, {"names": "Byron, A A"})
    assert (own.status_code, "only an owner takes a name off" in text(own)) == (422, True)


def test_looking_again_is_asked_for(owen: Member, ada: Member) -> None:
    signed_in(owen).post(f"{HERE}names/{ada.pk}/", {"names": "Lovelace, Ada"})
    AuthorNames.objects.update(seen_up_to=9)
    assert signed_in(owen).post(f"{HERE}look/").status_code == 302
    assert AuthorNames.objects.get().seen_up_to == 0


@pytest.mark.parametrize("page", [HERE, f"{HERE}citation/%s/", "/r/exosomes/screen/conflicts/"])
def test_queries_do_not_grow(
    owen: Member, ada: Member, grace: Member, review: Review, protocol: Any, page: str
) -> None:
    first = make_candidate(review)
    browser, counts = signed_in(owen), []
    page = page.replace("%s", str(first.citation_id))
    for more in (1, 2):
        for _ in range(more):
            candidate = make_candidate(review)
            vote(ada, candidate, "include")
            vote(grace, candidate, "exclude")
            make_interest(ada, candidate)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(page).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
