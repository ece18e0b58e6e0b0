"""Signing in and out, and one's own account."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from screening.accounts import attempts, forms, operations, queries
from screening.accounts.access import open_page, signed_in_page
from screening.accounts.models import ReadingPreferences, User
from screening.accounts.service_keys import SERVICES


def _next(request: HttpRequest) -> str:
    """Where to go afterwards: only inside this site."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    inside = target.startswith("/") and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if inside else resolve_url("front:home")


def _place(request: HttpRequest) -> str:
    """The visitor's address. Behind a proxy it is the last one named: those before it anybody can make up."""
    if settings.BEHIND_PROXY:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


@require_http_methods(["GET", "POST"])
@open_page(because="people sign in here")
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated and request.method == "GET":
        return redirect(_next(request))
    email, place = request.POST.get("username", ""), _place(request)
    blocked = request.method == "POST" and attempts.blocked(email=email, place=place)
    form = forms.SignIn(request, None if blocked else request.POST or None)
    if form.is_valid():
        user = form.get_user()
        attempts.succeeded(email=email, place=place)
        login(request, user)
        operations.note_sign_in(by=user)
        stored = queries.reading_preferences(user=user)
        return _in(stored.theme if stored.pk else request.COOKIES.get("theme", ""), redirect(_next(request)))
    if request.method == "POST" and not blocked:
        attempts.failed(email=email, place=place)
    page = {"form": form, "next": _next(request), "blocked": blocked}
    return TemplateResponse(request, "accounts/sign_in.html", page, status=429 if blocked else 200)


@require_POST
@open_page(because="leaving must work whoever you are")
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("accounts:sign_in")


@never_cache
@require_safe
@signed_in_page
def signed_in(request: HttpRequest) -> HttpResponse:
    """Where who signs in anew beside an open page lands: that page asks here who it is, and for a fresh mark."""
    return TemplateResponse(request, "accounts/signed_in.html")


@require_http_methods(["GET", "POST"])
@signed_in_page
def account(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    form = forms.Account(user, request.POST or None)
    stored = queries.stored_services(user=user)
    keys = [forms.Key(service, service.name in stored, request.POST or None) for service in SERVICES.values()]
    valid = [one.is_valid() for one in (form, *keys)]  # each is looked at, so that all errors are shown
    if all(valid):
        operations.change_account(
            by=user,
            name=form.cleaned_data["name"],
            email=form.cleaned_data["email"],
            mail_notices=form.cleaned_data["mail_notices"],
            keys={name: secret for key in keys for name, secret in key.change.items()},
        )
        messages.success(request, "Your account is saved.")
        return redirect("accounts:account")
    return TemplateResponse(request, "accounts/account.html", {"form": form, "keys": keys})


@require_http_methods(["GET", "POST"])
@signed_in_page
def password(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    form = forms.NewPassword(user, request.POST or None)
    if form.is_valid():
        operations.change_password(by=user, password=form.cleaned_data["new"])
        update_session_auth_hash(request, user)
        messages.success(request, "Your new password is in force.")
        return redirect("front:home")
    return TemplateResponse(request, "accounts/password.html", {"form": form})


@require_http_methods(["GET", "POST"])
@signed_in_page
def preferences(request: HttpRequest) -> HttpResponse:
    """How one reads and screens; saved, it leads back to where one came from."""
    user = cast(User, request.user)
    form = forms.Preferences(request.POST or None, instance=queries.reading_preferences(user=user))
    if form.is_valid():
        operations.change_preferences(by=user, **form.cleaned_data)
        messages.success(request, "Your preferences are saved.")
        return _in(form.cleaned_data["theme"], redirect(_next(request)))
    return TemplateResponse(request, "accounts/preferences.html", {"form": form, "next": _next(request)})


@require_POST
@open_page(because="light or dark is nobody's secret")
def theme(request: HttpRequest) -> HttpResponse:
    wish = request.POST.get("theme", "")
    if wish not in ReadingPreferences.Theme.values:
        wish = ""
    if request.user.is_authenticated:
        operations.change_preferences(by=request.user, theme=wish)
    return _in(wish, redirect(_next(request)))


def _in(theme: str, response: HttpResponse) -> HttpResponse:
    """The answer, after which pages come light, dark or, without a cookie, as the system is."""
    if theme in ("light", "dark"):
        response.set_cookie("theme", theme, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    else:
        response.delete_cookie("theme")
    return response
