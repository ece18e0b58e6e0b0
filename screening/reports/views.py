"""The overview, the PRISMA page and its lists, a citation's life, and the audit trail."""

from __future__ import annotations

import re
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from screening.audit.queries import verify
from screening.fulltexts.models import Report
from screening.lib import decoding
from screening.records.models import Citation, Record, Route
from screening.reports import boxes, events, prisma
from screening.reports.citation_life import life_of
from screening.reports.filters import TrailFilter
from screening.reports.flow_boxes import open_entries
from screening.reports.flow_diagram import draw
from screening.reports.overview import overview_of
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

PAGE = 100


@require_safe
@review_page(Permission.VIEW)
def overview(request: HttpRequest, member: Member) -> HttpResponse:
    return TemplateResponse(request, "reports/overview.html", {"overview": overview_of(member=member)})


@require_safe
@review_page(Permission.VIEW)
def prisma_page(request: HttpRequest, member: Member) -> HttpResponse:
    counts = prisma.count(review=member.review)
    links = {box: reverse("reports:box", args=[member.review.slug, box]) for box in counts.boxes()}
    drawing = draw(counts, links, title=member.review.title, dated=timezone.now().date())
    page = {
        "counts": counts,
        # draw() escapes every text it is given and writes nothing else that came from outside
        "diagram": mark_safe(drawing),  # noqa: S308
        "rows": prisma.table(counts, links),
        "identities": counts.identities(),
        "open": open_entries(counts),
    }
    return TemplateResponse(request, "reports/prisma.html", page)


@require_safe
@review_page(Permission.VIEW)
def recount(request: HttpRequest, member: Member) -> HttpResponse:
    """The panel that compares the live counts with those told by the trail."""
    compared = prisma.compare(review=member.review, counts=prisma.count(review=member.review))
    page = {"compared": len(compared), "differing": [row for row in compared if not row.same]}
    return _panel(request, "Counted twice", "reports/_recount.html", page)


@require_safe
@review_page(Permission.VIEW)
def box(request: HttpRequest, member: Member, box: str) -> HttpResponse:
    """The rows behind one number of the diagram."""
    rows = boxes.rows(member.review, box)
    if rows is None:
        raise Http404
    related = {Record: ("citation", "run__source"), Report: ("citation", "study", "candidate__reason")}
    rows = (
        rows.order_by("pk").select_related(*related[rows.model])
        if rows.model in related
        else rows.order_by("pk")
    )
    column, _, rest = box.partition(".")
    page = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "kind": rows.model.__name__,
        "label": prisma.LABELS[rest.partition(".")[0]],
        "column": dict(Route.choices).get(column, "Both columns"),
    }
    return TemplateResponse(request, "reports/box.html", page)


@require_safe
@review_page(Permission.VIEW)
def citation(request: HttpRequest, member: Member, citation_id: int) -> HttpResponse:
    found = get_object_or_404(Citation, pk=citation_id, review=member.review)
    return TemplateResponse(
        request, "reports/citation.html", {"life": life_of(citation=found, member=member)}
    )


@require_safe
@review_page(Permission.VIEW)
def record(request: HttpRequest, member: Member, record_id: int) -> HttpResponse:
    """A record exactly as received."""
    found = get_object_or_404(
        Record.objects.select_related("run__source", "citation"), pk=record_id, review=member.review
    )
    raw = decoding.shown(found.raw, found.run.file_encoding)
    return TemplateResponse(request, "reports/record.html", {"record": found, "raw": raw})


@require_safe
@review_page(Permission.READ_TRAIL)
def trail(request: HttpRequest, member: Member) -> HttpResponse:
    found = TrailFilter(
        request.GET, queryset=events.visible_events(member=member).order_by("-sequence"), member=member
    )
    before = request.GET.get("before", "")
    shown = found.qs.filter(sequence__lt=int(before)) if re.fullmatch("[0-9]{1,18}", before) else found.qs
    some = list(shown[: PAGE + 1])
    older = request.GET.copy()
    older["before"] = str(some[PAGE - 1].sequence) if len(some) > PAGE else ""
    page = {
        "filter": found,
        "lines": events.in_words(events=some[:PAGE]),
        "older": older.urlencode() if older["before"] else "",
    }
    return TemplateResponse(request, "reports/trail.html", page)


@require_safe
@review_page(Permission.READ_TRAIL)
def chain(request: HttpRequest, member: Member) -> HttpResponse:
    """The panel that says whether the trail is whole."""
    verdict = verify(review_id=member.review_id)
    return _panel(request, "The chain of events", "reports/_chain.html", {"verdict": verdict})


def _panel(request: HttpRequest, title: str, panel: str, page: dict[str, Any]) -> HttpResponse:
    """A part of another page; without scripts, which would fetch it there, a page of its own."""
    template = panel if request.htmx else "reports/panel.html"  # type: ignore[attr-defined]
    return TemplateResponse(request, template, page | {"title": title, "panel": panel})
