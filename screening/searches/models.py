"""Where records come from: sources, the strategies for them, and each execution of a strategy."""

from __future__ import annotations

from django.db import models

from screening.audit.guard import Audited
from screening.jobs.models import Recurring
from screening.records.models import DATABASE_KINDS, Route
from screening.reviews.models import Member, Review


class Source(Audited):
    """An information source of the review (PRISMA-S items 1–7)."""

    class Kind(models.TextChoices):
        DATABASE = "database", "Database"
        REGISTER = "register", "Register"
        WEBSITE = "website", "Website"
        ORGANISATION = "organisation", "Organisation"
        CITATIONS = "citation_searching", "Citation searching"
        CONTACT = "contact", "Contact with people"
        OTHER = "other", "Other"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="sources")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.DATABASE)
    platform = models.CharField(max_length=120, blank=True)
    connector = models.CharField(max_length=30, blank=True)  # a connector's key; no choices, so no migration
    chaser = models.CharField(max_length=40, blank=True)  # a chaser's key: then it follows citations of seeds
    planned_terms = models.TextField(blank=True)
    notes = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["review", "key"], name="one_source_per_key")]

    def __str__(self) -> str:
        return self.name

    @property
    def route(self) -> Route:
        return Route.DATABASES if self.kind in DATABASE_KINDS else Route.OTHER


class Search(Audited):
    """The strategy for one source, as typed. A changed one is a new search: what was run stays readable."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="searches")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="searches")
    strategy = models.TextField(blank=True)
    limits = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.strategy[:80] or f"{self.source} {self.pk}"


class Schedule(Recurring):
    """A search that is run again and again, in the name of whoever set it."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    search = models.OneToOneField(Search, on_delete=models.PROTECT, related_name="schedule")

    def __str__(self) -> str:
        return f"{self.get_every_display()}: {self.search}"


class Run(Audited):
    """One execution of a search: by a connector, or a file somebody exported. Immutable once it has ended."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        RUNNING = "running", "running"
        COMPLETE = "complete", "complete"
        INCOMPLETE = "incomplete", "incomplete"
        CANCELLED = "cancelled", "cancelled"
        FAILED = "failed", "failed"

    ENDED = (State.COMPLETE, State.INCOMPLETE, State.CANCELLED, State.FAILED)

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="runs")
    search = models.ForeignKey(Search, on_delete=models.PROTECT, related_name="runs")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="runs")
    updates = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="updated_by")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    query_sent = models.TextField(blank=True)
    translation = models.TextField(blank=True)
    warnings = models.JSONField(default=list)
    limit = models.PositiveIntegerField(null=True)
    hits = models.PositiveIntegerField(null=True)
    asked = models.PositiveIntegerField(null=True)  # how many accessions its plan names
    received = models.PositiveIntegerField(default=0)
    new_citations = models.PositiveIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)
    missing = models.JSONField(default=list)
    file_name = models.CharField(max_length=255, blank=True)
    file_format = models.CharField(max_length=30, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_path = models.CharField(max_length=255, blank=True)  # inside the data folder
    file_encoding = models.CharField(max_length=20, blank=True)  # named by a person; else it is found
    file_mapping = models.JSONField(default=dict)  # column: field, as a person said; else told by names
    file_columns = models.CharField(max_length=64, blank=True)  # tells tables with the same columns
    together = models.UUIDField(null=True)  # of files imported in one go; ``hits`` is of all of them
    searched_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)  # the time on the schedule that it was started for
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)  # undone: its records are kept and do not count
    withdrawn_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["search", "due_at"],
                condition=models.Q(due_at__isnull=False),
                name="one_run_per_due_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.created_at:%Y-%m-%d}" if self.created_at else str(self.source)

    @property
    def has_ended(self) -> bool:
        return self.state in self.ENDED

    @property
    def known_citations(self) -> int:
        """Records that joined a citation which was there already."""
        return self.received - self.new_citations

    @property
    def is_import(self) -> bool:
        return bool(self.file_path)


class Plan(Audited):
    """Every accession a run asks for, in order: what a resumed job still owes.

    A table of its own, because it can hold a hundred thousand: no page that shows a run should read it.
    """

    run = models.OneToOneField(Run, on_delete=models.PROTECT, primary_key=True, related_name="plan")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    accessions = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"plan of run {self.pk}"
