"""Signing in to the demonstration with a link. Without ``manage.py demo`` these addresses do not exist."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from screening.accounts.access import open_page
from screening.accounts.models import User
from screening.demo.people import CAST, email_behind, link_token
from screening.demo.review import SLUG


@require_safe
@open_page(because="only under manage.py demo: people to try the demonstration as")
def people(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    return TemplateResponse(request, "demo/people.html", {"people": [(p, link_token(p.email)) for p in CAST]})


@require_http_methods(["GET", "HEAD"])
@open_page(because="only under manage.py demo: the signed link itself is the key")
def enter(request: HttpRequest, token: str) -> HttpResponse:
    email = email_behind(token) if settings.DEMO else None
    if email is None:
        raise Http404
    user = get_object_or_404(User, email=email)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("reports:overview", SLUG)
