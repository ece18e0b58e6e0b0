"""Notices by mail: one letter for all that a member has not read, sent by a worker outside any transaction."""

from __future__ import annotations

import logging
import smtplib
import uuid
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from screening.notices.models import Notice
from screening.reviews.models import Member

AGAIN = timedelta(minutes=15)  # after which a letter that could not be handed over is tried again
GIVE_UP = timedelta(days=3)
AT_ONCE = 50  # letters of one round

logger = logging.getLogger(__name__)


def send_due() -> int:
    """Mail what is due. Returns how many letters were handed over.

    A worker that dies between the server's yes and our note of it leaves a letter that comes twice: better than none.
    """
    if not settings.MAIL_ON:
        return 0
    waiting = _due().filter(
        created_at__gt=timezone.now() - GIVE_UP,
        member__left_at=None,
        member__user__is_active=True,
        member__user__mail_notices=True,
    )
    ids = waiting.order_by("member").values_list("member", flat=True).distinct()[:AT_ONCE]
    members = Member.objects.filter(pk__in=list(ids)).select_related("user", "review")
    return sum(_send(member) for member in members)


def _due() -> QuerySet[Notice]:
    return Notice.objects.filter(read_at=None, mail_due_at__lte=timezone.now())


def _send(member: Member) -> bool:
    claim = uuid.uuid4().hex
    # by the table's own columns only, so that of two workers the second finds none left
    _due().filter(member=member).update(mail_due_at=timezone.now() + AGAIN, mail_claim=claim)
    mine = Notice.objects.filter(mail_claim=claim)
    notices = list(mine.order_by("pk"))
    if not notices:
        return False
    try:
        letter(member, notices).send()
    except (smtplib.SMTPException, OSError) as trouble:
        logger.warning("A notice to member %s could not be mailed yet: %s", member.pk, trouble)
        return False
    mine.update(mail_due_at=None, mailed_at=timezone.now())
    return True


def letter(member: Member, notices: list[Notice]) -> EmailMessage:
    """Plain text: each sentence with its address, and how to turn mails off."""
    title = " ".join(member.review.title.split())  # a line break in a header is refused
    first = notices[0].told.sentence if len(notices) == 1 else f"{len(notices)} notices"
    told = "\n\n".join(
        f"{notice.told.sentence}\n{settings.BASE_URL}{path_of(notice, member.review.slug)}"
        for notice in notices
    )
    account = f"{settings.BASE_URL}{reverse('accounts:account')}"
    return EmailMessage(
        subject=f"{title[:80]}: {first}"[:200],
        body=f"{title}\n\n{told}\n\n-- \nYou are on this review. To get no more mails like this one: {account}\n",
        to=[member.user.email],
        headers={"Auto-Submitted": "auto-generated"},  # RFC 3834: no absence notes in return
    )


def path_of(notice: Notice, slug: str) -> str:
    """Where the notice leads, inside this site."""
    told = notice.told
    about = [] if notice.about is None else [notice.about]
    return reverse(told.page, args=[slug, *about]) + told.query
