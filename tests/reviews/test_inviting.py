"""Links: how long they live, what became of each, and the letter that takes one to somebody."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.utils import timezone

from screening.audit.models import AuditEvent
from screening.reviews import inviting
from screening.reviews.inviting import accept_invitation, invite, revoke_invitation
from screening.reviews.models import Invitation, Member
from screening.reviews.permissions import Role
from screening.reviews.queries import invitations
from screening.reviews.team import change_role
from tests.casting import arranging, join, make_user, signed_in

TEAM = "/r/exosomes/team/"


@pytest.fixture
def post_office(settings: Any) -> None:
    settings.MAIL_ON = True
    settings.BASE_URL = "https://reviews.example.org"


def make(owen: Member, **given: str) -> str:
    answer = signed_in(owen).post(TEAM, {"role": "reviewer", "email": "nora@example.org"} | given)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_a_link_lives_as_long_as_was_chosen(owen: Member) -> None:
    make(owen, days="3")
    invitation = Invitation.objects.get()
    assert timedelta(days=2.9) < invitation.expires_at - timezone.now() <= timedelta(days=3)
    assert AuditEvent.objects.get(kind="invitation.made").data == {"role": "reviewer", "days": 3}
    page = signed_in(owen).post(TEAM, {"role": "reviewer", "days": "4000"}).content.decode()
    assert "Select a valid choice" in page
    assert Invitation.objects.count() == 1


def test_the_list_says_what_became_of_each(owen: Member) -> None:
    olga = join(owen, "Olga", Role.OWNER)
    used, token = invite(by=owen, role=Role.REVIEWER)
    accept_invitation(user=make_user("Nora"), token=token)
    revoked, _ = invite(by=owen, role=Role.REVIEWER)
    revoke_invitation(by=owen, invitation=revoked)
    expired, _ = invite(by=owen, role=Role.REVIEWER)
    with arranging(owen.review):
        Invitation.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    void, _ = invite(by=olga, role=Role.REVIEWER)
    change_role(by=owen, member=olga, role=Role.REVIEWER)
    still, _ = invite(by=owen, role=Role.REVIEWER)
    states = {invitation.pk: invitation.state for invitation in invitations(review=owen.review)}
    assert states == {
        used.pk: "used", revoked.pk: "revoked", expired.pk: "expired", void.pk: "void", still.pk: "open",
    }  # fmt: skip
    assert [*states][:2] == [still.pk, void.pk], "those that can be taken back come first"
    page = signed_in(owen).get(TEAM).content.decode()
    for told in ("by Nora on", "taken back", "expired", "may no longer invite", "made by Owen"):
        assert told in page
    assert page.count("Take back<") == 2


def test_where_mail_is_on_the_letter_takes_the_link_and_the_page_does_not_show_it(
    owen: Member, post_office: None
) -> None:
    page = make(owen)
    assert "is on its way</strong> to nora@example.org" in page
    assert "/join/" not in page
    [letter] = mail.outbox
    assert letter.to == ["nora@example.org"]
    assert letter.subject == "Owen invites you to a systematic review: Exosomes for low back pain"
    link = next(line for line in letter.body.splitlines() if "/join/" in line)
    assert Client().get(link.removeprefix("https://reviews.example.org")).status_code == 200
    assert Invitation.objects.get().mailed_at is not None
    assert AuditEvent.objects.filter(kind="invitation.mailed").count() == 1
    assert "mailed" in signed_in(owen).get(TEAM).content.decode()
    visitor = Client().get(link.removeprefix("https://reviews.example.org")).content.decode()
    assert 'value="nora@example.org"' in visitor


def test_without_mail_or_address_the_link_is_shown_once(owen: Member, settings: Any) -> None:
    settings.MAIL_ON = False
    page = make(owen)
    assert ("The link is ready." in page, "/join/" in page, "sends no mail" in page) == (True, True, True)
    settings.MAIL_ON = True
    assert "/join/" in make(owen, email="")
    assert mail.outbox == []


def test_a_letter_that_is_not_taken_leaves_the_link(
    owen: Member, post_office: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: EmailBackend, messages: list[Any]) -> int:
        raise ConnectionRefusedError("no server there")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    page = make(owen)
    assert ("The letter could not be sent." in page, "/join/" in page) == (True, True)
    assert Invitation.objects.get().mailed_at is None
    assert not AuditEvent.objects.filter(kind="invitation.mailed").exists()


def test_no_transaction_is_open_while_it_is_sent(
    owen: Member, post_office: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    depth, seen = len(connection.savepoint_ids), []
    monkeypatch.setattr(
        EmailBackend, "send_messages", lambda *_: seen.append(len(connection.savepoint_ids)) or 1
    )
    make(owen)
    assert seen == [depth]


def test_names_and_titles_make_no_headers(owen: Member, post_office: None) -> None:
    owen.user.name = "Owen\r\nBcc: everybody@example.org"
    owen.user.save()
    make(owen)
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["nora@example.org"]


def test_a_review_is_no_letter_box_for_everybody(owen: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inviting, "MOST_A_DAY", 2)
    for _ in range(2):
        invite(by=owen, role=Role.REVIEWER)
    with pytest.raises(ValidationError, match="2 links were made within a day"):
        invite(by=owen, role=Role.REVIEWER)
    assert "links were made within a day" in make(owen)
    assert Invitation.objects.count() == 2
