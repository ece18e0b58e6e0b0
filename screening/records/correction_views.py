"""Correcting what a citation says, and bringing back what was received."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from screening.records import forms, operations
from screening.records.models import Citation
from screening.records.overlay import LABELS
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@require_http_methods(["GET", "POST"])
@review_page(Permission.RUN_SEARCHES)
def correct(request: HttpRequest, member: Member, citation_id: int) -> HttpResponse:
    citation = get_object_or_404(Citation, pk=citation_id, review=member.review)
    form = forms.Correction.of(citation, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            fields = operations.correct(by=member, citation=citation, values=form.values)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            told = ", ".join(LABELS[field] for field in fields)
            messages.success(
                request, f"Corrected: {told}. What was received is kept and can be brought back."
            )
            return redirect("reports:citation", member.review.slug, citation.pk)
    return TemplateResponse(request, "records/correct.html", {"citation": citation, "form": form})


@require_POST
@review_page(Permission.RUN_SEARCHES)
def undo(request: HttpRequest, member: Member, citation_id: int) -> HttpResponse:
    """Bring back what was received in the posted ``field``."""
    citation = get_object_or_404(Citation, pk=citation_id, review=member.review)
    try:
        operations.undo_correction(by=member, citation=citation, field=request.POST.get("field", ""))
        messages.success(request, "The citation says again what was received.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("reports:citation", member.review.slug, citation.pk)
