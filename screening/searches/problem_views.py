"""Records that nobody could read: the list, and what a person does about each."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from screening.lib import decoding
from screening.records.models import Record
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches import repairing
from screening.searches.problems import STATES, unreadable_records
from screening.searches.repair_forms import Dismiss, Repair

PAGE = 20
BEGINNING = 2_000  # characters of a record's text in the list
MOST_TEXT = 50_000  # on its own page; the whole record has a page too


@require_safe
@review_page(Permission.VIEW)
def list_problems(request: HttpRequest, member: Member) -> HttpResponse:
    """Of the review, or of the one run in ``?run=``."""
    state = request.GET.get("state", "")
    state = state if state in STATES else "open"
    asked = request.GET.get("run", "")
    run = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    records = unreadable_records(review=member.review, state=state, run=run)
    page = Paginator(records, PAGE).get_page(request.GET.get("page"))
    context = {
        "state": state,
        "run": run,
        "page": page,
        "lines": [(record, _text(record, BEGINNING)) for record in page],
        "may_search": member.may(Permission.RUN_SEARCHES),
    }
    return TemplateResponse(request, "searches/problems.html", context)


@require_http_methods(["GET", "POST"])
@review_page(Permission.RUN_SEARCHES)
def repair(request: HttpRequest, member: Member, record_id: int) -> HttpResponse:
    """The record's text beside a form that says what it means."""
    record = _record(member, record_id)
    form = Repair(request.POST or None, initial=Repair.written(record.citation))
    if request.method == "POST" and form.is_valid():
        try:
            citation = repairing.repair(by=member, record=record, description=form.description)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"“{citation.title[:80]}” is screened.")
            return redirect("searches:problems", member.review.slug)
    return _page(request, record, form, Dismiss())


@require_POST
@review_page(Permission.RUN_SEARCHES)
def dismiss(request: HttpRequest, member: Member, record_id: int) -> HttpResponse:
    record = _record(member, record_id)
    form = Dismiss(request.POST)
    if form.is_valid():
        try:
            repairing.dismiss(by=member, record=record, reason=form.cleaned_data["reason"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(
                request, "Dismissed. The record is kept, and counted as removed for this reason."
            )
            return redirect("searches:problems", member.review.slug)
    return _page(request, record, Repair(initial=Repair.written(record.citation)), form)


def _record(member: Member, record_id: int) -> Record:
    unreadable = Record.objects.filter(review=member.review, fields={})
    return get_object_or_404(unreadable.select_related("run__source", "citation"), pk=record_id)


def _text(record: Record, most: int) -> str:
    return decoding.shown(record.raw[: 4 * most], record.run.file_encoding)[:most]


def _page(request: HttpRequest, record: Record, form: Repair, dismissal: Dismiss) -> HttpResponse:
    page = {"record": record, "text": _text(record, MOST_TEXT), "form": form, "dismissal": dismissal}
    return TemplateResponse(request, "searches/repair.html", page)
