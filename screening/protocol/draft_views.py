"""The page on which the open draft is edited, and its parts, each on a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from screening.protocol import criteria, forms, operations, queries, reasons, wording
from screening.protocol.drafts import EditedMeanwhile
from screening.protocol.models import Criterion, ExclusionReason, ProtocolVersion, Stage, StageRules
from screening.protocol.snapshot import TEXTS, rules_as_data
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

DraftView = Callable[..., HttpResponse]


def on_draft(view: DraftView) -> DraftView:
    """Hand the view the open draft; where there is none, go back to the protocol and say so."""

    @wraps(view)
    def find(request: HttpRequest, member: Member, **kwargs: Any) -> HttpResponse:
        version = queries.draft_of(review=member.review)
        if version is None:
            messages.info(request, "No draft is open. To change a frozen protocol, start an amendment.")
            return redirect("protocol:show", member.review.slug)
        return view(request, member, version, **kwargs)

    return find


@require_http_methods(["GET", "POST"])
@review_page(Permission.EDIT_PROTOCOL)
@on_draft
def edit(request: HttpRequest, member: Member, version: ProtocolVersion) -> HttpResponse:
    form = forms.Texts(request.POST or None, initial=_seen(version))
    if form.is_valid():
        seen = form.cleaned_data["edits_seen"]
        try:
            operations.edit_protocol(by=member, version=version, texts=form.edited, edits_seen=seen)
            messages.success(request, "The texts are saved.")
            return redirect("protocol:edit", member.review.slug)
        except EditedMeanwhile as clash:
            form = _both_texts(version, form, clash)
    page = {
        "version": version,
        "form": form,
        "criteria": [(k, [c for c in version.criteria.all() if c.kind == k]) for k in Criterion.Kind],
        "reasons": queries.reasons_of(review=member.review),
        "rules": [(Stage(r.stage), wording.rules(rules_as_data(r))) for r in version.rules.all()],
    }
    return TemplateResponse(request, "protocol/edit.html", page)


def _seen(version: ProtocolVersion) -> dict[str, Any]:
    return {name: getattr(version, name) for name in TEXTS} | {"edits_seen": version.edits}


def _both_texts(version: ProtocolVersion, typed: forms.Texts, clash: EditedMeanwhile) -> forms.Texts:
    """The form again: what is stored now, over it what this person typed, beside it what the other wrote."""
    version.refresh_from_db()
    stored = _seen(version)
    form = forms.Texts({**stored, **{f"initial-{name}": stored[name] for name in TEXTS}, **typed.edited})
    for name, who in clash.changed.items():
        if name in typed.edited:
            form.add_error(
                name,
                f"{who} changed this while you were writing. Saved now: “{stored[name]}”."
                " Your text is still in the box: make one of the two, then save again.",
            )
    return form


@require_http_methods(["GET", "POST"])
@review_page(Permission.EDIT_PROTOCOL)
@on_draft
def add_criterion(request: HttpRequest, member: Member, version: ProtocolVersion) -> HttpResponse:
    opened = {"edits_seen": version.edits, "kind": request.GET.get("kind")}
    form = forms.NewCriterion(request.POST or None, initial=opened)
    part = Part("Add a criterion", "#criteria", version)
    return part.page(request, form, lambda: criteria.add_criterion(by=member, version=version, **form.part))


@require_http_methods(["GET", "POST"])
@review_page(Permission.EDIT_PROTOCOL)
@on_draft
def criterion(
    request: HttpRequest, member: Member, version: ProtocolVersion, criterion_id: int
) -> HttpResponse:
    found = get_object_or_404(Criterion, pk=criterion_id, version=version)
    form = forms.CriterionForm(request.POST or None, initial=forms.described(found, version))
    part = Part(f"Criterion {found.code}", "#criteria", version, stored=found.text)
    return part.page(
        request, form,
        lambda: criteria.change_criterion(by=member, criterion=found, edits_seen=form.seen, **form.part),
    )  # fmt: skip


@require_POST
@review_page(Permission.EDIT_PROTOCOL)
@on_draft
def move_criterion(
    request: HttpRequest, member: Member, version: ProtocolVersion, criterion_id: int
) -> HttpResponse:
    found, up = get_object_or_404(Criterion, pk=criterion_id, version=version), _up(request)
    return done(
        request, member, lambda: criteria.move_criterion(by=member, criterion=found, up=up), "#criteria"
    )


@require_POST
@review_page(Permission.EDIT_PROTOCOL)
@on_draft
def remove_criterion(
    request: HttpRequest, member: Member, version: ProtocolVersion, criterion_id: int
) -> HttpResponse:
    found = get_object_or_404(Criterion, pk=criterion_id, version=version)
    return done(request, member, lambda: criteria.remove_criterion(by=member, criterion=found), "#criteria")


@require_http_methods(["GET", "POST"])
@review_page(Permission.EDIT_PROTOCOL)
@on_draft
def add_reason(request: HttpRequest, member: Member, version: ProtocolVersion) -> HttpResponse:
    form = forms.ReasonForm(request.POST or None, initial={"edits_seen": version.edits})
    part = Part("Add an exclusion reason", "#reasons", version)
    return part.page(request, form, lambda: reasons.add_reason(by=member, version=version, **form.part))


@require_http_methods(["GET", "POST"])
@review_page(Permission.EDIT_PROTOCOL)
@on_draft
def reason(request: HttpRequest, member: Member, version: ProtocolVersion, reason_id: int) -> HttpResponse:
    found = _reason(member, reason_id)
    form = forms.ReasonForm(request.POST or None, initial=forms.described(found, version))
    part = Part("Exclusion reason", "#reasons", version, stored=found.label)
    return part.page(
        request, form,
        lambda: reasons.change_reason(
            by=member, version=version, reason=found, edits_seen=form.seen, **form.part
        ),
    )  # fmt: skip


@require_POST
@review_page(Permission.EDIT_PROTOCOL)
@on_draft
def move_reason(
    request: HttpRequest, member: Member, version: ProtocolVersion, reason_id: int
) -> HttpResponse:
    found, up = _reason(member, reason_id), _up(request)
    return done(
        request, member,
        lambda: reasons.move_reason(by=member, version=version, reason=found, up=up), "#reasons",
    )  # fmt: skip


@require_POST
@review_page(Permission.EDIT_PROTOCOL)
@on_draft
def retire_reason(
    request: HttpRequest, member: Member, version: ProtocolVersion, reason_id: int
) -> HttpResponse:
    found = _reason(member, reason_id)
    return done(
        request, member, lambda: reasons.retire_reason(by=member, version=version, reason=found), "#reasons"
    )


@require_http_methods(["GET", "POST"])
@review_page(Permission.EDIT_PROTOCOL)
@on_draft
def rules(request: HttpRequest, member: Member, version: ProtocolVersion, stage: str) -> HttpResponse:
    if stage not in Stage.values:
        raise Http404
    found = get_object_or_404(StageRules, version=version, stage=stage)
    now = rules_as_data(found)
    form = forms.Rules(request.POST or None, initial=now | {"edits_seen": version.edits})
    part = Part(f"Rules: {found.get_stage_display()}", "#rules", version, stored=" ".join(wording.rules(now)))
    return part.page(
        request, form,
        lambda: operations.set_rules(by=member, version=version, stage=Stage(stage), **form.cleaned_data),
    )  # fmt: skip


def _reason(member: Member, reason_id: int) -> ExclusionReason:
    return get_object_or_404(queries.reasons_of(review=member.review), pk=reason_id)


def _up(request: HttpRequest) -> bool:
    return request.POST.get("to") == "up"


@dataclass(frozen=True)
class Part:
    """One part of a draft on a page of its own. ``stored`` is what it says now, for who comes second."""

    title: str
    section: str  # where on the draft's page it stands
    version: ProtocolVersion
    stored: str = ""

    def page(self, request: HttpRequest, form: forms.Opened, change: Callable[[], object]) -> HttpResponse:
        """The form, or after ``change`` the draft again; a refusal stands beside what was typed."""
        back = reverse("protocol:edit", args=[request.member.review.slug]) + self.section  # type: ignore[attr-defined]
        if form.is_valid():
            try:
                change()
                return redirect(back)
            except EditedMeanwhile as clash:
                form.add_error(
                    None,
                    f"{clash.message} It says now: “{self.stored}” Save again to put yours in its place.",
                )
                form.data = dict(form.data.items()) | {"edits_seen": self.version.edits}
            except ValidationError as refusal:
                form.add_error(None, refusal)
        page = {"form": form, "title": self.title, "back": back, "version": self.version}
        return TemplateResponse(request, "protocol/part.html", page)


def done(
    request: HttpRequest, member: Member, change: Callable[[], object], section: str = ""
) -> HttpResponse:
    """Do it, and go to the draft; a refusal is said there."""
    try:
        change()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(reverse("protocol:edit", args=[member.review.slug]) + section)
