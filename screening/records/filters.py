"""Filters of the citation list. They live in the URL, so that a list can be kept and sent."""

from __future__ import annotations

import json
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from screening.protocol.models import Stage
from screening.records.models import Citation, Record
from screening.reviews.models import Member

OUTCOMES = [
    ("pending", "Pending"),
    ("included", "Included"),
    ("excluded", "Excluded"),
    ("conflict", "Conflict"),
]
ORDERS = {
    "newest": ("Newest here first", ["-pk"]),
    "oldest": ("Oldest here first", ["pk"]),
    "year": ("Year, latest first", ["-year", "pk"]),
    "-year": ("Year, earliest first", ["year", "pk"]),
    "title": ("Title", ["title", "pk"]),
}
YES_NO = [("yes", "Yes"), ("no", "No")]
LONGEST_TEXT = 300


def _yes_no(label: str, empty: Q) -> filters.ChoiceFilter:
    """``empty`` is the condition for “no”."""

    def narrow(citations: QuerySet[Citation], name: str, value: str) -> QuerySet[Citation]:
        return citations.filter(empty if value == "no" else ~empty)

    return filters.ChoiceFilter(label=label, choices=YES_NO, empty_label="Any", method=narrow)


def _outcome(label: str, stage: Stage) -> filters.ChoiceFilter:
    def narrow(citations: QuerySet[Citation], name: str, value: str) -> QuerySet[Citation]:
        # by the relation's name: candidates belong to a slice above this one
        found = Citation.objects.filter(candidates__stage=stage, candidates__outcome=value)
        return citations.filter(pk__in=found.values("pk"))

    return filters.ChoiceFilter(label=label, choices=OUTCOMES, empty_label="Any", method=narrow)


def _year(label: str, lookup: str) -> filters.NumberFilter:
    return filters.NumberFilter(
        field_name="year",
        lookup_expr=lookup,
        label=label,
        min_value=0,
        max_value=9999,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class CitationFilter(filters.FilterSet):
    text = filters.CharFilter(
        method="with_words",
        label="Words",
        max_length=LONGEST_TEXT,
        help_text="In title, abstract or authors; “in quotes” for a phrase; a DOI or PMID.",
    )
    source = filters.ChoiceFilter(method="from_source", label="Source", empty_label="Any")
    since = filters.ChoiceFilter(method="new_since", label="New since", empty_label="Any time")
    year_from = _year("Year from", "gte")
    year_to = _year("Year to", "lte")
    title_abstract = _outcome("Title and abstract", Stage.TITLE_ABSTRACT)
    full_text = _outcome("Full text", Stage.FULL_TEXT)
    abstract = _yes_no("Has an abstract", Q(abstract_text=""))
    doi = _yes_no("Has a DOI", Q(doi=""))
    retracted = _yes_no("Retracted", Q(retracted=False))
    removed = _yes_no("Removed before screening", Q(closed_as=""))
    order = filters.ChoiceFilter(
        method="in_order",
        label="Order",
        empty_label=None,
        choices=[(key, label) for key, (label, _) in ORDERS.items()],
    )

    class Meta:
        model = Citation
        fields: list[str] = []

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        runs = member.review.runs.filter(withdrawn_at=None).select_related("source")  # of a slice above
        self.filters["since"].extra["choices"] = [
            (str(run.pk), f"{run.source}, {run.created_at:%-d %b %Y, %H:%M}") for run in runs
        ]
        sources = member.review.sources.values_list("pk", "name")  # of a slice above
        self.filters["source"].extra["choices"] = [(str(pk), name) for pk, name in sources]

    def with_words(self, citations: QuerySet[Citation], name: str, value: str) -> QuerySet[Citation]:
        """Every word (or phrase in quotes) must stand somewhere."""
        citations = citations.alias(authors_text=Cast("authors", TextField()))
        for word in _words(value):
            citations = citations.filter(
                Q(title__icontains=word)
                | Q(abstract_text__icontains=word)
                | Q(authors_text__icontains=word)
                | Q(authors_text__icontains=json.dumps(word)[1:-1])  # SQLite keeps é as \u00e9 in JSON
                | Q(doi=word.lower())
                | Q(pmid=word)
            )
        return citations

    def from_source(self, citations: QuerySet[Citation], name: str, value: str) -> QuerySet[Citation]:
        theirs = Record.objects.live().filter(citation_id=OuterRef("pk"), run__source_id=value)
        return citations.filter(Exists(theirs))

    def new_since(self, citations: QuerySet[Citation], name: str, value: str) -> QuerySet[Citation]:
        """Of which no record came in that run, or in one asked for before it."""
        before = Record.objects.live().filter(citation_id=OuterRef("pk"), run_id__lte=value)
        return citations.filter(~Exists(before))

    def in_order(self, citations: QuerySet[Citation], name: str, value: str) -> QuerySet[Citation]:
        return citations.order_by(*ORDERS[value][1])


def _words(text: str) -> list[str]:
    """``exosome "back pain"`` gives ``exosome`` and ``back pain``; twelve at most."""
    pieces = text.replace("“", '"').replace("”", '"').split('"')
    found: list[str] = []
    for position, piece in enumerate(pieces):
        found += [" ".join(piece.split())] if position % 2 else piece.split()
    return [word for word in found if word][:12]
