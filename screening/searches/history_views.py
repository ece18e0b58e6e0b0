"""The versions of a source's strategy, what changed between them, and their peer reviews."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches import peer_review, versions
from screening.searches.models import Search, Source
from screening.searches.peer_review_forms import Press
from screening.searches.strategy_views import row_id

PAGE = 20


@require_safe
@review_page(Permission.VIEW)
def history(request: HttpRequest, member: Member, source_id: int) -> HttpResponse:
    """Every version of a source's strategy, and what changed between two of them."""
    source = get_object_or_404(Source, pk=source_id, review=member.review)
    kept = versions.kept_strategies(source=source)
    numbers = {pk: place for place, pk in enumerate(sorted(kept.order_by().values_list("pk", flat=True)), 1)}
    page = Paginator(kept, PAGE).get_page(request.GET.get("page"))
    before, after = (
        kept.filter(pk=row_id(request.GET.get(name, ""))).first() for name in ("before", "after")
    )
    context = {
        "source": source,
        "page": page,
        "versions": [
            (numbers[version.search.pk], version) for version in versions.versions(searches=list(page))
        ],
        "numbers": sorted(((number, pk) for pk, number in numbers.items()), reverse=True),
        "before": before,
        "after": after,
        "compared": (numbers[before.pk], numbers[after.pk]) if before and after else None,
        "differences": versions.differences(before, after) if before and after else [],
        "may_search": member.may(Permission.RUN_SEARCHES),
    }
    return TemplateResponse(request, "searches/history.html", context)


@require_http_methods(["GET", "POST"])
@review_page(Permission.RUN_SEARCHES)
def review_strategy(request: HttpRequest, member: Member, search_id: int) -> HttpResponse:
    """Note what somebody said who looked the strategy over."""
    kept = get_object_or_404(
        Search.objects.select_related("source", "created_by__user"), pk=search_id, review=member.review
    )
    form = Press(request.POST or None, review=member.review)
    if request.method == "POST" and form.is_valid():
        try:
            peer_review.note_peer_review(by=member, search=kept, **form.told)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(
                request, "The peer review is noted. It stands with this version of the strategy."
            )
            return redirect("searches:history", member.review.slug, kept.source_id)
    return TemplateResponse(request, "searches/review_strategy.html", {"search": kept, "form": form})
