"""Citations that lack an abstract, a DOI, a year or a PMID; what is proposed for them, and what people decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from screening.jobs.models import Job
from screening.metadata import forms, operations, queries
from screening.metadata.models import Proposal
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

PAGE = 20
SHOWN = 200  # values in the preview of accepting all


@require_safe
@review_page(Permission.VIEW)
def list_missing(request: HttpRequest, member: Member) -> HttpResponse:
    return _page(request, member, forms.LookUp())


@require_POST
@review_page(Permission.RUN_SEARCHES)
def look_up(request: HttpRequest, member: Member) -> HttpResponse:
    form = forms.LookUp(request.POST)
    if not form.is_valid():
        return _page(request, member, form)
    fields, sources = form.cleaned_data["fields_missing"], form.cleaned_data["sources"]
    try:
        operations.look_up(by=member, fields=fields, sources=sources)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("metadata:list", member.review.slug)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def accept(request: HttpRequest, member: Member) -> HttpResponse:
    return _decided(request, member, lambda some: operations.accept(by=member, proposals=some))


@require_POST
@review_page(Permission.RUN_SEARCHES)
def dismiss(request: HttpRequest, member: Member) -> HttpResponse:
    return _decided(request, member, lambda some: operations.dismiss(by=member, proposals=some))


@require_POST
@review_page(Permission.RUN_SEARCHES)
def reopen(request: HttpRequest, member: Member) -> HttpResponse:
    return _decided(request, member, lambda some: operations.reopen(by=member, proposals=some))


@require_http_methods(["GET", "POST"])
@review_page(Permission.RUN_SEARCHES)
def accept_all(request: HttpRequest, member: Member) -> HttpResponse:
    """What accepting all would do; then do it, leaving out what was proposed since it was shown."""
    if request.method == "POST":
        upto = next(iter(forms.ids([request.POST.get("upto", "")])), 0)
        try:
            operations.accept_all(by=member, upto=upto)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect("metadata:list", member.review.slug)
    proposals = queries.acceptable(review=member.review)
    kinds = Counter(proposals.order_by().values_list("field", "lookup__source"))
    page = {
        "kinds": [(queries.FIELD_LABELS[field], source, count) for (field, source), count in kinds.items()],
        "total": kinds.total(),
        "citations": proposals.order_by().values("citation").distinct().count(),
        "left": queries.open_proposals(review=member.review).filter(lookup__agrees=False).count(),
        "upto": proposals.aggregate(last=Max("pk"))["last"] or 0,
        "matches": queries.filled_in(proposals=proposals[:SHOWN]),
        "shown": SHOWN,
    }
    return TemplateResponse(request, "metadata/accept_all.html", page)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def undo_all(request: HttpRequest, member: Member, job_id: int) -> HttpResponse:
    accepted = get_object_or_404(Job, pk=job_id, review=member.review)
    try:
        operations.undo_all(by=member, job=accepted)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("metadata:list", member.review.slug)


def _decided(
    request: HttpRequest, member: Member, decide: Callable[[Sequence[Proposal]], None]
) -> HttpResponse:
    """Do it to the posted proposals, or to all of a match; then back to where the person was."""
    named = Q(pk__in=forms.ids(request.POST.getlist("proposals")))
    whole = Q(lookup__in=forms.ids(request.POST.getlist("match")))
    chosen = Proposal.objects.filter(named | whole, review=member.review)
    try:
        decide(list(chosen))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    here = {name: request.POST[name] for name in ("state", "field", "page") if request.POST.get(name)}
    return redirect(f"{reverse('metadata:list', args=[member.review.slug])}?{urlencode(here)}")


def _page(request: HttpRequest, member: Member, form: forms.LookUp) -> HttpResponse:
    state, fields = forms.Missing(request.GET).chosen
    review = member.review
    found = queries.in_state(review=review, state=state, fields=fields)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    dismissed = queries.dismissed_proposals(review=review)
    counts = queries.missing_counts(review=review)
    job = queries.last_job(review=review)
    context = {
        "form": form,
        "state": state,
        "field": fields[0] if len(fields) == 1 else "",
        "states": forms.Missing.STATES,
        "counts": [(field, queries.FIELD_LABELS[field], counts[field]) for field in queries.LOOKED_FOR],
        "open": queries.open_proposals(review=review).count(),
        "page": page,
        "lines": queries.lines(
            citations=page.object_list,
            proposals=dismissed if state == "dismissed" else queries.open_proposals(review=review),
        ),
        "job": job,
        "undoable": queries.undoable(job=job),
        "may_change": member.may(Permission.RUN_SEARCHES),
    }
    return TemplateResponse(request, "metadata/list.html", context)
