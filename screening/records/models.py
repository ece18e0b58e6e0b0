"""Records as received, and the citations that people screen."""

from __future__ import annotations

import zlib
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Coalesce, Left, Lower

from screening.audit.guard import Audited, AuditedQuerySet
from screening.audit.models import AppendOnlyError
from screening.records.description import Description
from screening.reviews.models import Review


class Route(models.TextChoices):
    DATABASES = "dbr", "Databases and registers"
    OTHER = "other", "Other methods"


DATABASE_KINDS = ("database", "register")  # kinds of sources whose records PRISMA counts in the left column


# the marks a title may begin with, left out for sorting: "[Exosomes …]" stands under E
_OPENING = """LTRIM(%(expressions)s, ' "''([{<“‘«¿¡-–—*')"""


def _listed(*key: str) -> models.Index:
    """An index from which one order of the list is read, in either direction, with all that most filters ask:
    no row, which carries its abstract, is looked at in vain."""
    told = ["merged_into", "withdrawn", "closed_as", "retracted", "has_abstract", "has_doi", "year_key"]
    columns = dict.fromkeys(["review", *key, "id", *told, "languages", "types_key"])
    return models.Index(fields=list(columns), name=f"citations_by_{[*columns][1]}")


def _told(column: str, *, name: str) -> models.Index:
    """For ``told.py``, and for nothing else: its condition is true of all, but no other question says so. SQLite, which
    has gathered no figures, would use it for those that ``_listed`` is for."""
    everything = models.Q(**{f"{column}__gte": ""})
    return models.Index(
        fields=["review", column, "merged_into", "withdrawn"], condition=everything, name=name
    )


def _apart() -> models.Index:
    """For ``standing.apart``: with its condition, word for word, and the columns that this asks, or SQLite would not
    see that the index answers."""
    counts = models.Q(merged_into=None, withdrawn=False) & models.Q(closed_as="")
    columns = ["review", "id", "merged_into", "withdrawn", "closed_as"]
    return models.Index(fields=columns, condition=~counts, name="citations_apart")


class Citation(Audited):
    """The description that one or more records share: what people screen.

    ``route`` is that of its earliest record that counts. ``closed_as`` takes it out before screening; ``merged_into``
    marks one whose records were all moved elsewhere, ``withdrawn`` one known only from runs that were undone.
    Nothing is deleted.
    """

    class Closed(models.TextChoices):
        OPEN = "", "open"
        AUTOMATION = "automation", "marked as ineligible by automation"
        OTHER = "other", "removed for other reasons"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="citations", db_index=False)
    title = models.TextField()
    authors = models.JSONField(default=list)
    year = models.IntegerField(null=True)
    journal = models.TextField(blank=True)
    volume = models.CharField(max_length=100, blank=True)
    issue = models.CharField(max_length=100, blank=True)
    pages = models.CharField(max_length=200, blank=True)
    doi = models.CharField(max_length=500, blank=True)
    pmid = models.CharField(max_length=20, blank=True)
    pmcid = models.CharField(max_length=20, blank=True)
    nct = models.CharField(max_length=20, blank=True)
    abstract = models.JSONField(default=list)  # [{"label": …, "text": …}]
    abstract_text = models.TextField(blank=True)
    keywords = models.JSONField(default=list)
    languages = models.CharField(max_length=200, blank=True)
    types = models.TextField(blank=True)
    vernacular_title = models.TextField(blank=True)
    url = models.TextField(blank=True)
    retracted = models.BooleanField(default=False)
    questioned = models.BooleanField(default=False)  # an expression of concern about it was published
    route = models.CharField(max_length=5, choices=Route)
    closed_as = models.CharField(max_length=10, choices=Closed, blank=True, default="")
    closed_reason = models.CharField(max_length=200, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    withdrawn = models.BooleanField(default=False)  # kept by ``standing.restate``
    created_at = models.DateTimeField(auto_now_add=True)
    # kept by the database, for the list's orders and filters
    year_key = models.GeneratedField(
        expression=Coalesce("year", 0), output_field=models.IntegerField(), db_persist=True
    )
    title_key = models.GeneratedField(
        expression=Lower(Left(models.Func("title", template=_OPENING), 60)),
        output_field=models.TextField(),
        db_persist=True,
    )
    types_key = models.GeneratedField(  # PostgreSQL refuses an index entry of more than 2,700 bytes
        expression=Left("types", 250), output_field=models.TextField(), db_persist=True
    )
    has_abstract = models.GeneratedField(
        expression=~models.Q(abstract_text=""),  # type: ignore[arg-type]  # the stubs do not know conditions
        output_field=models.BooleanField(),
        db_persist=True,
    )
    has_doi = models.GeneratedField(
        expression=~models.Q(doi=""),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        indexes = [
            models.Index(fields=["review", "pmid"], name="citation_pmid"),
            models.Index(fields=["review", "doi"], name="citation_doi"),
            models.Index(fields=["review", "route", "closed_as"], name="citation_route"),
            _listed(),
            _listed("year_key"),
            _listed("title_key"),
            _told("languages", name="citation_languages"),
            _told("types_key", name="citation_types"),
            _apart(),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def author_names(self) -> list[str]:
        return [
            a.get("literal") or f"{a.get('family', '')} {a.get('given', '')}".strip() for a in self.authors
        ]

    @property
    def authors_short(self) -> str:
        """First author and "et al.", as in a reference list's in-text form."""
        names = self.author_names
        first = (self.authors[0].get("literal") or self.authors[0].get("family", "")) if names else ""
        return (
            f"{first} et al."
            if len(names) > 2
            else " and ".join(a.get("literal") or a.get("family", "") for a in self.authors)
        )


class RecordQuerySet(AuditedQuerySet["Record"]):
    def without_raw(self) -> RecordQuerySet:
        return self.defer("raw_compressed", "fields")

    def live(self) -> RecordQuerySet:
        """Without those of runs that were undone."""
        return self.filter(run__withdrawn_at=None)

    def repeated(self) -> RecordQuerySet:
        """Records that are not the first of their citation: PRISMA's duplicate records."""
        earlier = Record.objects.live().filter(
            citation_id=models.OuterRef("citation_id"), pk__lt=models.OuterRef("pk")
        )
        return self.live().filter(models.Exists(earlier))


class Record(Audited):
    """One row that one run returned, as received: what PRISMA counts as identified. Only ``citation`` may change."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="records", db_index=False)
    run = models.ForeignKey("screening.Run", on_delete=models.PROTECT, related_name="records", db_index=False)
    position = models.PositiveIntegerField()
    accession = models.CharField(max_length=100, blank=True)
    line = models.PositiveIntegerField(null=True)
    raw_compressed = models.BinaryField()  # zlib: PubMed XML is five times smaller so
    fields = models.JSONField(default=dict)  # Description.as_json()
    problem = models.TextField(blank=True)
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="records", db_index=False)
    received_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[RecordQuerySet] = RecordQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="one_record_per_position"),
            models.UniqueConstraint(
                fields=["run", "accession"],
                condition=~models.Q(accession=""),
                name="one_record_per_accession",
            ),
        ]
        indexes = [
            models.Index(fields=["citation", "run", "id"], name="record_first"),
            models.Index(fields=["review", "accession"], name="record_accession"),
            models.Index(fields=["run", "citation"], name="record_brought"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.position}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and kwargs.get("update_fields") != ["citation"]:
            raise AppendOnlyError("A record stays as received; only the citation it belongs to may change")
        super().save(*args, **kwargs)

    @property
    def raw(self) -> bytes:
        return zlib.decompress(self.raw_compressed)

    @property
    def description(self) -> Description:
        return Description.from_json(self.fields)


class TrialLink(Audited):
    """A number by which a record ties itself to a trial or a publication of it (``register_entry.mentions``).

    It belongs to the record, so that it goes with it when citations are merged or taken apart.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="trial_links")
    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["review", "number"], name="trial_link_number")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
