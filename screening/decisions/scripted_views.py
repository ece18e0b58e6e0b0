"""What the room's scripts send, and how they are answered; and labels, put on in the room."""

from __future__ import annotations

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from screening.decisions import forms
from screening.decisions.models import Candidate
from screening.records import label_rounds, labels
from screening.records.models import Citation
from screening.reviews import refusals
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@require_POST
@review_page(Permission.SCREEN)
def label(request: HttpRequest, member: Member, candidate_id: int) -> HttpResponse:
    """Put one's own label on a citation, or take it off."""
    if foreign := of_somebody_else(request, member):
        return foreign
    candidate = get_object_or_404(
        Candidate.objects.select_related("citation"), pk=candidate_id, review=member.review
    )
    form = forms.Labelled(request.POST, review=member.review)
    try:
        if form.is_valid():
            citations = Citation.objects.filter(pk=candidate.citation_id)
            label_rounds.label_all(by=member, citations=citations, **form.change)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
    if by_script(request):
        return refusal_of(request, form) or TemplateResponse(
            request,
            "decisions/_labelled.html",
            {
                "put": labels.on(member=member, citations=[candidate.citation_id]).get(
                    candidate.citation_id, []
                )
            },
        )
    for sentence in forms.sentences(form):
        messages.error(request, sentence)
    return redirect("decisions:candidate", member.review.slug, candidate.pk)


def by_script(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def refusal_of(request: HttpRequest, form: django_forms.Form) -> HttpResponse | None:
    """For a script: why the server did not take what it sent."""
    if not by_script(request) or form.is_valid():
        return None
    return HttpResponse(" ".join(forms.sentences(form)), status=422, content_type="text/plain; charset=utf-8")


def of_somebody_else(request: HttpRequest, member: Member) -> HttpResponse | None:
    """A page says for whom it was made: what was cast there is not counted for who is signed in by now."""
    claimed = request.POST.get("page_of", str(member.pk))
    if claimed == str(member.pk):
        return None
    refusals.note(member=member, right=forms.OTHERS_VOTE, what="decisions:vote")
    said = f"You are signed in as {member}, and this was sent from somebody else's page. Nothing was stored."
    return HttpResponse(said, status=409, content_type="text/plain; charset=utf-8")
