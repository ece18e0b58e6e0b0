"""Where votes disagree, and how it is settled."""

from __future__ import annotations

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
from screening.decisions.guide import guide
from screening.decisions.interests import is_barred
from screening.decisions.models import Candidate
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

PAGE = 50


@require_safe
@review_page(Permission.VIEW)
def conflicts(request: HttpRequest, member: Member) -> HttpResponse:
    page = Paginator(queries.conflicts(member=member), PAGE).get_page(request.GET.get("page"))
    may = {"may_screen": member.may(Permission.SCREEN), "settles": member.may(Permission.RESOLVE_CONFLICTS)}
    return TemplateResponse(request, "decisions/conflicts.html", {"page": page} | may)


@never_cache
@require_safe
@review_page(Permission.VIEW)
def conflict(request: HttpRequest, member: Member, candidate_id: int) -> HttpResponse:
    return _conflict(request, member, _decided(member, candidate_id))


@require_POST
@review_page(Permission.RESOLVE_CONFLICTS)
def resolve(request: HttpRequest, member: Member, candidate_id: int) -> HttpResponse:
    """Settle a conflict and go on to the next one."""
    candidate = _decided(member, candidate_id)
    form = forms.Settlement(request.POST, review=member.review, stage=candidate.stage)
    try:
        if form.is_valid():
            operations.resolve(by=member, candidate=candidate, **form.cleaned_data)
            messages.success(request, "The conflict is settled. The votes stay as they were cast.")
            if left := queries.next_to_settle(member=member):
                return redirect("decisions:conflict", member.review.slug, left.pk)
            return redirect("decisions:conflicts", member.review.slug)
    except ValidationError as refused:
        form.add_error(None, refused.messages)
    return _conflict(
        request,
        member,
        candidate,
        errors=forms.sentences(form),
        note=request.POST.get("note", ""),
        status=422,
    )


def _conflict(
    request: HttpRequest,
    member: Member,
    candidate: Candidate,
    *,
    errors: list[str] | None = None,
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    plan = guide(review=member.review, stage=candidate.stage)
    if plan is None:
        return redirect("decisions:room", member.review.slug)
    ids = list(queries.conflicts(member=member).values_list("pk", flat=True))
    place = ids.index(candidate.pk) if candidate.pk in ids else None
    votes = list(queries.votes_on(member=member, candidate=candidate))
    settled = queries.standing_resolution(candidate)
    page = {
        "card": card(candidate, plan.highlighter),
        "guide": plan,
        "votes": votes,
        "resolution": settled if votes else None,  # open to the same people as the votes it is about
        "voted": queries.ever_voted(member=member, candidate=candidate),
        "settles": member.may(Permission.RESOLVE_CONFLICTS)
        and not is_barred(member=member, citation_id=candidate.citation_id),
        "place": None if place is None else place + 1,
        "count": len(ids),
        "previous": ids[place - 1] if place else None,
        "next": ids[place + 1] if place is not None and place + 1 < len(ids) else None,
        "errors": errors or [],
        "note": note,
    }
    return TemplateResponse(request, "decisions/conflict.html", page, status=status)


def _decided(member: Member, candidate_id: int) -> Candidate:
    """A candidate with all votes in; one that is pending has no page of this kind."""
    rows = Candidate.objects.select_related("citation", "reason").exclude(outcome=Candidate.Outcome.PENDING)
    return get_object_or_404(rows, pk=candidate_id, review=member.review)
