"""Candidates, votes and resolutions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from screening.audit.guard import AppendOnly, Audited
from screening.protocol.models import ExclusionReason, ProtocolVersion, Stage
from screening.records.models import Citation
from screening.reviews.blinding import BlindedManager, Judgement
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission


class Verdict(models.TextChoices):
    INCLUDE = "include", "Include"
    MAYBE = "maybe", "Maybe"
    EXCLUDE = "exclude", "Exclude"
    WITHDRAWN = "withdrawn", "Undone"


class Candidate(Audited):
    """One citation (or, at full text, one report) at one stage. The queue is a query over candidates.

    ``outcome`` is derived from votes and resolution (``outcome.py``) and kept here so that lists need no
    sums; ``decided_by`` says who or what decided.
    """

    class Outcome(models.TextChoices):
        PENDING = "pending", "Pending"
        INCLUDED = "included", "Included"
        EXCLUDED = "excluded", "Excluded"
        CONFLICT = "conflict", "Conflict"

    class DecidedBy(models.TextChoices):
        NOBODY = "", "–"
        AGREED = "agreed", "agreed"
        RESOLVED = "resolved", "resolved"
        AUTOMATION = "automation", "automation"
        BATCH = "batch", "batch rule"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="candidates")
    stage = models.CharField(max_length=20, choices=Stage)
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="candidates")
    report = models.OneToOneField(
        "screening.Report", on_delete=models.PROTECT, null=True, related_name="candidate"
    )
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.PENDING)
    decided_by = models.CharField(max_length=10, choices=DecidedBy, blank=True, default="")
    reason = models.ForeignKey(ExclusionReason, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    priority = models.FloatField(default=0)
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["citation"],
                condition=models.Q(stage="title_abstract"),
                name="screened_once_per_citation",
            ),
            models.CheckConstraint(
                condition=models.Q(stage="title_abstract", report=None)
                | models.Q(stage="full_text", report__isnull=False),
                name="reports_at_full_text_only",
            ),
        ]
        indexes = [
            # with the citation, so that no row of a hundred thousand is looked at to choose the next twenty
            models.Index(
                fields=["review", "stage", "outcome", "priority", "citation"], name="candidate_queue"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.citation_id}: {self.outcome}"

    @property
    def is_out_of_reach(self) -> bool:
        """Pending because its full text is signed off as not retrieved. One query unless the report is read along."""
        return (
            self.outcome == self.Outcome.PENDING
            and self.report is not None
            and self.report.retrieval == "not_retrieved"
        )


class Vote(Judgement, AppendOnly):
    """One person's verdict. Append-only: a changed mind is a vote that supersedes, an undo one that withdraws.

    ``key`` is the client-made UUID: posting it twice is one vote. ``is_first`` marks the independent vote
    that agreement is computed on. ``after_opening`` marks one cast when the others' votes were already open.
    ``carried_from`` is the vote that this one repeats, because its citation was merged or a merge was undone.
    ``batch`` is what it was cast with, together with others, or taken back with: nobody looked at each, so that
    it is never an independent one.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey(
        Candidate, on_delete=models.PROTECT, related_name="+", related_query_name="vote"
    )
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.ForeignKey(ExclusionReason, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    seconds = models.PositiveIntegerField(null=True)
    protocol = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="+", related_query_name="superseded_by"
    )
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    batch = models.ForeignKey("screening.VoteBatch", on_delete=models.PROTECT, null=True, related_name="+")
    is_first = models.BooleanField()
    after_opening = models.BooleanField(default=False)
    cast_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[BlindedManager[Vote]] = BlindedManager()  # type: ignore[assignment]  # guarded on purpose
    rows = models.Manager()  # for Django itself (relations, constraints); use ``objects``

    class Meta:
        base_manager_name = "rows"
        default_manager_name = "rows"
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "by"], condition=models.Q(supersedes=None), name="one_first_vote_each"
            )
        ]
        indexes = [models.Index(fields=["review", "by", "-id"], name="vote_history")]

    def __str__(self) -> str:
        return f"vote {self.pk}"

    @property
    def adds(self) -> bool:
        """No verdict of theirs stood here before: they judged one citation more."""
        return self.supersedes is None or self.supersedes.verdict == Verdict.WITHDRAWN

    @classmethod
    def opened_to(cls, member: Member) -> models.Q:
        """Complete candidates, to adjudicators, readers of the trail and those who voted there themselves."""
        complete = ~models.Q(candidate__outcome=Candidate.Outcome.PENDING)
        if member.may(Permission.RESOLVE_CONFLICTS) or member.may(Permission.READ_TRAIL):
            return complete
        mine = Vote.rows.filter(candidate_id=models.OuterRef("candidate_id"), by=member)
        return complete & models.Q(models.Exists(mine))


class Resolution(AppendOnly):
    """A permitted person, not one of those who disagreed, settles a conflict; the latest row stands.

    One that says ``withdrawn`` takes back the one before: a merge did, or an opening was taken back. One that says
    ``reopened`` asks for a fresh look at what was decided; its note says why.
    """

    class Ruling(models.TextChoices):
        INCLUDE = "include", "Include"
        EXCLUDE = "exclude", "Exclude"
        WITHDRAWN = "withdrawn", "Undone"
        REOPENED = "reopened", "Opened again"

    SETTLES = (Ruling.INCLUDE, Ruling.EXCLUDE)

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="resolutions")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Ruling)
    reason = models.ForeignKey(ExclusionReason, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    protocol = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"resolution {self.pk}"
