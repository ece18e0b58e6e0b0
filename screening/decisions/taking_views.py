"""Taking citations into the room and giving them back: POSTs, for both change what others are handed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from screening.decisions import queries
from screening.decisions.card import cards
from screening.decisions.guide import guide
from screening.protocol.models import Stage
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

AHEAD = 20  # citations that a browser holds ready
MOST = 1000  # ids read from one request


@never_cache
@require_POST
@review_page(Permission.SCREEN)
def ahead(request: HttpRequest, member: Member) -> HttpResponse:
    """The citations that come next, for a browser that shows them at once; ``without`` those it holds already."""
    plan = guide(review=member.review, stage=Stage.TITLE_ABSTRACT)
    found = []
    if plan:
        coming = queries.queue(member=member).exclude(pk__in=ids_in(request.POST.get("without", "")))[:AHEAD]
        found = cards(member=member, candidates=coming, highlighter=plan.highlighter)
    return TemplateResponse(request, "decisions/_ahead.html", {"cards": found})


@require_POST
@review_page(Permission.SCREEN)
def leave(request: HttpRequest, member: Member) -> HttpResponse:
    """Leave the room: by a button, or as a window closes, which wants no page."""
    return (
        redirect("decisions:progress", member.review.slug)
        if "then" in request.POST
        else HttpResponse(status=204)
    )


def ids_in(text: str) -> list[int]:
    """Ids from a request, separated by commas; what is none, and what goes beyond 1,000 of them, is left out."""
    given = text.split(",", MOST)[:MOST]
    return [int(number) for number in given if number.isdecimal() and len(number) < 19]
