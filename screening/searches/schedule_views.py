"""The page on which a search is set to run by itself."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches.models import Schedule, Search
from screening.searches.schedule_forms import ScheduleForm
from screening.searches.scheduling import set_schedule


@require_http_methods(["GET", "POST"])
@review_page(Permission.RUN_SEARCHES)
def schedule(request: HttpRequest, member: Member, search_id: int) -> HttpResponse:
    searches = Search.objects.select_related("source").exclude(source__connector="")
    search = get_object_or_404(searches, pk=search_id, review=member.review)
    row = Schedule.objects.filter(search=search).select_related("set_by__user").first()
    form = ScheduleForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            row = set_schedule(by=member, search=search, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _told(row))
            return redirect("searches:list", member.review.slug)
    page = {"form": form, "search": search, "schedule": row}
    return TemplateResponse(request, "searches/schedule.html", page)


def _told(row: Schedule) -> str:
    if not row.next_due_at:
        return "This search no longer runs by itself."
    return (
        f"This search runs by itself: {row.get_every_display().lower()}, from {row.next_due_at:%-d %B %Y} on."
    )
