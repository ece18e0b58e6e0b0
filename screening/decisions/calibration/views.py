"""Pilot rounds and the gate before main screening."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from screening.decisions.calibration import forms, operations, queries
from screening.decisions.calibration.finished import finished
from screening.decisions.calibration.results import results_of
from screening.decisions.forms import sentences
from screening.decisions.models import Candidate
from screening.decisions.preferences import preferences_of
from screening.decisions.stages import stage_of
from screening.protocol.models import Stage
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@never_cache
@require_safe
@review_page(Permission.VIEW)
def calibration(request: HttpRequest, member: Member) -> HttpResponse:
    return _calibration(request, member)


@never_cache
@require_safe
@review_page(Permission.VIEW)
def pilot(request: HttpRequest, member: Member, pilot_id: int) -> HttpResponse:
    return _pilot(request, member, _of(member, pilot_id))


@require_POST
@review_page(Permission.MANAGE_REVIEW)
def open_pilot(request: HttpRequest, member: Member) -> HttpResponse:
    stage = _asked(request)
    form = forms.OpenRound(request.POST, review=member.review, stage=stage)
    if opened := _done(form, lambda given: operations.open_round(by=member, stage=stage, **given)):
        messages.success(request, f"{opened} is open: everybody who takes part is told.")
        return redirect("decisions:pilot", member.review.slug, opened.pk)
    return _calibration(request, member, opening=form)


@require_POST
@review_page(Permission.MANAGE_REVIEW)
def close_pilot(request: HttpRequest, member: Member, pilot_id: int) -> HttpResponse:
    found = _of(member, pilot_id)
    form = forms.Reason(request.POST)
    if _done(form, lambda given: operations.close_round(by=member, pilot=found, **given)):
        messages.success(request, f"{found} is closed, and its votes are open to those who took part.")
        return redirect("decisions:pilot", member.review.slug, found.pk)
    return _pilot(request, member, found, closing=form)


@require_POST
@review_page(Permission.SCREEN)
def say(request: HttpRequest, member: Member, pilot_id: int) -> HttpResponse:
    found = _of(member, pilot_id)
    form = forms.Say(request.POST)

    def store(given: dict[str, Any]) -> object:
        about = given["candidate"]
        if about is not None:
            about = get_object_or_404(Candidate, pk=about, review=member.review)
        return operations.say(by=member, pilot=found, text=given["text"], candidate=about)

    if _done(form, store):
        return redirect("decisions:pilot", member.review.slug, found.pk)
    return _pilot(request, member, found, saying=form)


@require_POST
@review_page(Permission.MANAGE_REVIEW)
def set_gate(request: HttpRequest, member: Member) -> HttpResponse:
    form, stage = forms.SetGate(request.POST), _asked(request)
    if _done(form, lambda given: operations.set_gate(by=member, stage=stage, **given)):
        messages.success(request, "What a pilot round must reach is changed.")
        return _to_stage(member, stage)
    return _calibration(request, member, setting=form)


@require_POST
@review_page(Permission.MANAGE_REVIEW)
def open_gate(request: HttpRequest, member: Member) -> HttpResponse:
    form, stage = forms.OpenGate(request.POST), _asked(request)
    if _done(form, lambda given: operations.open_gate(by=member, stage=stage, **given)):
        messages.success(request, "Main screening is open. Your reason is in the audit trail.")
        return _to_stage(member, stage)
    return _calibration(request, member, passing=form)


def _calibration(
    request: HttpRequest,
    member: Member,
    *,
    opening: forms.OpenRound | None = None,
    setting: forms.SetGate | None = None,
    passing: forms.OpenGate | None = None,
) -> HttpResponse:
    stage = stage_of(request.GET.get("stage"))
    rounds = list(queries.rounds_of(member=member, stage=stage))
    gate = queries.gate_of(review=member.review, stage=stage)
    running = next((one for one in rounds if one.closed_at is None), None)
    page = {
        "rounds": rounds,
        "gate": gate,
        "running": running,
        "finished": finished(pilot=running) if running else None,
        "own": queries.own_progress(member=member, stage=stage),
        "stage": stage,
        "stages": Stage,
        "sees_all": queries.sees_all(member),
        "manages": member.may(Permission.MANAGE_REVIEW),
        "may_screen": member.may(Permission.SCREEN),
        "opening": opening or forms.OpenRound(review=member.review, stage=stage),
        "setting": setting or forms.SetGate(instance=gate),
        "passing": passing or forms.OpenGate(),
        "refused": [  # of a form that is no longer here: somebody was quicker, or it was sent twice
            *(sentences(opening) if opening and running else []),
            *(sentences(passing) if passing and not (gate and gate.is_shut) else []),
        ],
    }
    status = 422 if opening or setting or passing else 200
    return TemplateResponse(request, "decisions/calibration/list.html", page, status=status)


def _pilot(
    request: HttpRequest,
    member: Member,
    pilot: Any,
    *,
    closing: forms.Reason | None = None,
    saying: forms.Say | None = None,
) -> HttpResponse:
    gate = queries.gate_of(review=member.review, stage=pilot.stage)
    page: dict[str, Any] = {
        "pilot": pilot,
        "gate": gate,
        "missed": gate.missed_by(pilot) if gate else {},
        "sees_votes": pilot.closed_at is not None and (pilot.mine or queries.sees_all(member)),
        "manages": member.may(Permission.MANAGE_REVIEW),
        "may_screen": member.may(Permission.SCREEN),
        "closing": closing or forms.Reason(),
        "saying": saying or forms.Say(),
        "refused": sentences(closing) if closing and pilot.closed_at else [],
    }
    threads = {""}  # of the round as a whole, and of the citations below
    if pilot.closed_at is None:
        page |= {
            "finished": finished(pilot=pilot),
            "own": queries.own_progress(member=member, stage=pilot.stage),
        }
    elif page["sees_votes"]:
        seen = not member.review.blinded or member.may(Permission.READ_PENDING)
        results = results_of(pilot=pilot, sees_pending=seen)
        talk = queries.discussion(pilot=pilot, results=results)
        threads |= {str(shown.case.candidate.pk) for shown in (*talk.disagreed, *talk.reasons_differ)}
        page |= {"results": results, "talk": talk, "preferences": preferences_of(member)}
    if saying and (not page["sees_votes"] or str(saying["candidate"].value() or "") not in threads):
        page["refused"] += sentences(saying)
    status = 422 if closing or saying else 200
    return TemplateResponse(request, "decisions/calibration/pilot.html", page, status=status)


def _asked(request: HttpRequest) -> Stage:
    """The stage a form is about: what is changed at one must not be changed at another."""
    if request.GET.get("stage", Stage.TITLE_ABSTRACT) not in Stage:
        raise Http404
    return stage_of(request.GET.get("stage"))


def _to_stage(member: Member, stage: Stage) -> HttpResponse:
    where = reverse("decisions:calibration", args=[member.review.slug])
    return redirect(where if stage == Stage.TITLE_ABSTRACT else f"{where}?stage={stage.value}")


def _of(member: Member, pilot_id: int) -> Any:
    """The round as ``rounds_of`` tells it."""
    return get_object_or_404(queries.rounds_of(member=member), pk=pilot_id)


def _done(form: django_forms.BaseForm, store: Callable[[dict[str, Any]], Any]) -> Any:
    """What the operation gives back, or ``None`` with the refusal on the form."""
    if form.is_valid():
        try:
            return store(form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
    return None
