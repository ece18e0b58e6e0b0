"""The page “Who screens what”: everybody sees it, owners change it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from screening.decisions.allocation import operations
from screening.decisions.allocation.assigned import allocation_of, parts_of, pending, votes_required
from screening.decisions.allocation.forms import HandOver, form_for
from screening.decisions.allocation.models import Allocation
from screening.decisions.allocation.people import division, screeners_of
from screening.decisions.allocation.standing import Standing, standing_of
from screening.protocol.models import Stage
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

Mode = Allocation.Mode


@require_safe
@review_page(Permission.VIEW)
def who(request: HttpRequest, member: Member) -> HttpResponse:
    """Both stages as they are divided now, and as they were."""
    stages = [standing_of(review=member.review, stage=stage) for stage in Stage]
    screeners = list(screeners_of(review=member.review))
    page = {
        "stages": [(now, _hand_over_form(None, now, screeners)) for now in stages],
        "may_screen": member.may(Permission.SCREEN),
        "may_change": member.may(Permission.MANAGE_REVIEW),
    }
    return TemplateResponse(request, "decisions/who.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@review_page(Permission.MANAGE_REVIEW)
def divide(request: HttpRequest, member: Member, stage: str) -> HttpResponse:
    """Choose a mode and the shares, see what each person would get, then save it."""
    review, stage = member.review, _stage(stage)
    allocation, screeners = allocation_of(review=review, stage=stage), list(screeners_of(review=review))
    mode = request.POST.get("mode") or request.GET.get("mode") or allocation.mode
    if mode not in Mode:
        raise Http404
    votes = votes_required(review=review, stage=stage)
    form = form_for(
        mode,
        request.POST or None,
        allocation=allocation,
        screeners=screeners,
        sources=list(review.sources.values_list("pk", "name")),
        seats=votes * pending(review=review, stage=stage).count(),
    )
    preview = None
    if request.method == "POST" and form.is_valid():
        chosen: dict[str, Any] = {"stage": stage, "mode": mode, "shares": form.shares()}
        try:
            if "save" in request.POST:
                operations.allocate(
                    by=member,
                    lease_minutes=form.cleaned_data["lease_minutes"],
                    by_priority=form.cleaned_data["order"] == "priority",
                    seen=form.cleaned_data["seen"],
                    **chosen,
                )
                messages.success(request, "Saved. It holds from the next citation that somebody takes.")
                return redirect("decisions:who", review.slug)
            preview = division(review=review, stage=stage, parts=operations.plan(review=review, **chosen))
        except ValidationError as refused:
            form.add_error(None, refused.messages)
    page = {
        "form": form, "mode": Mode(mode), "modes": Mode, "stage": stage, "allocation": allocation,
        "votes": votes, "preview": preview, "may_screen": member.may(Permission.SCREEN),
    }  # fmt: skip
    return TemplateResponse(request, "decisions/divide.html", page, status=422 if form.errors else 200)


@require_POST
@review_page(Permission.MANAGE_REVIEW)
def use_again(request: HttpRequest, member: Member, stage: str) -> HttpResponse:
    """Put the allocation ``number`` of this stage back in force."""
    made = Allocation.objects.filter(review=member.review, stage=_stage(stage))
    earlier = made.filter(number=_whole(request.POST.get("number"))).first()
    if earlier is None:
        messages.error(request, "There is no such earlier division. Nothing was changed.")
        return redirect("decisions:who", member.review.slug)
    return _done(
        request,
        member,
        operations.use_again,
        "The earlier division is in force again.",
        earlier=earlier,
        seen=_whole(request.POST.get("seen")),
    )


@require_POST
@review_page(Permission.MANAGE_REVIEW)
def hand_over(request: HttpRequest, member: Member, stage: str) -> HttpResponse:
    """Give one person's open work to somebody else."""
    review, stage = member.review, _stage(stage)
    now = standing_of(review=review, stage=stage)
    form = _hand_over_form(request.POST, now, list(screeners_of(review=review)))
    if not form.is_valid():
        messages.error(request, "Choose whose work goes to whom. Nothing was changed.")
        return redirect("decisions:who", review.slug)
    return _done(
        request,
        member,
        operations.hand_over_work,
        "The open work is handed over. Votes cast so far stay and count.",
        stage=stage,
        seen=form.cleaned_data["seen"],
        **form.chosen(),
    )


def _hand_over_form(data: Any, now: Standing, screeners: Sequence[Member]) -> HandOver:
    """Those who have a share, whoever is gone first."""
    shares = {pk for part in parts_of(now.allocation) for pk in part.holders}
    gone_first = sorted(now.division.work, key=lambda work: not work.gone)
    holders = [work.member for work in gone_first if work.member.pk in shares]
    return HandOver(data, holders=holders, screeners=screeners, number=now.allocation.number)


def _done(request: HttpRequest, member: Member, operation: Any, said: str, **given: Any) -> HttpResponse:
    try:
        operation(by=member, **given)
        messages.success(request, said)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("decisions:who", member.review.slug)


def _stage(text: str) -> Stage:
    if text not in Stage:
        raise Http404
    return Stage(text)


def _whole(text: str | None) -> int:
    """A number from a form; -1, which is nothing's, for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else -1
