"""Starting a review."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from screening.accounts.access import signed_in_page
from screening.accounts.models import User
from screening.blueprints.forms import Start
from screening.blueprints.operations import start_review


@require_http_methods(["GET", "POST"])
@signed_in_page
def start(request: HttpRequest) -> HttpResponse:
    form = Start(request.POST or None, initial={"blueprint": request.GET.get("from", "blank")})
    if form.is_valid():
        given = form.cleaned_data
        try:
            member = start_review(
                by=cast(User, request.user), slug=given["slug"], title=given["title"],
                blueprint_key=given["blueprint"],
            )  # fmt: skip
            messages.success(request, "The review is made. Read its protocol first: it is a draft.")
            return redirect("reports:overview", member.review.slug)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    return TemplateResponse(request, "blueprints/start.html", {"form": form})
