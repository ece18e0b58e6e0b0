"""Pairs of records that were decided upon or are to be, merges done, and what the search for them stands on."""

from __future__ import annotations

from django.db import models

from screening.audit.guard import Audited
from screening.records.models import Citation, Record
from screening.reviews.models import Member, Review


class Pair(Audited):
    """Two records that are not certainly one report; ``one`` came first. What is decided holds for their citations,
    whichever these are by then.

    ``separate`` pairs are never merged by the program again. ``by`` is nobody where the program decided.
    """

    class State(models.TextChoices):
        OPEN = "open", "to be answered"
        DUPLICATE = "duplicate", "duplicates"
        SEPARATE = "separate", "separate reports"
        RELATED = "related", "related"

    class Kind(models.TextChoices):
        STUDY = "study", "reports of one study"
        ABOUT = "about", "a notice, comment or protocol, and what it is about"
        PREPRINT = "preprint", "a preprint and the article"
        REGISTER = "register", "a register entry and a report of the trial"
        VERSION = "version", "two versions of one review"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    one = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60, blank=True)
    evidence = models.TextField(blank=True)
    kind = models.CharField(max_length=10, choices=Kind, blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="one_answer_for_two_records")]
        indexes = [models.Index(fields=["review", "state"], name="pair_state")]

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id}: {self.state}"


class Merge(Audited):
    """The records of ``emptied`` went to ``kept``; without ``rule`` a person said so of their own accord.

    ``votes`` and ``resolutions`` are ids of what the merge added to the kept citation's candidates: undoing takes
    them back.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="+")
    emptied = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="merges")
    records = models.JSONField(default=list)
    votes = models.JSONField(default=list)
    resolutions = models.JSONField(default=list)
    rule = models.CharField(max_length=60, blank=True)
    evidence = models.TextField(blank=True)
    automatic = models.BooleanField(default=False)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["emptied"], condition=models.Q(undone_at=None), name="merged_away_once"
            )
        ]
        indexes = [models.Index(fields=["review", "-id"], name="merge_latest")]

    def __str__(self) -> str:
        return f"{self.emptied_id} into {self.kept_id}"


class FieldChoice(Audited):
    """A person chose the record whose value a merged citation shows in one field; without one the rules choose."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="field_choices")
    field = models.CharField(max_length=20)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["citation", "field"], name="one_choice_per_field")]

    def __str__(self) -> str:
        return f"{self.citation_id} {self.field}"


class Preferences(Audited):
    """How a review wants its duplicates found. ``asked`` names rules whose merges a person confirms; ``sources``
    are ids, those first whose records a merged citation should show."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="+")
    automatic = models.BooleanField(default=True)
    asked = models.JSONField(default=list)
    sources = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"preferences of {self.review_id}"


class Compared(models.Model):
    """A record that was held against all others there were. An index like ``BlockKey``: it can be made anew."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="compared")

    def __str__(self) -> str:
        return f"record {self.record_id}"


class BlockKey(models.Model):
    """Records that share a key may be one report (``blocking.py``): how new ones find their partners."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    key = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "key"], name="each_key_once")]
        indexes = [models.Index(fields=["review", "key"], name="block")]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.key}"
