"""One's own vote on all citations of a list: what it would do, asking for it, how far it is, taking it back."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from screening.decisions import forms
from screening.decisions.batch_models import VoteBatch
from screening.decisions.bulk import asking, batches
from screening.protocol.queries import current_protocol
from screening.records import queries as records
from screening.records.chips import chips_of, kept_of
from screening.records.filters import CitationFilter
from screening.records.label_forms import chosen_of
from screening.records.models import Citation
from screening.reviews import refusals
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

SHOWN = 5


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@review_page(Permission.SCREEN)
def vote_on_all(request: HttpRequest, member: Member) -> HttpResponse:
    """What would happen, and, sent as a form, asking for it. The address says on which citations."""
    kept = kept_of(request.GET.dict())
    found, citations = _listed(request, member)
    form = forms.BulkVote(request.POST or None, review=member.review, initial={"key": uuid4()})
    if forms.for_somebody_else(request.POST):
        refusals.note(member=member, right=forms.OTHERS_VOTE, what="decisions:vote_on_all")
    if form.is_valid():
        try:
            batch = asking.vote_on_all(
                by=member, citations=citations, address=request.GET.urlencode(),
                shown=_shown(request), **form.cleaned_data,
            )  # fmt: skip
            return redirect("decisions:batch", member.review.slug, batch.pk)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
    context = {
        "form": form,
        "protocol": current_protocol(review=member.review),
        "plan": asking.plan_for(member=member, citations=citations),
        "chips": chips_of(found, request.GET.dict()) if found else [],
        "chosen": found is None,
        "some": records.rows(
            member=member, ids=list(citations.order_by("-pk").values_list("pk", flat=True)[:SHOWN])
        ),
        "back": _list(member, kept),
        "batches": batches.latest_of(member=member, most=SHOWN),
        "may_screen": True,
    }
    return TemplateResponse(
        request, "decisions/bulk/asking.html", context, status=422 if form.errors else 200
    )


@never_cache
@require_safe
@review_page(Permission.SCREEN)
def batch(request: HttpRequest, member: Member, batch_id: int) -> HttpResponse:
    """How far one's own is, what was left out, and taking it back."""
    batch = _own(member, batch_id)
    context = {
        "batch": batch,
        "told": batches.told_of(batch=batch),
        "job": batches.last_job(batch=batch),
        "back": _list(member, kept_of(QueryDict(batch.address).dict())),
        "may_screen": True,
    }
    return TemplateResponse(request, "decisions/bulk/batch.html", context)


@require_POST
@review_page(Permission.SCREEN)
def take_back_batch(request: HttpRequest, member: Member, batch_id: int) -> HttpResponse:
    batch = _own(member, batch_id)
    try:
        batches.take_back_batch(by=member, batch=batch)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("decisions:batch", member.review.slug, batch.pk)


def _listed(request: HttpRequest, member: Member) -> tuple[CitationFilter | None, QuerySet[Citation]]:
    """The citations that the address finds; without a filter, those chosen one by one."""
    everything = records.citations_of(member=member)
    if request.GET.get("of") == "chosen":
        return None, everything.filter(pk__in=chosen_of(request.GET.getlist("citation")))
    found = CitationFilter(request.GET, queryset=everything, member=member)
    return found, found.qs


def _shown(request: HttpRequest) -> int | None:
    """How many votes the page named on which the form was sent."""
    text = request.POST.get("shown", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _own(member: Member, batch_id: int) -> VoteBatch:
    return get_object_or_404(VoteBatch.objects.own(member).select_related("reason"), pk=batch_id)


def _list(member: Member, kept: dict[str, str]) -> str:
    where = reverse("records:list", args=[member.review.slug])
    return f"{where}?{urlencode(kept)}" if kept else where
