"""The list of citations, and how many it has."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from screening.records import label_rounds, labels, queries
from screening.records.chips import chips_of, kept_of
from screening.records.filters import ORDERS, CitationFilter
from screening.records.keyset import Place, page_of
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

SIZES = ("25", "50", "100", "200")


@require_safe
@review_page(Permission.VIEW)
def list_citations(request: HttpRequest, member: Member) -> HttpResponse:
    everything = queries.citations_of(member=member)
    found = CitationFilter(request.GET, queryset=everything, member=member)
    order = request.GET.get("order", "")
    order = order if order in ORDERS else "newest"
    size = _size(request)
    page = page_of(
        found=found.qs, among=everything, order=ORDERS[order], size=int(size), place=Place.of(request.GET)
    )
    kept = kept_of(request.GET.dict())
    by_words = bool(request.GET.get("text"))
    count = queries.count_of(found=found.qs, page=page, by_words=by_words)
    context = {
        "filter": found,
        "page": page,
        "count": count,
        "pages": None if count.more else -(-count.number // int(size)),
        "rows": queries.rows(member=member, ids=page.ids),
        "order": order,
        "orders": [(key, value.label) for key, value in ORDERS.items()],
        "size": size,
        "sizes": SIZES,
        "chips": chips_of(found, request.GET.dict()),
        "kept": kept,
        "shown": urlencode(kept),
        "labels": labels.in_use(review=member.review),
        "may_label": member.may(Permission.LABEL),
        **_round(member, request.GET.get("round", "")),
    }
    return TemplateResponse(request, "records/list.html", context)


@require_safe
@review_page(Permission.VIEW)
def count_citations(request: HttpRequest, member: Member) -> HttpResponse:
    """Of a list of which the page says only that it is long: fetched by htmx once that page is there, or a page."""
    found = CitationFilter(request.GET, queryset=queries.citations_of(member=member), member=member)
    number = queries.count_all(found=found.qs)
    context = {
        "number": number,
        "pages": -(-number // int(_size(request))),
        "chips": chips_of(found, request.GET.dict()),
        "shown": urlencode(kept_of(request.GET.dict())),
    }
    template = "records/_count.html" if request.htmx else "records/count.html"  # type: ignore[attr-defined]
    return TemplateResponse(request, template, context)


def _size(request: HttpRequest) -> str:
    size = request.GET.get("size", "")
    return size if size in SIZES else SIZES[1]


def _round(member: Member, key: str) -> dict[str, object]:
    """What the member has just labelled, to be undone on the spot; the job, where one is at work on it or stopped."""
    try:
        which = UUID(key) if key else None
    except ValueError:
        which = None
    if which is None:
        return {}
    found = label_rounds.rounds_of(member=member, key=which)
    return {"round": found[0] if found else None, "job": label_rounds.last_job(member=member, key=which)}
