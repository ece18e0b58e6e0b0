"""The screening room, one's own history, and how far screening is."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from screening.decisions import forms, operations, queries
from screening.decisions.card import card
from screening.decisions.filters import HistoryFilter
from screening.decisions.guide import guide
from screening.decisions.models import Candidate
from screening.decisions.progress import agreement_by_pair
from screening.decisions.progress import progress as progress_of
from screening.decisions.progress_lately import progress_lately
from screening.protocol.models import Stage
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

AHEAD = 10  # citations that a browser holds ready
MOST_SKIPPED = 200
PAGE = 50


@never_cache  # a page from the browser's store would offer a citation judged since
@require_safe
@review_page(Permission.SCREEN)
def room(request: HttpRequest, member: Member) -> HttpResponse:
    """The next citation for this member, without those they skip (``?without=3,5``)."""
    skipped = _skipped(request)
    candidate = queries.queue(member=member).exclude(pk__in=skipped).first()
    return _room(request, member, candidate, skipped=skipped)


@never_cache
@require_safe
@review_page(Permission.SCREEN)
def ahead(request: HttpRequest, member: Member) -> HttpResponse:
    """The citations that come next, for a browser that shows them at once; without those it holds already."""
    plan = guide(review=member.review, stage=Stage.TITLE_ABSTRACT)
    coming = queries.queue(member=member).exclude(pk__in=_skipped(request))[: AHEAD if plan else 0]
    cards = [card(candidate, plan.highlighter) for candidate in coming] if plan else []
    return TemplateResponse(request, "decisions/_ahead.html", {"cards": cards})


@never_cache
@require_safe
@review_page(Permission.SCREEN)
def candidate(request: HttpRequest, member: Member, candidate_id: int) -> HttpResponse:
    """The room with one given citation, to vote on it again."""
    candidate = _candidate(member, candidate_id)
    if candidate.report_id:
        return redirect("fulltexts:report", member.review.slug, candidate.report_id)
    return _room(request, member, candidate)


@require_POST
@review_page(Permission.SCREEN)
def vote(request: HttpRequest, member: Member, candidate_id: int) -> HttpResponse:
    """Cast a vote. A script gets the new state of the page, or the refusal as a sentence; a form the next page."""
    candidate = get_object_or_404(
        Candidate, pk=candidate_id, review_id=member.review_id, stage=Stage.TITLE_ABSTRACT
    )
    form = forms.Ballot(request.POST, review=member.review, stage=candidate.stage)
    try:
        if form.is_valid():
            operations.cast_vote(by=member, candidate=candidate, **form.cleaned_data)
            return (
                _state(request, member)
                if _by_script(request)
                else redirect("decisions:room", member.review.slug)
            )
    except ValidationError as refused:
        form.add_error(None, refused.messages)
    return _refusal(request, form) or _room(
        request,
        member,
        candidate,
        errors=forms.sentences(form),
        note=request.POST.get("note", ""),
        status=422,
    )


@require_POST
@review_page(Permission.SCREEN)
def undo(request: HttpRequest, member: Member, candidate_id: int) -> HttpResponse:
    """Take one's own vote back: then the citation is shown again, or the history one came from."""
    candidate = _candidate(member, candidate_id)
    form = forms.Undo(request.POST)
    try:
        if form.is_valid():
            operations.undo_vote(by=member, candidate=candidate, key=form.cleaned_data["key"])
            messages.success(request, "Your vote is taken back. It stays on record as undone.")
    except ValidationError as refused:
        form.add_error(None, refused.messages)
    if _by_script(request):
        return _refusal(request, form) or _state(request, member)
    for sentence in forms.sentences(form):
        messages.error(request, sentence)
    if request.POST.get("then") == "history":
        return redirect("decisions:history", member.review.slug)
    return redirect("decisions:candidate", member.review.slug, candidate.pk)


@never_cache
@require_safe
@review_page(Permission.SCREEN)
def history(request: HttpRequest, member: Member) -> HttpResponse:
    found = HistoryFilter(request.GET, queryset=queries.history(member=member))
    page = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request, "decisions/history.html", {"filter": found, "page": page, "key": uuid4, "may_screen": True}
    )


@require_safe
@review_page(Permission.VIEW)
def progress(request: HttpRequest, member: Member) -> HttpResponse:
    """How far the team is; how far pairs agree, for those who judge and those who audit."""
    trusted = member.may(Permission.SCREEN) or member.may(Permission.READ_TRAIL)
    page = {
        "progress": progress_of(member=member),
        "may_screen": member.may(Permission.SCREEN),
        "trusted": trusted,
        "agreements": [
            (stage, agreement_by_pair(review=member.review, stage=stage)) for stage in Stage if trusted
        ],
    }
    return TemplateResponse(request, "decisions/progress.html", page)


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
        return TemplateResponse(request, "decisions/room_empty.html", page)
    own = queries.own_votes(member=member).filter(candidate=candidate).select_related("reason").first()
    page |= {"card": card(candidate, plan.highlighter), "own": own, "note": note or (own.note if own else "")}
    return TemplateResponse(request, "decisions/room.html", page, status=status)


def _state(request: HttpRequest, member: Member) -> HttpResponse:
    """What a vote changes on the page around it."""
    return TemplateResponse(request, "decisions/_state.html", _state_of(member))


def _state_of(member: Member) -> dict[str, Any]:
    return {
        "progress": progress_lately(member=member),
        "recent": list(queries.recent_votes(member=member)),
        "key": uuid4,
    }


def _candidate(member: Member, candidate_id: int, **wanted: Any) -> Candidate:
    rows = Candidate.objects.select_related("citation", "reason")
    return get_object_or_404(rows, pk=candidate_id, review=member.review, **wanted)


def _skipped(request: HttpRequest) -> list[int]:
    given = request.GET.get("without", "").split(",")
    return [int(number) for number in given if number.isdecimal() and len(number) < 19][:MOST_SKIPPED]


def _by_script(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def _refusal(request: HttpRequest, form: django_forms.Form) -> HttpResponse | None:
    """For a script: why the server did not take what it sent."""
    if not _by_script(request) or form.is_valid():
        return None
    return HttpResponse(" ".join(forms.sentences(form)), status=422, content_type="text/plain; charset=utf-8")
