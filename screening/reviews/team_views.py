"""Who works here: the team's page, its links, and one page for each member."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from screening.reviews import forms, invitation_mail, inviting, queries
from screening.reviews import team as operations
from screening.reviews.access import review_page
from screening.reviews.models import Invitation, Member
from screening.reviews.permissions import Permission, Role
from screening.reviews.role_changes import role_changes, roles_in_words

SHOWN = 100  # links


@require_http_methods(["GET", "POST"])
@review_page(Permission.VIEW)
def team(request: HttpRequest, member: Member) -> HttpResponse:
    if request.method == "POST" and not member.may(Permission.MANAGE_TEAM):
        raise PermissionDenied(f"Your role ({member.role_label}) does not include inviting people.")
    form = forms.Invite(request.POST or None, mail_on=settings.MAIL_ON)
    made: dict[str, Any] = {}
    if form.is_valid():
        try:
            made = _invite(member, **form.cleaned_data)
            form = forms.Invite(mail_on=settings.MAIL_ON)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    page = {
        "form": form,
        "members": queries.team(review=member.review),
        "settling": queries.who_settles(review=member.review),
        "invitations": list(queries.invitations(review=member.review)[:SHOWN]),
        "roles": roles_in_words(),
        "may_manage": member.may(Permission.MANAGE_TEAM),
    }
    return TemplateResponse(request, "reviews/team.html", page | made)


def _invite(by: Member, *, role: str, email: str, days: int) -> dict[str, Any]:
    """Make the link, mail it where that is wanted and possible, and say what came of it.

    A link that was mailed is not shown: one copy is enough for what works once.
    """
    invitation, token = inviting.invite(by=by, role=Role(role), email=email, days=days)
    link = settings.BASE_URL + reverse("front:join", args=[token])
    mailed = bool(email) and settings.MAIL_ON and invitation_mail.send(invitation, link)
    if mailed:
        inviting.note_mailed(by=by, invitation=invitation)
    return {
        "made": invitation,
        "link": "" if mailed else link,
        "failed": bool(email) and settings.MAIL_ON and not mailed,
    }


@require_safe
@review_page(Permission.MANAGE_TEAM)
def member(request: HttpRequest, member: Member, member_id: int) -> HttpResponse:
    return _page(request, _of(member, member_id))


@require_POST
@review_page(Permission.MANAGE_TEAM)
def change_role(request: HttpRequest, member: Member, member_id: int) -> HttpResponse:
    def change(other: Member, role: Role) -> str:
        operations.change_role(by=member, member=other, role=role)
        return f"{other} is now {role.label.lower()}."

    return _with_role(request, _of(member, member_id), change)


@require_POST
@review_page(Permission.MANAGE_TEAM)
def restore(request: HttpRequest, member: Member, member_id: int) -> HttpResponse:
    def change(other: Member, role: Role) -> str:
        operations.restore_member(by=member, member=other, role=role)
        return f"{other} is back, as {role.label.lower()}, with all their votes and answers."

    return _with_role(request, _of(member, member_id), change)


@require_POST
@review_page(Permission.MANAGE_TEAM)
def remove(request: HttpRequest, member: Member, member_id: int) -> HttpResponse:
    other = _of(member, member_id)
    try:
        operations.remove_member(by=member, member=other)
        messages.success(request, f"{other} can no longer open this review. Their votes and answers stay.")
    except ValidationError as refusal:
        return _page(request, other, errors=refusal.messages)
    if other.pk == member.pk:
        return redirect("front:home")
    return redirect("reviews:member", member.review.slug, other.pk)


@require_POST
@review_page(Permission.MANAGE_TEAM)
def revoke(request: HttpRequest, member: Member, invitation_id: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=invitation_id, review=member.review)
    try:
        inviting.revoke_invitation(by=member, invitation=invitation)
        messages.success(request, "The link no longer works.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("reviews:team", member.review.slug)


def _of(member: Member, member_id: int) -> Member:
    return get_object_or_404(
        Member.objects.select_related("user", "review"), pk=member_id, review=member.review
    )


def _with_role(request: HttpRequest, other: Member, change: Callable[[Member, Role], str]) -> HttpResponse:
    """Make a change that takes a role; the page again where it is refused."""
    form = forms.ChooseRole(request.POST)
    if not form.is_valid():
        return _page(request, other, errors=["Choose one of the roles. Nothing was changed."])
    try:
        messages.success(request, change(other, form.cleaned_data["role"]))
    except ValidationError as refusal:
        return _page(request, other, errors=refusal.messages)
    return redirect("reviews:member", other.review.slug, other.pk)


def _page(request: HttpRequest, other: Member, *, errors: list[str] | None = None) -> HttpResponse:
    page = {
        "person": other,
        "errors": errors or [],
        "changes": role_changes(Role(other.role)),
        "roles": forms.ROLE_CHOICES,
    }
    return TemplateResponse(request, "reviews/member.html", page, status=422 if errors else 200)
