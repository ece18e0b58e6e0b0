"""Where votes disagree: the list, one after the other, and how each is settled or opened again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms as django_forms
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
from screening.decisions.conflicts.filters import ConflictFilter
from screening.decisions.conflicts.settlers import anybody_settles
from screening.decisions.discussion import comments
from screening.decisions.guide import guide
from screening.decisions.interests.barred import is_barred
from screening.decisions.models import Candidate
from screening.decisions.outcomes import reopening
from screening.decisions.preferences import preferences_of
from screening.reviews import refusals
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

PAGE = 50


@require_safe
@review_page(Permission.VIEW)
def conflicts(request: HttpRequest, member: Member) -> HttpResponse:
    found = ConflictFilter(request.GET, member=member)
    page = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "page": page,
        "lines": queries.with_votes(member=member, candidates=page.object_list),
        "preferences": preferences_of(member),
        "may_screen": member.may(Permission.SCREEN),
        "settled_here": queries.stages_to_settle(member=member),
    }
    return TemplateResponse(request, "decisions/conflicts/list.html", context)


@require_safe
@review_page(Permission.VIEW)
def differing(request: HttpRequest, member: Member) -> HttpResponse:
    """Excluded by agreement, for different reasons: reported apart."""
    page = Paginator(queries.differing_reasons(member=member), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": queries.with_votes(member=member, candidates=page.object_list),
        "preferences": preferences_of(member),
        "may_screen": member.may(Permission.SCREEN),
    }
    return TemplateResponse(request, "decisions/conflicts/differing.html", context)


@never_cache
@require_safe
@review_page(Permission.VIEW)
def conflict(request: HttpRequest, member: Member, candidate_id: int) -> HttpResponse:
    return _conflict(request, member, _decided(member, candidate_id))


@require_POST
@review_page(Permission.RESOLVE_CONFLICTS)
def resolve(request: HttpRequest, member: Member, candidate_id: int) -> HttpResponse:
    """Settle a conflict and go on to the next one of the list it was opened from."""
    candidate = _decided(member, candidate_id)
    listed = ConflictFilter(request.GET, member=member)
    found = listed.ids
    form = forms.Settlement(request.POST, review=member.review, stage=candidate.stage)
    if forms.for_somebody_else(request.POST):
        refusals.note(member=member, right=forms.OTHERS_VOTE, what="decisions:resolve")
    refused = _refused(form, lambda: operations.resolve(by=member, candidate=candidate, **form.cleaned_data))
    if refused:
        return _conflict(
            request, member, candidate, errors=refused, note=request.POST.get("note", ""), status=422
        )
    messages.success(request, "The conflict is settled. The votes stay as they were cast.")
    left = listed.next_after(candidate, found)
    if left:
        return redirect(_at("decisions:conflict", [member.review.slug, left], listed.kept))
    return redirect("decisions:conflicts", member.review.slug)  # of what was chosen nothing is left


@require_POST
@review_page(Permission.RESOLVE_CONFLICTS)
def reopen(request: HttpRequest, member: Member, candidate_id: int) -> HttpResponse:
    """Ask for a fresh look at what was decided."""
    candidate = _decided(member, candidate_id)
    form = forms.Reopening(request.POST)
    refused = _refused(form, lambda: reopening.reopen(by=member, candidate=candidate, **form.cleaned_data))
    if refused:
        why = request.POST.get("reason", "")
        return _conflict(request, member, candidate, errors=refused, why=why, status=422)
    messages.success(request, "It is open again. All votes are kept; those who judged were told.")
    return redirect("decisions:conflict", member.review.slug, candidate.pk)


@require_POST
@review_page(Permission.RESOLVE_CONFLICTS)
def take_back_reopening(request: HttpRequest, member: Member, candidate_id: int) -> HttpResponse:
    candidate = _decided(member, candidate_id)
    refused = _refused(None, lambda: reopening.take_back_reopening(by=member, candidate=candidate))
    if refused:
        return _conflict(request, member, candidate, errors=refused, status=422)
    messages.success(request, "It is as it was before it was opened again.")
    return redirect("decisions:conflict", member.review.slug, candidate.pk)


@require_POST
@review_page(Permission.SCREEN)
def comment(request: HttpRequest, member: Member, candidate_id: int) -> HttpResponse:
    """Write in the discussion."""
    candidate = _decided(member, candidate_id)
    form = forms.Remark(request.POST)
    refused = _refused(
        form, lambda: comments.write_comment(by=member, candidate=candidate, **form.cleaned_data)
    )
    if refused:
        typed = request.POST.get("text", "")
        return _conflict(request, member, candidate, errors=refused, typed=typed, status=422)
    kept = ConflictFilter(request.GET, member=member).kept
    return redirect(_at("decisions:conflict", [member.review.slug, candidate.pk], kept) + "#discussion")


def _refused(form: django_forms.Form | None, change: Callable[[], object]) -> list[str]:
    """Do it; what was wrong, if anything was, in sentences."""
    if form is not None and not form.is_valid():
        return forms.sentences(form)
    try:
        change()
    except ValidationError as refusal:
        return refusal.messages
    return []


def _conflict(
    request: HttpRequest,
    member: Member,
    candidate: Candidate,
    *,
    errors: list[str] | None = None,
    note: str = "",
    why: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    plan = guide(review=member.review, stage=candidate.stage)
    if plan is None:
        return redirect("decisions:room", member.review.slug)
    preferences = preferences_of(member)
    votes = list(queries.votes_on(member=member, candidate=candidate))
    latest = queries.latest_resolution(candidate)
    barred = is_barred(member=member, citation_id=candidate.citation_id)
    page = {
        "card": own_card(
            member=member, candidate=candidate, highlighter=plan.highlighter, preferences=preferences
        ),
        "preferences": preferences,
        "guide": plan,
        "votes": votes,
        "ruling": latest if votes else None,  # open to the same people as the votes it is about
        "stuck": bool(votes)
        and candidate.outcome == Candidate.Outcome.CONFLICT
        and not anybody_settles(viewer=member, candidate=candidate),
        "voted": queries.ever_voted(member=member, candidate=candidate),
        "settles": not barred and candidate.stage in queries.stages_to_settle(member=member),
        "barred": barred,
        "reopens": member.may(Permission.RESOLVE_CONFLICTS),
        "comments": list(comments.comments_on(member=member, candidate=candidate)),
        "discusses": comments.may_discuss(member=member, candidate=candidate),
        "key": uuid4,
        "errors": errors or [],
        "note": note,
        "why": why,
        "typed": typed,
        **_neighbours(ConflictFilter(request.GET, member=member), candidate),
    }
    return TemplateResponse(request, "decisions/conflicts/conflict.html", page, status=status)


def _neighbours(listed: ConflictFilter, candidate: Candidate) -> dict[str, Any]:
    """Its place in the list it was opened from, and what is before and after it there."""
    ids = listed.ids
    place = ids.index(candidate.pk) if candidate.pk in ids else None
    return {
        "kept": listed.kept,
        "place": None if place is None else place + 1,
        "count": len(ids),
        "previous": ids[place - 1] if place else None,
        "next": ids[place + 1] if place is not None and place + 1 < len(ids) else None,
    }


def _at(name: str, args: list[Any], kept: str) -> str:
    return reverse(name, args=args) + (f"?{kept}" if kept else "")


def _decided(member: Member, candidate_id: int) -> Candidate:
    """A candidate with all votes in; one that is pending has no page of this kind."""
    rows = Candidate.objects.select_related("citation", "reason").exclude(outcome=Candidate.Outcome.PENDING)
    return get_object_or_404(rows, pk=candidate_id, review=member.review)
