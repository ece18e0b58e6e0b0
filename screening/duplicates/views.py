"""What was merged, what is related, and one citation's records."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from screening.duplicates import forms, operations, preferences, queries
from screening.duplicates.models import Pair
from screening.duplicates.rules import VERSION
from screening.fulltexts.models import Report
from screening.jobs.models import Job
from screening.records.models import Citation
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

PAGE = 20


@require_safe
@review_page(Permission.VIEW)
def overview(request: HttpRequest, member: Member) -> HttpResponse:
    review = member.review
    working = Job.objects.active().filter(review=review, kind="duplicates.find").select_related("by__user")
    context = {
        "tally": queries.tally(review=review),
        "merges": queries.told(queries.merges_of(review=review))[:PAGE],
        "questions": queries.first_questions(member=member, most=PAGE),
        "job": working.first(),
        "may_answer": member.may(Permission.RUN_SEARCHES),
    }
    return TemplateResponse(request, "duplicates/list.html", context)


@require_safe
@review_page(Permission.VIEW)
def list_merges(request: HttpRequest, member: Member) -> HttpResponse:
    merges = queries.told(queries.merges_of(review=member.review))
    page = Paginator(merges, 5 * PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "merges": page.object_list,
        "lines": queries.by_rule_and_sources(review=member.review),
        "version": VERSION,
        "may_answer": member.may(Permission.RUN_SEARCHES),
    }
    return TemplateResponse(request, "duplicates/merges.html", context)


@require_safe
@review_page(Permission.VIEW)
def list_related(request: HttpRequest, member: Member) -> HttpResponse:
    related = queries.with_citations(queries.pairs(review=member.review, state=Pair.State.RELATED))
    page = Paginator(related.order_by("kind", "pk"), 5 * PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "duplicates/related.html", {"page": page})


@require_POST
@review_page(Permission.RUN_SEARCHES)
def undo(request: HttpRequest, member: Member, citation_id: int) -> HttpResponse:
    citation = get_object_or_404(Citation, pk=citation_id, review=member.review)
    done = "The merge is undone; both citations have their own records and votes again. They stay separate."
    _try(request, lambda: operations.undo_merge(by=member, citation=citation), done)
    return redirect("duplicates:list", member.review.slug)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def find(request: HttpRequest, member: Member) -> HttpResponse:
    _try(request, lambda: preferences.look_again(by=member), "Looking; this page shows how far it is.")
    return redirect("duplicates:list", member.review.slug)


@require_http_methods(["GET", "POST"])
@review_page(Permission.RUN_SEARCHES)
def wanted(request: HttpRequest, member: Member) -> HttpResponse:
    """How the review wants its duplicates found."""
    now = queries.preferences_of(review=member.review)
    form = forms.Wanted(request.POST if request.method == "POST" else None, review=member.review, wanted=now)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        preferences.set_preferences(
            by=member, automatic=said["automatic"], asked=said["asked"], sources=form.sources
        )
        messages.success(request, "Kept. It holds from the next look on; what was merged stays merged.")
        return redirect("duplicates:list", member.review.slug)
    return TemplateResponse(request, "duplicates/wanted.html", {"form": form})


@require_safe
@review_page(Permission.VIEW)
def related_reports(request: HttpRequest, member: Member, report_id: int) -> HttpResponse:
    """Which other reports are known to be about the same study: a panel of the full text's page."""
    report = get_object_or_404(Report, pk=report_id, review=member.review)
    context = {"report": report, "offers": queries.related_reports(report=report)}
    return TemplateResponse(request, "duplicates/_related_reports.html", context)


def _try(request: HttpRequest, change: Callable[[], object], done: str) -> None:
    try:
        change()
        messages.success(request, done)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
