"""Choosing what to chase citations from, seeing how many that would find, and starting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from screening.protocol.models import Stage
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches import asking, chase_forms, chasing
from screening.searches.chases import start_chase
from screening.searches.seeds import standing_citations

SHOWN = 100  # seeds with their numbers


@require_http_methods(["GET", "POST"])
@review_page(Permission.RUN_SEARCHES)
def chase(request: HttpRequest, member: Member) -> HttpResponse:
    """Begins from the citation in the address, where there is one."""
    number = request.GET.get("citation", "")
    citations = standing_citations(review=member.review)
    citation = get_object_or_404(citations, pk=number) if number.isascii() and number.isdigit() else None
    first = chase_forms.THIS if citation else request.GET.get("of", Stage.TITLE_ABSTRACT)
    form = chase_forms.Chase(
        request.POST or None, review=member.review, citation=citation, initial={"of": first}
    )
    page: dict[str, Any] = {"form": form, "has_address": asking.contact_email(member.review)}
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("run") == form.fingerprint:
                return _started(request, member, form)
            page |= _counts(member, form) | {"changed": "run" in request.POST}
        except ValidationError as refusal:
            form.add_error(None, refusal)
    return TemplateResponse(request, "searches/chase.html", page)


def _started(request: HttpRequest, member: Member, form: chase_forms.Chase) -> HttpResponse:
    runs = [start_chase(by=member, chaser=chaser.key, citations=form.citations)[0] for chaser in form.chasers]
    if len(runs) == 1:
        return redirect("searches:run", member.review.slug, runs[0].pk)
    messages.success(request, f"{len(runs)} runs have begun, one for each way of chasing.")
    return redirect("searches:list", member.review.slug)


def _counts(member: Member, form: chase_forms.Chase) -> dict[str, Any]:
    seeds = form.seeds
    counts = chasing.count(member=member, chasers=form.chasers, seeds=seeds)
    rows = [
        (citation, seed, [counted.cell(seed) for counted in counts])
        for citation, seed in zip(form.citations[:SHOWN], seeds, strict=False)
    ]
    return {
        "counts": counts,
        "rows": rows,
        "seeds": len(seeds),
        "uncounted": any(not c.problem and c.waiting(seeds) for c in counts),
        "may_start": not any(counted.problem for counted in counts),
    }
