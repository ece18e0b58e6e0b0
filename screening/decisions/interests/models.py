"""Who must not judge what, because they wrote it; and the names by which that is found."""

from __future__ import annotations

from django.db import models

from screening.audit.guard import Audited
from screening.decisions.interests.names import Likeness, Name
from screening.records.bylines import one
from screening.records.models import Citation
from screening.reviews.models import Member, Review


class AuthorNames(models.Model):
    """The names under which a member publishes. Until somebody edits them, the account's name is the only one.

    ``seen_up_to``: citations up to this id were looked through for these names. It moves on by itself, without events.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="author_names")
    names = models.JSONField(default=list)  # [{"family": …, "given": …}]
    edited_at = models.DateTimeField(null=True)
    seen_up_to = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"names of {self.member_id}"

    @property
    def all(self) -> list[Name]:
        return [Name(**name) for name in self.names] if self.edited_at else names_of_account(self.member)


def names_of_account(member: Member) -> list[Name]:
    """``Ada Lovelace`` is one name; of a single word nobody can say which name it is."""
    found = one(member.user.name, "given first")
    return [Name(found.family, found.given)] if found and found.family and found.given else []


class Interest(Audited):
    """A member and a citation that may be their own: proposed by name, then barred or dismissed by an owner.

    ``author`` is the name as the citation prints it, empty where somebody was barred by hand. ``carried_from`` is the
    one that this follows from, because its citation was merged.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "proposed"
        BARRED = "barred", "barred"
        DISMISSED = "dismissed", "dismissed"
        LIFTED = "lifted", "lifted"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    author = models.CharField(max_length=300, blank=True)
    likeness = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "citation"], name="one_interest_per_citation")
        ]
        indexes = [
            models.Index(fields=["member", "state", "citation"], name="interest_barred"),
            models.Index(fields=["review", "state"], name="interest_state"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} and {self.citation_id}: {self.state}"

    @property
    def why(self) -> str:
        """What speaks for the match, in words."""
        return Likeness(self.likeness).sentence if self.likeness else "said by hand"
