"""Taking citations into the room and giving them back: POSTs, for both change what others are handed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from screening.decisions import taking
from screening.decisions.allocation import leases
from screening.decisions.card import cards
from screening.decisions.desk import desk_of
from screening.decisions.highlights import Highlighter
from screening.decisions.progress_lately import figures
from screening.protocol.models import Stage
from screening.protocol.queries import terms_of
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

AHEAD = 20  # citations that a browser holds ready
STAGE = Stage.TITLE_ABSTRACT


@require_POST
@review_page(Permission.SCREEN)
def take(request: HttpRequest, member: Member) -> HttpResponse:
    """Lease the next citation, without those skipped (``without=3,5``), and show it in the room."""
    skipped = taking.ids_in(request.POST.get("without", ""))
    desk = desk_of(member=member, stage=STAGE)
    if desk.rules:
        taking.take(desk, wanted=1, without=skipped)
    room = reverse("decisions:room", args=[member.review.slug])
    return redirect(f"{room}?without={','.join(map(str, skipped))}" if skipped else room)


@never_cache
@require_POST
@review_page(Permission.SCREEN)
def ahead(request: HttpRequest, member: Member) -> HttpResponse:
    """The citations that come next, leased, for a browser that shows them at once.

    At most ``most``, and ``without`` those it holds: these are leased on. None are answered when nothing is left, or
    others hold the rest: the room says which. With them goes how far the member and the team are.
    """
    holds = taking.ids_in(request.POST.get("without", ""))
    desk = desk_of(member=member, stage=STAGE)
    found = []
    if desk.rules:
        taking.keep_holding(desk, candidates=holds)
        coming = taking.take(desk, wanted=_most(request), without=holds)
        marks, hide = Highlighter(*terms_of(rules=desk.rules)), desk.preferences.hide_origin
        found = cards(member=member, candidates=coming, highlighter=marks, hide_origin=hide)
    told = figures(member=member, takes_part=desk.hold.takes_part)
    return TemplateResponse(request, "decisions/_ahead.html", {**told, "cards": found})


@require_POST
@review_page(Permission.SCREEN)
def leave(request: HttpRequest, member: Member) -> HttpResponse:
    """Give back what is kept for the member: those named in ``held`` (one window's), or all of it.

    A button leads to the overview (``then``); a window that closes wants no page.
    """
    given = request.POST.get("held")
    leases.give_back(member=member, stage=STAGE, candidates=None if given is None else taking.ids_in(given))
    return (
        redirect("reviews:index", member.review.slug) if "then" in request.POST else HttpResponse(status=204)
    )


def _most(request: HttpRequest) -> int:
    """A page left open asks for none: it must not gather what others could judge."""
    asked = request.POST.get("most", "")
    return min(AHEAD, int(asked)) if asked.isdecimal() and len(asked) < 4 else AHEAD
