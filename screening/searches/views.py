"""Sources and their searches, and a run's page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches import archives, assigning, forms, operations, queries, runs
from screening.searches.found_from import seeds_of_run, tell_seeds
from screening.searches.known_items import check, known_items
from screening.searches.models import Run, Source
from screening.searches.problems import unreadable_records

PAGE = 50


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
        "together": (together := queries.imported_together(run=found)),
        "columns": _columns(found),
        "received_together": sum(one.received for one in together),
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


def _columns(run: Run) -> list[tuple[str, str]]:
    """What a person said that columns hold, of all tables where the file is an archive."""
    tables = run.file_mapping.values() if run.file_format in archives.KINDS else [run.file_mapping]
    return [(name, assigning.LABELS.get(held, held)) for table in tables for name, held in table.items()]


def _started(request: HttpRequest, member: Member, here: Run, start: Any) -> HttpResponse:
    try:
        here = start()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("searches:run", member.review.slug, here.pk)
