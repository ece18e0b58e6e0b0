"""How far people agree: all of them, two by two, by week and by protocol version."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from screening.decisions.agreement.comparing import ENOUGH, of_all, of_pair, pairs_in
from screening.decisions.agreement.parts import crossed, parts_of
from screening.decisions.figures.first_votes import first_votes
from screening.decisions.stages import stage_of
from screening.protocol.models import Stage
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@require_safe
@review_page(Permission.READ_FIGURES)
def agreement(request: HttpRequest, member: Member) -> HttpResponse:
    stage = stage_of(request.GET.get("stage"))
    judged = first_votes(review=member.review, stage=stage)
    people = Member.objects.filter(review=member.review).select_related("user").in_bulk()
    page = _page(member, stage) | {
        "everybody": of_all(judged),
        "pairs": [(people[a], people[b], of_pair(judged, a, b)) for a, b in pairs_in(judged)],
        "parts": parts_of(judged, of_all),
    }
    return TemplateResponse(request, "decisions/figures/agreement.html", page)


@require_safe
@review_page(Permission.READ_FIGURES)
def pair(request: HttpRequest, member: Member, member_id: int, colleague_id: int) -> HttpResponse:
    """Two members: their verdicts crossed, and their agreement over time."""
    people = Member.objects.filter(review=member.review).select_related("user")
    first, second = (get_object_or_404(people, pk=pk) for pk in sorted((member_id, colleague_id)))
    if first == second:
        raise Http404
    stage = stage_of(request.GET.get("stage"))
    judged = first_votes(review=member.review, stage=stage)
    compared = of_pair(judged, first.pk, second.pk)
    page = _page(member, stage) | {
        "first": first,
        "second": second,
        "compared": compared,
        "tables": [(reading, crossed(figures, reading)) for reading, figures in compared.figures],
        "parts": parts_of(judged, lambda part: of_pair(part, first.pk, second.pk)),
    }
    return TemplateResponse(request, "decisions/figures/agreement_pair.html", page)


def _page(member: Member, stage: Stage) -> dict[str, Any]:
    return {
        "stage": stage,
        "stages": Stage,
        "enough": ENOUGH,
        "may_screen": member.may(Permission.SCREEN),
    }
