"""The protocol as a document; drafting, freezing and amending it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from screening.protocol import forms, operations, queries
from screening.protocol.diff import changes
from screening.protocol.document import document, plan_of
from screening.protocol.draft_views import done, on_draft
from screening.protocol.models import ProtocolVersion
from screening.protocol.snapshot import sha256
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@require_safe
@review_page(Permission.VIEW)
def show(request: HttpRequest, member: Member, number: int | None = None) -> HttpResponse:
    """One version: the one asked for, else the one in force, else the draft."""
    versions = list(queries.versions_of(review=member.review))
    if number is None:
        version = next((v for v in versions if v.is_frozen), versions[0] if versions else None)
    elif (version := next((v for v in versions if v.number == number), None)) is None:
        raise Http404
    page = {
        "version": version,
        "document": document(plan_of(version)) if version else None,
        "seal": sha256(version.snapshot) if version and version.snapshot else "",
        "versions": versions,
        "in_force": next((v for v in versions if v.is_frozen), None),
        "draft": next((v for v in versions if not v.is_frozen), None),
        "may_edit": member.may(Permission.EDIT_PROTOCOL),
    }
    return TemplateResponse(request, "protocol/show.html", page)


@require_safe
@review_page(Permission.VIEW)
def diff(request: HttpRequest, member: Member, number: int) -> HttpResponse:
    """What a version changed against the one before it."""
    version = get_object_or_404(queries.versions_of(review=member.review), number=number)
    before = get_object_or_404(queries.versions_of(review=member.review), number=number - 1)
    page = {"version": version, "before": before, "changes": changes(plan_of(before), plan_of(version))}
    return TemplateResponse(request, "protocol/diff.html", page)


@require_POST
@review_page(Permission.EDIT_PROTOCOL)
def draft(request: HttpRequest, member: Member) -> HttpResponse:
    return done(request, member, lambda: operations.draft_protocol(by=member))


@require_http_methods(["GET", "POST"])
@review_page(Permission.EDIT_PROTOCOL)
@on_draft
def freeze(request: HttpRequest, member: Member, version: ProtocolVersion) -> HttpResponse:
    form = forms.Opened(request.POST or None, initial={"edits_seen": version.edits})
    if form.is_valid():
        try:
            operations.freeze(by=member, version=version, **form.cleaned_data)
            messages.success(request, f"Protocol {version.number} is frozen and in force.")
            return redirect("protocol:show", member.review.slug)
        except ValidationError as refusal:
            form = forms.Opened(initial={"edits_seen": version.edits})
            for sentence in refusal.messages:
                messages.error(request, sentence)
    before = queries.current_protocol(review=member.review)
    page = {
        "version": version,
        "form": form,
        "missing": queries.missing_before_freeze(version=version),
        "document": document(plan_of(version)),
        "before": before,
        "changes": changes(plan_of(before), plan_of(version)) if before else [],
    }
    return TemplateResponse(request, "protocol/freeze.html", page)


@require_http_methods(["GET", "POST"])
@review_page(Permission.EDIT_PROTOCOL)
def amend(request: HttpRequest, member: Member) -> HttpResponse:
    form = forms.Amend(request.POST or None)
    if form.is_valid():
        try:
            operations.amend(by=member, reason=form.cleaned_data["reason"])
            return redirect("protocol:edit", member.review.slug)
        except ValidationError as refusal:
            form.add_error(None, " ".join(refusal.messages))
    page = {"form": form, "in_force": queries.current_protocol(review=member.review)}
    return TemplateResponse(request, "protocol/amend.html", page)
