"""The screening room, and one's own history."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from screening.decisions import forms, operations, queries
from screening.decisions.card import own_card
from screening.decisions.desk import desk_of
from screening.decisions.filters import HistoryFilter
from screening.decisions.guide import guide
from screening.decisions.holding import hold
from screening.decisions.interests import barred
from screening.decisions.models import Candidate, Vote
from screening.decisions.preferences import preferences_of
from screening.decisions.progress_lately import figures
from screening.decisions.scripted_views import by_script, of_somebody_else, refusal_of
from screening.decisions.taking import held_by, ids_in, take, waits_for
from screening.protocol.models import Stage
from screening.records import labels
from screening.reviews import refusals
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

PAGE = 50


@never_cache  # a page from the browser's store would offer a citation judged since
@require_safe
@review_page(Permission.SCREEN)
def room(request: HttpRequest, member: Member) -> HttpResponse:
    """The first citation kept for this member, without those they skip (``?without=3,5``); it keeps no other one."""
    skipped = ids_in(request.GET.get("without", ""))
    candidate = held_by(member=member, stage=Stage.TITLE_ABSTRACT).exclude(pk__in=skipped).first()
    return _room(request, member, candidate, skipped=skipped)


@never_cache
@require_safe
@review_page(Permission.SCREEN)
def candidate(request: HttpRequest, member: Member, candidate_id: int) -> HttpResponse:
    """The room with one given citation, to vote on it again."""
    candidate = _candidate(member, candidate_id)
    if candidate.report_id:
        return redirect("fulltexts:report", member.review.slug, candidate.report_id)
    if barred.is_barred(member=member, citation_id=candidate.citation_id):
        messages.error(request, barred.SENTENCE)
        return redirect("decisions:interests", member.review.slug)
    return _room(request, member, candidate)


@require_POST
@review_page(Permission.SCREEN)
def vote(request: HttpRequest, member: Member, candidate_id: int) -> HttpResponse:
    """Cast a vote. A script gets the new state of the page, or the refusal as a sentence; a form the next page."""
    if foreign := of_somebody_else(request, member):
        return foreign
    candidate = get_object_or_404(
        Candidate, pk=candidate_id, review_id=member.review_id, stage=Stage.TITLE_ABSTRACT
    )
    form = forms.Ballot(request.POST, review=member.review, stage=candidate.stage)
    skipped = ids_in(request.POST.get("without", ""))
    if forms.for_somebody_else(request.POST):
        refusals.note(member=member, right=forms.OTHERS_VOTE, what="decisions:vote")
    try:
        if form.is_valid():
            cast = operations.cast_vote(by=member, candidate=candidate, **form.cleaned_data)
            if by_script(request):
                return TemplateResponse(request, "decisions/_counted.html", {"adds": cast.adds})
            take(desk_of(member=member, stage=candidate.stage), wanted=1, without=skipped)
            return _to_room(member, skipped)
    except ValidationError as refused:
        form.add_error(None, refused.messages)
    return refusal_of(request, form) or _room(
        request,
        member,
        candidate,
        skipped=skipped,
        errors=forms.sentences(form),
        note=request.POST.get("note", ""),
        status=422,
    )


@require_POST
@review_page(Permission.SCREEN)
def undo(request: HttpRequest, member: Member, candidate_id: int) -> HttpResponse:
    """Take one's own vote back: then the citation is shown again, or the history one came from."""
    if foreign := of_somebody_else(request, member):
        return foreign
    candidate = _candidate(member, candidate_id)
    form = forms.Undo(request.POST)
    try:
        if form.is_valid():
            operations.undo_vote(by=member, candidate=candidate, key=form.cleaned_data["key"])
            messages.success(request, "Your vote is taken back. It stays on record as undone.")
    except ValidationError as refused:
        form.add_error(None, refused.messages)
    if by_script(request):
        return refusal_of(request, form) or TemplateResponse(
            request, "decisions/_state.html", _state_of(member)
        )
    for sentence in forms.sentences(form):
        messages.error(request, sentence)
    if request.POST.get("then") == "history":
        return redirect("decisions:history", member.review.slug)
    return redirect("decisions:candidate", member.review.slug, candidate.pk)


@never_cache
@require_safe
@review_page(Permission.SCREEN)
def history(request: HttpRequest, member: Member) -> HttpResponse:
    found = HistoryFilter(request.GET, queryset=queries.history(member=member), member=member)
    page = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request, "decisions/history.html", {"filter": found, "page": page, "key": uuid4, "may_screen": True}
    )


def _room(
    request: HttpRequest,
    member: Member,
    candidate: Candidate | None,
    *,
    skipped: list[int] | None = None,
    errors: list[str] | None = None,
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    plan = guide(review=member.review, stage=Stage.TITLE_ABSTRACT)
    page = _state_of(member) | {
        "guide": plan,
        "skipped": skipped or [],
        "errors": errors or [],
        "may_screen": True,
    }
    if plan is None or candidate is None:
        page["waits"] = waits_for(member=member, stage=Stage.TITLE_ABSTRACT, without=skipped or [])
        page["hold"] = hold(member=member, stage=Stage.TITLE_ABSTRACT)
        return TemplateResponse(request, "decisions/room_empty.html", page, status=status)
    own = queries.own_votes(member=member).filter(candidate=candidate).select_related("reason").first()
    preferences = preferences_of(member)
    page |= {
        "card": own_card(
            member=member, candidate=candidate, highlighter=plan.highlighter, preferences=preferences
        ),
        "own": own,
        "note": note or (own.note if own else ""),
        "preferences": preferences,
        "labels": list(labels.in_use(review=member.review)),
        "previous": _before(candidate, page["recent"]),
    }
    return TemplateResponse(request, "decisions/room.html", page, status=status)


def _to_room(member: Member, skipped: list[int]) -> HttpResponse:
    room = reverse("decisions:room", args=[member.review.slug])
    return redirect(f"{room}?without={','.join(map(str, skipped))}" if skipped else room)


def _before(candidate: Candidate, recent: list[Vote]) -> int | None:
    """What the member judged before the candidate: the latest of all, unless it is one of the last votes itself."""
    judged = [vote.candidate_id for vote in recent]
    place = judged.index(candidate.pk) + 1 if candidate.pk in judged else 0
    return judged[place] if place < len(judged) else None


def _state_of(member: Member) -> dict[str, Any]:
    recent = list(queries.recent_votes(member=member))
    return {**figures(member=member), "recent": recent, "key": uuid4}


def _candidate(member: Member, candidate_id: int, **wanted: Any) -> Candidate:
    rows = Candidate.objects.select_related("citation", "reason")
    return get_object_or_404(rows, pk=candidate_id, review=member.review, **wanted)
