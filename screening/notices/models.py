"""What a member is told, in the app and by mail."""

from __future__ import annotations

from django.db import models

from screening.notices.sentences import Told, told
from screening.reviews.models import Member, Review


class Notice(models.Model):
    """One thing told to one member, once: ``key`` names it. ``about`` is what its link leads to.

    ``mail_due_at`` is when a worker mails it, or tries again; ``mail_claim`` says which attempt took it.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)  # a key of sentences.KINDS; no choices, so no migration
    key = models.CharField(max_length=200)
    about = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mail_due_at = models.DateTimeField(null=True)
    mail_claim = models.CharField(max_length=32, blank=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="told_once")]
        indexes = [
            models.Index(
                fields=["mail_due_at"], condition=models.Q(mail_due_at__isnull=False), name="notice_mail"
            ),
            models.Index(fields=["member"], condition=models.Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.member_id}"

    @property
    def told(self) -> Told:
        return told(self.kind, self.data)
