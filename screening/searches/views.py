"""Sources and their searches, a run's page, and importing an export file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches import forms, operations, queries, runs, uploads
from screening.searches.fileformat import FORMATS, FileRefused
from screening.searches.found_from import seeds_of_run, tell_seeds
from screening.searches.known_items import check, known_items
from screening.searches.models import Run, Source
from screening.searches.problems import unreadable_records

PAGE = 50
GONE = "This file was imported or thrown away already."


@require_safe
@review_page(Permission.VIEW)
def list_sources(request: HttpRequest, member: Member) -> HttpResponse:
    page = {
        "sources": queries.sources_of(review=member.review),
        "unreadable": unreadable_records(review=member.review).count(),
        "known_items": known_items(review=member.review).count(),
        "may_search": member.may(Permission.RUN_SEARCHES),
    }
    return TemplateResponse(request, "searches/list.html", page)


@require_http_methods(["GET", "POST"])
@review_page(Permission.RUN_SEARCHES)
def add_source(request: HttpRequest, member: Member) -> HttpResponse:
    form = forms.SourceForm(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        source = operations.add_source(by=member, **form.cleaned_data)
        messages.success(request, f"{source} is a source of this review.")
        return redirect("searches:list", member.review.slug)
    return TemplateResponse(request, "searches/source.html", {"form": form, "source": None})


@require_http_methods(["GET", "POST"])
@review_page(Permission.RUN_SEARCHES)
def change_source(request: HttpRequest, member: Member, source_id: int) -> HttpResponse:
    source = get_object_or_404(Source, pk=source_id, review=member.review)
    form = forms.SourceForm(request.POST or None, instance=source, member=member)
    if request.method == "POST" and form.is_valid():
        stored = Source.objects.get(pk=source.pk)  # the form has changed ``source`` in memory
        try:
            operations.change_source(by=member, source=stored, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{stored} is saved.")
            return redirect("searches:list", member.review.slug)
    return TemplateResponse(request, "searches/source.html", {"form": form, "source": source})


@require_safe
@review_page(Permission.VIEW)
def run(request: HttpRequest, member: Member, run_id: int) -> HttpResponse:
    found = get_object_or_404(
        Run.objects.select_related("review", "source", "search", "by__user", "updates", "withdrawn_by__user"),
        pk=run_id,
        review=member.review,
    )
    show = request.GET.get("show", "")
    shown = Paginator(queries.records_of(run=found, show=show), PAGE).get_page(request.GET.get("page"))
    if found.source.chaser:
        tell_seeds(records=shown.object_list)
    page = {
        "line": queries.run_line(run=found),
        "run": found,
        "job": queries.last_job(run=found),
        "difference": queries.difference(run=found),
        "show": show,
        "known": check(run=found) if found.has_ended else None,
        "page": shown,
        "seeds": seeds_of_run(run=found) if found.source.chaser else None,
        "may_search": member.may(Permission.RUN_SEARCHES),
    }
    return TemplateResponse(request, "searches/run.html", page)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def run_again(request: HttpRequest, member: Member, run_id: int) -> HttpResponse:
    """The same strategy once more: what is new is added, what is known is linked to both runs."""
    earlier = get_object_or_404(Run, pk=run_id, review=member.review)
    return _started(request, member, earlier, lambda: runs.start_run(by=member, search=earlier.search)[0])


@require_POST
@review_page(Permission.RUN_SEARCHES)
def ask_again(request: HttpRequest, member: Member, run_id: int) -> HttpResponse:
    """Ask only for what this run still misses."""
    found = get_object_or_404(Run, pk=run_id, review=member.review)

    def start() -> Run:
        runs.ask_again(by=member, run=found)
        return found

    return _started(request, member, found, start)


def _started(request: HttpRequest, member: Member, here: Run, start: Any) -> HttpResponse:
    try:
        here = start()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("searches:run", member.review.slug, here.pk)


@require_http_methods(["GET", "POST"])
@review_page(Permission.RUN_SEARCHES)
def import_file(request: HttpRequest, member: Member) -> HttpResponse:
    """Take a file in, look at it, and show what it holds before anything is imported."""
    initial = {"source": request.GET.get("source", "")}
    form = forms.Import(request.POST or None, request.FILES or None, review=member.review, initial=initial)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = uploads.store(
                review_id=member.review_id,
                name=file.name,
                chunks=file.chunks(),
                format_key=form.cleaned_data["format"] or None,
            )
        except FileRefused as refusal:
            form.add_error("file", f"{refusal} Nothing was kept.")
        else:
            token = uploads.set_aside(upload=upload, member_id=member.pk, about=form.about)
            return redirect("searches:import_preview", member.review.slug, token)
    page = {"form": form, "has_sources": Source.objects.filter(review=member.review).exists()}
    return TemplateResponse(request, "searches/import.html", page)


@require_safe
@review_page(Permission.RUN_SEARCHES)
def import_preview(request: HttpRequest, member: Member, token: UUID) -> HttpResponse:
    upload, about = _waiting(member, token)
    page = {
        "token": token,
        "upload": upload,
        "about": about,
        "read_as": forms.ReadAs(initial={"format": upload.format_key})
        if upload.format_key in FORMATS
        else None,
        "earlier": queries.earlier_imports(review=member.review, sha256=upload.sha256),
    }
    return TemplateResponse(request, "searches/import_preview.html", page)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def import_format(request: HttpRequest, member: Member, token: UUID) -> HttpResponse:
    """The person knows better what the file is: show what it holds when read so."""
    found = uploads.waiting(review_id=member.review_id, member_id=member.pk, token=token)
    if found is None:
        raise Http404(GONE)
    form = forms.ReadAs(request.POST)
    if form.is_valid():
        try:
            uploads.read_as(found=found, member_id=member.pk, format_key=form.cleaned_data["format"])
        except FileRefused as refusal:
            messages.error(request, f"{refusal} It is still read as {found.upload.summary.format_label}.")
    else:
        messages.error(request, "Choose one of the formats in the list. Nothing was changed.")
    return redirect("searches:import_preview", member.review.slug, token)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def import_confirm(request: HttpRequest, member: Member, token: UUID) -> HttpResponse:
    upload, about = _waiting(member, token)
    if not uploads.confirm(upload):
        raise Http404(GONE)
    run, _ = runs.start_import(by=member, upload=upload, **about)
    return redirect("searches:run", member.review.slug, run.pk)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def import_cancel(request: HttpRequest, member: Member, token: UUID) -> HttpResponse:
    upload, _ = _waiting(member, token)
    uploads.discard(upload)
    messages.info(request, "The file was thrown away. Nothing was imported.")
    return redirect("searches:list", member.review.slug)


def _waiting(member: Member, token: UUID) -> tuple[uploads.Upload, dict[str, Any]]:
    found = uploads.waiting(review_id=member.review_id, member_id=member.pk, token=token)
    about = forms.About(found.about, review=member.review) if found else None
    if found is None or about is None or not about.is_valid():
        raise Http404(GONE)
    return found.upload, about.cleaned_data
