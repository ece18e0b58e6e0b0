"""Pilot rounds, what is said about them, and the gate before main screening."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from screening.audit.guard import AppendOnly, Audited
from screening.decisions.models import Candidate
from screening.protocol.models import ProtocolVersion, Stage
from screening.reviews.models import Member, Review


class PilotRound(Audited):
    """Citations drawn at random that everybody who takes part judges, blind until the round is closed.

    ``last_vote`` is the newest vote on them when it was closed: what anybody changes later is not of the round.
    ``percent`` (0 to 100) and ``kappa`` are its overall agreement, ``None`` where that is 0/0.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=20, choices=Stage)
    number = models.PositiveIntegerField()
    seed = models.CharField(max_length=40)
    counts = models.BooleanField(default=True)
    protocol = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    early_reason = models.TextField(blank=True)
    last_vote = models.BigIntegerField(null=True)
    percent = models.FloatField(null=True)
    kappa = models.FloatField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "stage", "number"], name="one_pilot_per_number"),
            models.UniqueConstraint(
                fields=["review", "stage"], condition=models.Q(closed_at=None), name="one_open_pilot"
            ),
        ]

    def __str__(self) -> str:
        return f"{'Full-text pilot' if self.stage == Stage.FULL_TEXT else 'Pilot'} round {self.number}"

    @property
    def in_words(self) -> str:
        """Within a sentence."""
        return str(self)[0].lower() + str(self)[1:]

    @property
    def unit(self) -> str:
        """What is drawn, for one and for several."""
        return "full text,full texts" if self.stage == Stage.FULL_TEXT else "citation,citations"

    @property
    def is_complete(self) -> bool:
        """Everybody judged everything; a round closed early never is."""
        return self.closed_at is not None and not self.early_reason


class PilotMember(Audited):
    """Somebody who takes part in a round."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    pilot = models.ForeignKey(PilotRound, on_delete=models.PROTECT, related_name="takers")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pilot", "member"], name="in_a_pilot_once")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.pilot_id}"


class PilotCandidate(Audited):
    """A candidate drawn for a round. ``taken_out``: its citation was merged while votes did not count."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    pilot = models.ForeignKey(PilotRound, on_delete=models.PROTECT, related_name="drawn")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")
    taken_out = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pilot", "candidate"], name="drawn_once_per_pilot")]

    def __str__(self) -> str:
        return f"{self.candidate_id} in {self.pilot_id}"


class PilotComment(AppendOnly):
    """A word about a closed round, or about one citation in it."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    pilot = models.ForeignKey(PilotRound, on_delete=models.PROTECT, related_name="comments")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Gate(Audited):
    """The agreement that a complete round must reach before main screening; off while neither is set.

    ``percent`` is 1 to 100, ``kappa`` 0 to 1. ``opened_reason`` is why an owner opened it all the same.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=20, choices=Stage)
    percent = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    kappa = models.DecimalField(
        max_digits=3,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    passed_by = models.ForeignKey(PilotRound, on_delete=models.PROTECT, null=True, related_name="+")
    opened_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    opened_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "stage"], name="one_gate_per_stage"),
            models.CheckConstraint(
                condition=models.Q(percent=None) | models.Q(percent__range=(1, 100)), name="gate_percent"
            ),
            models.CheckConstraint(
                condition=models.Q(kappa=None) | models.Q(kappa__range=(0, 1)), name="gate_kappa"
            ),
        ]

    def __str__(self) -> str:
        return f"gate of {self.stage}"

    @property
    def is_set(self) -> bool:
        return self.percent is not None or self.kappa is not None

    @property
    def is_shut(self) -> bool:
        return self.is_set and self.passed_by_id is None and self.opened_at is None

    def reached_by(self, pilot: PilotRound) -> bool:
        """Did a complete round reach what is set? Agreement that is undefined reaches nothing."""
        return pilot.is_complete and not any(self.missed_by(pilot).values())

    def missed_by(self, pilot: PilotRound) -> dict[str, bool]:
        """Of ``percent`` and ``kappa``, what the round did not reach. A kappa of 0.6 reaches 0.60."""
        wanted = {"percent": (self.percent, pilot.percent), "kappa": (self.kappa, pilot.kappa)}
        return {
            name: threshold is not None and (found is None or found < float(threshold))
            for name, (threshold, found) in wanted.items()
        }
