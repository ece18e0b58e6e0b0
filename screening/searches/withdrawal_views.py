"""Undoing a run and restoring it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches import withdrawing
from screening.searches.models import Run


class Withdraw(forms.Form):
    reason = forms.CharField(
        label="Why",
        max_length=500,
        help_text="Everybody on the review can read it with the run: “wrong file”, “exported without abstracts” …",
    )
    sure = forms.BooleanField(
        label="Set these records aside",
        error_messages={"required": "Tick this if you have read what will be set aside."},
    )


@require_http_methods(["GET", "POST"])
@review_page(Permission.RUN_SEARCHES)
def withdraw(request: HttpRequest, member: Member, run_id: int) -> HttpResponse:
    """What undoing would set aside; done only when the person says twice that they want it."""
    run = get_object_or_404(Run.objects.select_related("source", "review"), pk=run_id, review=member.review)
    form = Withdraw(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdrawing.withdraw_run(by=member, run=run, reason=form.cleaned_data["reason"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Undone. Nothing was deleted: the run can be restored at any time.")
            return redirect("searches:run", member.review.slug, run.pk)
    page = {"run": run, "form": form, "consequences": withdrawing.consequences(run=run)}
    return TemplateResponse(request, "searches/withdraw.html", page)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def restore(request: HttpRequest, member: Member, run_id: int) -> HttpResponse:
    run = get_object_or_404(Run, pk=run_id, review=member.review)
    try:
        withdrawing.restore_run(by=member, run=run)
        messages.success(request, "Restored. Its records count again, and every vote is where it was.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("searches:run", member.review.slug, run.pk)
