"""One citation's records: take some out, choose what is shown, say what another citation is to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from screening.duplicates import forms, operations, preferences, queries
from screening.duplicates.deciding import relate
from screening.duplicates.keeping import best_to_keep
from screening.duplicates.models import Pair
from screening.duplicates.showing import origins_of
from screening.records.models import Citation, Record
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@require_http_methods(["GET", "POST"])
@review_page(Permission.RUN_SEARCHES)
def split(request: HttpRequest, member: Member, citation_id: int) -> HttpResponse:
    """Take out those that are not the same report."""
    citation = _found(member, citation_id)
    form = forms.Split(request.POST if request.method == "POST" else None, citation=citation)
    if request.method == "POST" and form.is_valid():
        try:
            new = operations.split(by=member, records=form.cleaned_data["records"])
        except ValidationError as refusal:
            form.add_error("records", refusal)
        else:
            messages.success(request, "Taken out: the records are a citation of their own now.")
            return redirect("reports:citation", member.review.slug, new.pk)
    return _page(request, citation, form=form)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def choose(request: HttpRequest, member: Member, citation_id: int) -> HttpResponse:
    """Which record each field is shown from."""
    citation = _found(member, citation_id)
    form = _shown(citation, request.POST)
    if not form.is_valid():
        return _page(request, citation, shown=form)
    records = {record.pk: record for record in citation.records.all()}
    chosen: dict[str, Record | None] = {
        field: records.get(int(value)) if value else None for field, value in form.cleaned_data.items()
    }
    preferences.choose_fields(by=member, citation=citation, records=chosen)
    messages.success(request, "The citation shows what you chose. Its records stay as received.")
    return redirect("duplicates:split", member.review.slug, citation.pk)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def join(request: HttpRequest, member: Member, citation_id: int) -> HttpResponse:
    """Say that another citation, which nobody asked about, is the same report or a related one."""
    citation = _found(member, citation_id)
    form = forms.With(request.POST, citation=citation)
    if not form.is_valid():
        return _page(request, citation, other=form)
    other, kind = form.cleaned_data["other"], form.cleaned_data["kind"] or Pair.Kind.STUDY
    try:
        if form.cleaned_data["answer"] == Pair.State.DUPLICATE:
            citation = best_to_keep([citation, other])
            operations.merge(by=member, keep=citation, others=[*form.both])
            messages.success(request, "Merged. Nothing is lost: the merge can be undone.")
        else:
            relate(by=member, one=citation, other=other, kind=kind)
            messages.success(request, "Linked: each citation leads to the other.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("reports:citation", member.review.slug, citation.pk)


def _found(member: Member, citation_id: int) -> Citation:
    citations = queries.with_records(Citation.objects.filter(review=member.review))
    return get_object_or_404(citations, pk=citation_id)


def _shown(citation: Citation, data: Any = None) -> forms.Shown:
    offers, origins = origins_of(citation)
    names = {
        record.pk: f"{record.run.source.name} {record.accession}".strip() for record in citation.records.all()
    }
    return forms.Shown(data, offers=offers, origins=origins, names=names)


def _page(request: HttpRequest, citation: Citation, **bound: Any) -> HttpResponse:
    context = {
        "citation": citation,
        "form": bound.get("form") or forms.Split(citation=citation),
        "shown": bound.get("shown") or _shown(citation),
        "other": bound.get("other") or forms.With(citation=citation),
        "relatives": queries.relatives_of(citations=[citation.pk]),
    }
    return TemplateResponse(request, "duplicates/split.html", context)
