"""Which included reports PubMed says were retracted, questioned or corrected, and how often it is asked."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from screening.retractions import operations, queries
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches.schedule_forms import ScheduleForm


@require_safe
@review_page(Permission.VIEW)
def list_flags(request: HttpRequest, member: Member) -> HttpResponse:
    return _page(request, member)


def _page(request: HttpRequest, member: Member, form: ScheduleForm | None = None) -> HttpResponse:
    overview = queries.overview_of(review=member.review)
    page = {
        "overview": overview,
        "form": form or ScheduleForm(row=overview.watch),
        "may_search": member.may(Permission.RUN_SEARCHES),
    }
    return TemplateResponse(request, "retractions/list.html", page)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def check(request: HttpRequest, member: Member) -> HttpResponse:
    try:
        operations.start_check(by=member)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("retractions:list", member.review.slug)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def schedule(request: HttpRequest, member: Member) -> HttpResponse:
    form = ScheduleForm(request.POST, row=None)
    if not form.is_valid():
        return _page(request, member, form)
    watch = operations.set_watch(by=member, **form.cleaned_data)
    told = (
        f"PubMed is asked {watch.get_every_display().lower()}."
        if watch.every
        else "PubMed is no longer asked by itself."
    )
    messages.success(request, told)
    return redirect("retractions:list", member.review.slug)
