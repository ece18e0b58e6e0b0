"""What the scheduler asks for."""

from __future__ import annotations

from screening.jobs.handlers import chore
from screening.notices.mailing import send_due


@chore("notices.mail")
def mail_notices() -> None:
    send_due()
