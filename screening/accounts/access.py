"""The rule every view carries, and the gates of pages that belong to no review."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Rule:
    """How a view is guarded: a permission in a review, signed in, or open with a reason."""

    permission: StrEnum | None = None
    signed_in: bool = False
    why_open: str = ""


def for_signed_in(view: View) -> View:
    """Others are asked to sign in first, and come back to the page they asked for or sent something from."""

    @wraps(view)
    def gate(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, **kwargs)
        if request.method in ("GET", "HEAD"):
            return redirect_to_login(request.get_full_path())
        if request.headers.get("Sec-Fetch-Mode") == "navigate":  # a person pressed a button: no script asks
            messages.warning(request, "You were not signed in any more. What you just sent was not stored.")
        return redirect_to_login(_sent_from(request))

    return gate


def _sent_from(request: HttpRequest) -> str:
    """The page of this site with the form that was sent: where it is sent to there may be nothing to read."""
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc != request.get_host():
        return reverse("front:home")
    return f"{page.path}?{page.query}" if page.query else page.path


def signed_in_page(view: View) -> View:
    """A page for anyone who is signed in, about themselves or about no review."""

    @for_signed_in
    @wraps(view)
    def gate(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return with_own_password(request) or view(request, **kwargs)

    gate.access_rule = Rule(signed_in=True)  # type: ignore[attr-defined]
    return gate


def open_page(*, because: str) -> Callable[[View], View]:
    """A page for people who are not signed in, with the reason why."""

    def decorate(view: View) -> View:
        view.access_rule = Rule(why_open=because)  # type: ignore[attr-defined]
        return view

    return decorate


def with_own_password(request: HttpRequest) -> HttpResponseBase | None:
    """Who signed in with a one-time password first chooses their own: where to, or ``None`` to go on."""
    page = reverse("accounts:password")
    if request.user.must_change_password and request.path != page:  # type: ignore[union-attr]
        return HttpResponseRedirect(page)
    return None
