"""The list of citations."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from screening.records import queries
from screening.records.filters import CitationFilter
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

SIZES = ("25", "50", "100", "200")


@require_safe
@review_page(Permission.VIEW)
def list_citations(request: HttpRequest, member: Member) -> HttpResponse:
    found = CitationFilter(request.GET, queryset=queries.citations_of(member=member), member=member)
    size = request.GET.get("size", "")
    size = size if size in SIZES else SIZES[1]
    page = Paginator(found.qs, int(size)).get_page(request.GET.get("page"))
    chosen = [name for name in found.filters if request.GET.get(name) and name not in ("order", "text")]
    context = {
        "filter": found,
        "page": page,
        "rows": queries.rows(citations=page.object_list),
        "size": size,
        "sizes": SIZES,
        "chosen": chosen,
        "narrowed": bool(chosen or request.GET.get("text")),
    }
    return TemplateResponse(request, "records/list.html", context)
