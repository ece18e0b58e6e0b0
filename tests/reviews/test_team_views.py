"""One member's page: what another role would change, leaving and coming back."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.audit.models import AuditEvent
from screening.reviews.models import Member
from screening.reviews.permissions import GRANTS, Permission, Role
from screening.reviews.role_changes import MEANS, role_changes
from screening.reviews.team import change_role, remove_member, restore_member
from tests.casting import join, signed_in
from tests.decisions.rows import make_candidate, make_protocol, vote


def text(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def page_of(member: Member, by: Member) -> Any:
    return signed_in(by).get(f"/r/exosomes/team/{member.pk}/")


def test_every_right_is_explained() -> None:
    assert set(MEANS) == set(Permission)


@pytest.mark.parametrize("now", Role)
def test_a_change_gives_and_takes_what_the_table_says(now: Role) -> None:
    changes = {change.role: change for change in role_changes(now)}
    assert set(changes) == set(Role) - {now}
    for role, change in changes.items():
        gained = {right for right in Permission if MEANS[right] in change.gains}
        lost = {right for right in Permission if MEANS[right] in change.loses}
        assert (GRANTS[now] | gained) - lost == GRANTS[role]
        assert not gained & lost
        assert change.unblinds == (now == Role.AUDITOR and Permission.SCREEN in GRANTS[role])


def test_the_page_says_what_another_role_would_change(owen: Member, ada: Member, audrey: Member) -> None:
    page = text(page_of(ada, owen))
    assert "Ada is reviewer now" in page
    assert "may also: settle conflicts they did not vote in" in page
    assert "may no longer: vote on titles, abstracts and full texts" in page
    assert "would not be independent" not in page
    assert "would not be independent" in text(page_of(audrey, owen))


def test_changing_leaving_and_coming_back_are_events_in_words(owen: Member, ada: Member) -> None:
    browser = signed_in(owen)
    here = f"/r/exosomes/team/{ada.pk}/"
    assert "Ada is now adjudicator" in text(
        browser.post(f"{here}role/", {"role": "adjudicator"}, follow=True)
    )
    left = text(browser.post(f"{here}remove/", follow=True))
    assert "can no longer open this review" in left
    assert "Every vote, note and answer of Ada stays" in left
    assert "Bring Ada back" in left
    assert "was adjudicator, left on" in text(browser.get("/r/exosomes/team/"))
    assert "Ada is back, as extractor" in text(
        browser.post(f"{here}restore/", {"role": "extractor"}, follow=True)
    )
    ada.refresh_from_db()
    assert (ada.role, ada.left_at) == ("extractor", None)
    kinds = AuditEvent.objects.filter(subject_type="member", subject_id=ada.pk).values_list("kind", flat=True)
    assert [*kinds][1:] == ["member.role_changed", "member.removed", "member.restored"]
    trail = text(browser.get(reverse("reports:trail", args=["exosomes"])))
    for told in (
        "changed a member's role from reviewer to adjudicator",
        "brought a member back as extractor",
    ):
        assert told in trail


@pytest.mark.parametrize(
    ("path", "data", "sentence"),
    [
        ("role/", {"role": "emperor"}, "Choose one of the roles"),
        ("role/", {}, "Choose one of the roles"),
        ("role/", {"role": "reviewer\0"}, "Choose one of the roles"),
        ("role/", {"role": "reviewer"}, "Ada is reviewer already"),
        ("restore/", {"role": "reviewer"}, "Ada is active already"),
    ],
)
def test_what_is_refused_changes_nothing(
    owen: Member, ada: Member, path: str, data: dict[str, str], sentence: str
) -> None:
    answer = signed_in(owen).post(f"/r/exosomes/team/{ada.pk}/{path}", data)
    assert (answer.status_code, sentence in text(answer)) == (422, True)
    ada.refresh_from_db()
    assert (ada.role, ada.left_at) == ("reviewer", None)


def test_who_left_is_deactivated_once_and_has_no_role_to_change(owen: Member, ada: Member) -> None:
    stale = Member.objects.get(pk=ada.pk)
    remove_member(by=owen, member=ada)
    for again in (
        lambda: remove_member(by=owen, member=stale),
        lambda: change_role(by=owen, member=stale, role=Role.OWNER),
    ):
        with pytest.raises(ValidationError, match="Ada was deactivated before"):
            again()
    restore_member(by=owen, member=ada, role=Role.REVIEWER)
    with pytest.raises(ValidationError, match="Ada is active already"):
        restore_member(by=owen, member=ada, role=Role.OWNER)


def test_a_share_of_who_screens_no_more_is_offered_for_hand_over(owen: Member, ada: Member) -> None:
    offered = f'href="{reverse("decisions:who", args=["exosomes"])}">Who screens what</a>'
    assert offered not in page_of(ada, owen).content.decode()
    change_role(by=owen, member=ada, role=Role.EXTRACTOR)
    assert offered in page_of(ada, owen).content.decode()
    remove_member(by=owen, member=ada)
    assert offered in page_of(ada, owen).content.decode()


def test_votes_stay_when_somebody_is_deactivated(owen: Member, ada: Member, grace: Member) -> None:
    make_protocol(owen.review)
    candidate = make_candidate(owen.review)
    vote(ada, candidate, "include")
    remove_member(by=owen, member=ada)
    vote(grace, candidate, "include")
    candidate.refresh_from_db()
    assert (candidate.outcome, candidate.decided_by) == ("included", "agreed")


def test_the_last_owner_is_told_what_to_do_first(owen: Member) -> None:
    browser = signed_in(owen)
    for path, data in (("remove/", {}), ("role/", {"role": "observer"})):
        answer = browser.post(f"/r/exosomes/team/{owen.pk}/{path}", data)
        assert (answer.status_code, "make somebody else owner first" in text(answer)) == (422, True)
    olga = join(owen, "Olga", Role.OWNER)
    assert browser.post(f"/r/exosomes/team/{owen.pk}/remove/").url == "/"
    assert page_of(owen, olga).status_code == 200


def test_who_settles_is_said(owen: Member, judy: Member, ada: Member) -> None:
    page = text(signed_in(ada).get("/r/exosomes/team/"))
    assert (
        "Conflicts are settled by Judy (adjudicator) and Owen (owner), each only where they did not vote."
        in page
    )


def test_where_one_person_settles_they_are_told_what_to_do(owen: Member) -> None:
    page = text(signed_in(owen).get("/r/exosomes/team/"))
    assert (
        "Conflicts are settled by Owen (owner), each only where they did not vote. Nobody else can settle"
        in page
    )


def test_only_owners_open_a_members_page(owen: Member, ada: Member, mallory: Member) -> None:
    assert page_of(ada, ada).status_code == 403
    assert page_of(mallory, owen).status_code == 404


def test_queries_do_not_grow_with_the_team(owen: Member, ada: Member) -> None:
    browser, counts = signed_in(owen), []
    for names in (("Nora",), ("Nils", "Nina")):
        for name in names:
            join(owen, name, Role.ADJUDICATOR)
            browser.post("/r/exosomes/team/", {"role": "reviewer"})
        with CaptureQueriesContext(connection) as captured:
            browser.get("/r/exosomes/team/")
            browser.get(f"/r/exosomes/team/{ada.pk}/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
