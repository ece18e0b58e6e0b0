"""Likely duplicates side by side, merges done and their undoing, and one citation's records."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from screening.duplicates import forms, operations, queries
from screening.records.models import Citation
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

PAGE = 20


@require_safe
@review_page(Permission.VIEW)
def list_groups(request: HttpRequest, member: Member) -> HttpResponse:
    page = Paginator(queries.likely_duplicates(review=member.review), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "comparisons": queries.comparisons(found=list(page.object_list)),
        "merges": queries.merges_of(review=member.review)[:PAGE],
        "may_merge": member.may(Permission.RUN_SEARCHES),
    }
    return TemplateResponse(request, "duplicates/list.html", context)


@require_safe
@review_page(Permission.VIEW)
def list_merges(request: HttpRequest, member: Member) -> HttpResponse:
    page = Paginator(queries.merges_of(review=member.review), 5 * PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "merges": page.object_list, "may_merge": member.may(Permission.RUN_SEARCHES)}
    return TemplateResponse(request, "duplicates/merges.html", context)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def merge(request: HttpRequest, member: Member) -> HttpResponse:
    form = forms.Merge(request.POST, review=member.review)
    try:
        if not form.is_valid():
            raise ValidationError(form.sentence)
        keep, chosen = form.cleaned_data["keep"], list(form.cleaned_data["citations"])
        operations.merge(by=member, keep=keep, others=chosen)
        messages.success(request, "Merged. Nothing is lost: the merge can be undone below.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("duplicates:list", member.review.slug)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def undo(request: HttpRequest, member: Member, citation_id: int) -> HttpResponse:
    citation = get_object_or_404(Citation, pk=citation_id, review=member.review)
    try:
        operations.undo_merge(by=member, citation=citation)
        messages.success(request, "The merge is undone; both citations have their own records again.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("duplicates:list", member.review.slug)


@require_http_methods(["GET", "POST"])
@review_page(Permission.RUN_SEARCHES)
def split(request: HttpRequest, member: Member, citation_id: int) -> HttpResponse:
    """The records of one citation, to take out those that are not the same report."""
    citations = queries.with_records(Citation.objects.filter(review=member.review))
    citation = get_object_or_404(citations, pk=citation_id)
    form = forms.Split(request.POST if request.method == "POST" else None, citation=citation)
    if request.method == "POST" and form.is_valid():
        try:
            new = operations.split(by=member, records=form.cleaned_data["records"])
        except ValidationError as refusal:
            form.add_error("records", refusal)
        else:
            messages.success(request, "Taken out: the records are a citation of their own now.")
            return redirect("reports:citation", member.review.slug, new.pk)
    return TemplateResponse(request, "duplicates/split.html", {"citation": citation, "form": form})
