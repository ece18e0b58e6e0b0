"""The letter with an invitation's link, sent while the owner waits: the link is known at no other time."""

from __future__ import annotations

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from screening.reviews.models import Invitation

logger = logging.getLogger(__name__)


def send(invitation: Invitation, link: str) -> bool:
    """Whether the mail server took it. Call it outside any transaction: a slow server would hold it open."""
    try:
        return bool(letter(invitation, link).send())
    except (smtplib.SMTPException, OSError) as trouble:
        logger.warning("Invitation %s could not be mailed: %s", invitation.pk, trouble)
        return False


def letter(invitation: Invitation, link: str) -> EmailMessage:
    title = " ".join(invitation.review.title.split())  # a line break in a header is refused
    host = " ".join(str(invitation.invited_by).split())
    role, end = invitation.get_role_display().lower(), f"{invitation.expires_at:%-d %B %Y, %H:%M} UTC"
    return EmailMessage(
        subject=f"{host[:60]} invites you to a systematic review: {title[:80]}",
        body=(
            f"{host} invites you to work on this systematic review as {role}:\n\n{title}\n\n"
            f"To join, open this link. It works once, until {end}:\n{link}\n\n-- \n{settings.BASE_URL}\n"
            "If you do not know what this is about, do nothing: nobody joins in your name.\n"
        ),
        to=[invitation.email],
        headers={"Auto-Submitted": "auto-generated"},  # RFC 3834: no absence notes in return
    )
