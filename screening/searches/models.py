"""Where records come from: sources, the strategies for them, and each execution of a strategy."""

from __future__ import annotations

from django.db import models

from screening.audit.guard import AppendOnly, Audited
from screening.jobs.models import Recurring
from screening.records.models import DATABASE_KINDS, Citation, Route
from screening.reviews.models import Member, Review
from screening.searches.chaser import SeedIds
from screening.searches.strategies.press import ELEMENTS


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


class LineCount(AppendOnly):
    """How many records a source said that one line of a strategy finds, and when. Asked again, it is a new row."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="line_counts")
    query = models.TextField()  # the line as sent: its references written out
    query_sha256 = models.CharField(max_length=64)
    hits = models.PositiveIntegerField()
    translation = models.TextField(blank=True)
    warnings = models.JSONField(default=list)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["source", "query_sha256"], name="counts_of_a_line")]

    def __str__(self) -> str:
        return f"{self.hits:,} for {self.query[:80]}"


class PeerReview(AppendOnly):
    """What somebody said who looked over a strategy (PRESS 2015). A later look is a new row."""

    class Verdict(models.TextChoices):
        NONE = "none", "No revision"
        SUGGESTED = "suggested", "Revision suggested"
        REQUIRED = "required", "Revision required"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    search = models.ForeignKey(Search, on_delete=models.PROTECT, related_name="peer_reviews")
    reviewer = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    reviewer_name = models.CharField(max_length=200, blank=True)  # of somebody who is no member
    reviewed_on = models.DateField()
    elements = models.JSONField()  # of those looked at: an element of press.ELEMENTS to a verdict
    verdict = models.CharField(max_length=10, choices=Verdict)
    note = models.TextField(blank=True)
    noted_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.reviewed_by}: {self.get_verdict_display()}"

    @property
    def reviewed_by(self) -> str:
        return str(self.reviewer) if self.reviewer else self.reviewer_name

    @property
    def is_own(self) -> bool:
        """Whether the reviewer kept this very strategy: then nobody else has looked at it."""
        return self.reviewer_id == self.search.created_by_id

    @property
    def told_elements(self) -> list[tuple[str, str]]:
        """The elements that were looked at, each with its verdict, in words."""
        return [
            (label, str(self.Verdict(self.elements[key]).label))
            for key, (label, _) in ELEMENTS.items()
            if key in self.elements
        ]


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


class Seed(AppendOnly):
    """A citation from which a search follows citations, and what it is asked for by, as it was known then."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    search = models.ForeignKey(Search, on_delete=models.PROTECT, related_name="seeds")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="seeds")
    pmid = models.CharField(max_length=20, blank=True)
    doi = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["search", "citation"], name="one_seed_per_citation")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"seed {self.citation_id}"

    @property
    def ids(self) -> SeedIds:
        return SeedIds(self.citation_id, self.pmid, self.doi)


class FoundBy(AppendOnly):
    """That a run's source named this accession for this seed; kept with the run's plan, and like it for ever."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+", db_index=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="found_by", db_index=False)  # below
    seed = models.ForeignKey(Seed, on_delete=models.PROTECT, related_name="found")
    accession = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "accession", "seed"], name="found_once_by_each_seed")
        ]

    def __str__(self) -> str:
        return f"{self.accession} by seed {self.seed_id}"


class KnownItem(Audited):
    """A report that every search of the review should find; kept when it is taken back, and then not checked."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="known_items")
    pmid = models.CharField(max_length=20, blank=True)
    doi = models.CharField(max_length=500, blank=True)
    line = models.CharField(max_length=500)  # as typed
    added_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.pmid and f"PMID {self.pmid}", self.doi and f"DOI {self.doi}"]))
