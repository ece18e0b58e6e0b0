"""The front page, the door by a link, and a review's settings."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from screening.accounts.access import open_page, signed_in_page
from screening.accounts.forms import Registration
from screening.accounts.models import User
from screening.reviews import forms, inviting, operations, queries
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission, Role


@require_safe
@signed_in_page
def home(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(
        request, "reviews/home.html", {"memberships": queries.reviews_of(user=cast(User, request.user))}
    )


@require_http_methods(["GET", "POST"])
@open_page(because="the link itself is the key; it is long, single-use and expires")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: with the account one is signed in with, or by making one."""
    invitation = inviting.open_invitation(token=token)
    if invitation is None:
        return TemplateResponse(request, "reviews/join_closed.html", status=410)
    user = request.user if request.user.is_authenticated else None
    if user and (here := inviting.on_review(user=user, invitation=invitation)):
        return TemplateResponse(
            request,
            "reviews/join_here.html",
            {"invitation": invitation, "here": here},
            status=409 if request.method == "POST" else 200,
        )
    form = None if user else Registration(request.POST or None, initial={"email": invitation.email})
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            if user:
                inviting.accept_invitation(user=user, token=token)
            elif form:
                member = inviting.register(token=token, **form.cleaned_data)
                login(request, member.user, backend="django.contrib.auth.backends.ModelBackend")
        except ValidationError:
            return TemplateResponse(request, "reviews/join_closed.html", status=410)
        return redirect("reports:overview", invitation.review.slug)
    page = {"invitation": invitation, "role": Role(invitation.role).label, "form": form}
    return TemplateResponse(request, "reviews/join.html", page)


@require_safe
@review_page(Permission.VIEW)
def index(request: HttpRequest, member: Member) -> HttpResponse:
    """The bare address of a review leads to its overview."""
    return redirect("reports:overview", member.review.slug)


@require_http_methods(["GET", "POST"])
@review_page(Permission.MANAGE_REVIEW)
def settings(request: HttpRequest, member: Member) -> HttpResponse:
    review = member.review
    form = forms.Settings(
        request.POST or None, initial={"title": review.title, "contact_email": review.contact_email}
    )
    if form.is_valid():
        operations.change_settings(by=member, **form.cleaned_data)
        messages.success(request, "The settings are saved.")
        return redirect("reviews:settings", review.slug)
    offered = forms.Blinding(initial={"blinded": "no" if review.blinded else "yes"})
    return TemplateResponse(request, "reviews/settings.html", {"form": form, "blinding": offered})


@require_POST
@review_page(Permission.MANAGE_REVIEW)
def blinding(request: HttpRequest, member: Member) -> HttpResponse:
    form = forms.Blinding(request.POST)
    if form.is_valid():
        blinded = form.cleaned_data["blinded"]
        try:
            operations.set_blinding(by=member, **form.cleaned_data)
            said = "The review is blinded." if blinded else "All judgements are open to all members."
            messages.success(request, said)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
    else:
        messages.error(request, "Nothing was changed: say why, the reason is kept in the audit trail.")
    return redirect("reviews:settings", member.review.slug)
