"""The work list after the criteria changed: one's own votes to look at again, and who has how many."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from screening.decisions import forms, operations
from screening.decisions.amending import look_again
from screening.decisions.amending.look_again_votes import keep_vote
from screening.decisions.card import own_card
from screening.decisions.guide import guide
from screening.decisions.models import Candidate
from screening.decisions.preferences import preferences_of
from screening.protocol.models import Stage
from screening.protocol.queries import current_protocol
from screening.reviews import refusals
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

PAGE = 50


@never_cache
@require_safe
@review_page(Permission.VIEW)
def look_again_list(request: HttpRequest, member: Member) -> HttpResponse:
    """One's own piles; for who steers or audits the review also everybody's, on completed candidates, with the list
    behind one of them (``?of=…``)."""
    steers = any(
        member.may(right)
        for right in (Permission.EDIT_PROTOCOL, Permission.MANAGE_REVIEW, Permission.READ_TRAIL)
    )
    piles = look_again.piles(member=member)
    shares = look_again.shares(member=member) if steers else None
    chosen = shares.pile(request.GET.get("of", "")) if shares else None
    votes = look_again.behind(member=member, pile=chosen) if chosen else None
    page = {
        "protocol": current_protocol(review=member.review),
        "concerned": [pile for pile in piles if pile.sort.changed],
        "unconcerned": [pile for pile in piles if not pile.sort.changed],
        "shares": shares,
        "chosen": chosen,
        "page": Paginator(votes, PAGE).get_page(request.GET.get("page")) if votes is not None else None,
        "preferences": preferences_of(member),
        "may_screen": member.may(Permission.SCREEN),
    }
    return TemplateResponse(request, "decisions/amending/look_again_list.html", page)


@never_cache
@require_safe
@review_page(Permission.SCREEN)
def look_again_next(request: HttpRequest, member: Member) -> HttpResponse:
    """The next citation of a pile (``?pile=…&after=…``), with the vote, what changed, and the criteria now."""
    after = request.GET.get("after", "")
    number = int(after) if after.isdecimal() and len(after) < 19 else 0
    return _next(request, member, request.GET.get("pile", ""), number)


@require_POST
@review_page(Permission.SCREEN)
def look_again_vote(request: HttpRequest, member: Member, candidate_id: int) -> HttpResponse:
    """Keep one's vote (``keep``) or cast another one, and go on to the next of the pile."""
    candidate = get_object_or_404(Candidate, pk=candidate_id, review=member.review)
    if candidate.stage == Stage.FULL_TEXT and "keep" not in request.POST:
        return redirect("fulltexts:report", member.review.slug, candidate.report_id)
    pile = request.POST.get("pile", "")
    keeps = "keep" in request.POST
    form = (
        forms.Keep(request.POST)
        if keeps
        else forms.Ballot(request.POST, review=member.review, stage=candidate.stage)
    )
    if forms.for_somebody_else(request.POST):
        refusals.note(member=member, right=forms.OTHERS_VOTE, what="decisions:look_again_vote")
    try:
        if form.is_valid():
            if keeps:
                keep_vote(by=member, candidate=candidate, **form.cleaned_data)
            else:
                operations.cast_vote(by=member, candidate=candidate, **form.cleaned_data)
            return redirect(_address(member, pile, candidate.pk))
    except ValidationError as refused:
        form.add_error(None, refused.messages)
    return _next(request, member, pile, candidate.pk - 1, errors=forms.sentences(form))


def _next(
    request: HttpRequest, member: Member, key: str, after: int, errors: list[str] | None = None
) -> HttpResponse:
    found = look_again.next_in(member=member, key=key, after=after)
    if found is None:
        for sentence in errors or []:
            messages.error(request, sentence)
        return redirect("decisions:look_again_list", member.review.slug)
    vote, pile = found
    plan = guide(review=member.review, stage=vote.candidate.stage)
    if plan is None:
        return redirect("decisions:room", member.review.slug)
    preferences = preferences_of(member)
    page = {
        "vote": vote,
        "pile": pile,
        "card": own_card(
            member=member,
            candidate=vote.candidate,
            highlighter=plan.highlighter,
            preferences=preferences,
        ),
        "preferences": preferences,
        "guide": plan,
        "offered": vote.reason is None or vote.reason in [choice.reason for choice in plan.choices],
        "judges_here": vote.candidate.stage == Stage.TITLE_ABSTRACT,
        "key": uuid4,
        "errors": errors or [],
        "note": request.POST.get("note", vote.note),
    }
    return TemplateResponse(
        request, "decisions/amending/look_again.html", page, status=422 if errors else 200
    )


def _address(member: Member, pile: str, after: int) -> str:
    where = reverse("decisions:look_again", args=[member.review.slug])
    return f"{where}?{urlencode({'pile': pile, 'after': str(after)})}"
