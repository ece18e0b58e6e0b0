"""Letters: one for all that is due to a member, sent outside transactions, tried again, and never twice on purpose."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone

from screening.accounts.operations import change_account
from screening.jobs.handlers import CHORES
from screening.notices.mailing import AGAIN, GIVE_UP, send_due
from screening.notices.models import Notice
from screening.notices.operations import mark_read
from screening.reviews.models import Member
from screening.reviews.team import remove_member
from tests.notices.test_operations import PROBLEM, notify


@pytest.fixture(autouse=True)
def mail_is_on(settings: Any) -> None:
    settings.MAIL_ON = True
    settings.BASE_URL = "https://reviews.example.org"
    settings.DEFAULT_FROM_EMAIL = "reviewapp@reviews.example.org"


def later(by: timedelta) -> None:
    Notice.objects.exclude(mail_due_at=None).update(mail_due_at=timezone.now() - timedelta(seconds=1))
    for notice in Notice.objects.all():
        Notice.objects.filter(pk=notice.pk).update(created_at=notice.created_at - by)


def test_one_letter_tells_all_that_is_due_and_is_sent_once(owen: Member, ada: Member) -> None:
    notify(owen, ada)
    notify(owen, key="b", problem="Nor today.")
    CHORES["notices.mail"]()
    assert send_due() == 0
    assert sorted(letter.to for letter in mail.outbox) == [["ada@example.org"], ["owen@example.org"]]
    [letter] = [letter for letter in mail.outbox if letter.to == ["owen@example.org"]]
    assert letter.subject == "Exosomes for low back pain: 2 notices"
    assert letter.from_email == "reviewapp@reviews.example.org"
    assert letter.body.index(PROBLEM) < letter.body.index("Nor today.")
    assert "https://reviews.example.org/r/exosomes/retractions/" in letter.body
    assert "https://reviews.example.org/account/" in letter.body
    assert not Notice.objects.filter(mailed_at=None).exists()


def test_the_subject_of_a_single_notice_is_its_sentence_on_one_line(owen: Member) -> None:
    owen.review.title = "Exosomes\nBcc: everybody@example.org"
    notify(owen, problem="One\r\nBcc: other@example.org")
    Notice.objects.update(data={"problem": "One\r\nBcc: other@example.org"})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE screening_review SET title = %s", [owen.review.title])
    assert send_due() == 1
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["owen@example.org"]


def test_without_a_server_nothing_is_ever_due(owen: Member, settings: Any) -> None:
    settings.MAIL_ON = False
    notify(owen)
    settings.MAIL_ON = True
    assert (send_due(), mail.outbox) == (0, [])
    notify(owen, key="b")
    settings.MAIL_ON = False
    assert (send_due(), mail.outbox) == (0, [])


def test_who_wants_none_gets_none(owen: Member, ada: Member) -> None:
    change_account(by=owen.user, name="Owen", email="owen@example.org", mail_notices=False)
    notify(owen, ada)
    remove_member(by=owen, member=ada)
    assert (send_due(), mail.outbox) == (0, [])


def test_what_was_read_before_is_not_mailed(owen: Member) -> None:
    notify(owen)
    mark_read(by=owen)
    assert (send_due(), mail.outbox) == (0, [])


def test_an_outage_is_tried_again_and_then_given_up(owen: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    notify(owen)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        assert (send_due(), send_due()) == (0, 0)
    assert (send_due(), mail.outbox) == (0, []), "not again at once"
    notice = Notice.objects.get()
    assert timezone.now() < notice.mail_due_at <= timezone.now() + AGAIN
    later(AGAIN)
    assert (send_due(), len(mail.outbox)) == (1, 1)
    notify(owen, key="b")
    later(GIVE_UP)
    assert send_due() == 0


def refuse(self: EmailBackend, messages: list[Any]) -> int:
    raise ConnectionRefusedError("no server there")


def test_no_transaction_is_open_while_a_letter_is_sent(owen: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    notify(owen)
    depth, seen = len(connection.savepoint_ids), []
    monkeypatch.setattr(
        EmailBackend, "send_messages", lambda *_: seen.append(len(connection.savepoint_ids)) or 1
    )
    assert send_due() == 1
    assert seen == [depth]


def test_two_workers_send_one_letter(owen: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second comes while the first talks to the server."""
    notify(owen)
    sent: list[int] = []

    def send(self: EmailBackend, messages: list[Any]) -> int:
        sent.append(1)
        assert send_due() == 0
        return 1

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    assert send_due() == 1
    assert sent == [1]
