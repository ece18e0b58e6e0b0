"""Conflicts of interest: who is barred from what, what is proposed, and the names it rests on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from screening.decisions.barring import forms, operations
from screening.decisions.forms import sentences
from screening.decisions.interests.barred import interests_seen, votes_told
from screening.decisions.interests.models import Interest
from screening.records.models import Citation
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

PAGE = 50
DONE = {
    "bar": "barred. A judgement of theirs there counts no longer, and somebody else is asked.",
    "dismiss": "dismissed. It is not proposed again.",
    "lift": "lifted. Whoever was barred may judge there again; an earlier vote of theirs is not brought back.",
}


@require_safe
@review_page(Permission.VIEW)
def interests(request: HttpRequest, member: Member) -> HttpResponse:
    return _list(request, member)


@require_POST
@review_page(Permission.MANAGE_TEAM)
def decide(request: HttpRequest, member: Member) -> HttpResponse:
    """Bar, dismiss or lift those chosen in the list: all of them, or none."""
    form = forms.Decide(request.POST, review=member.review)
    if form.is_valid():
        do, chosen, reason = (form.cleaned_data[name] for name in ("do", "chosen", "reason"))
        change = {"bar": operations.confirm, "dismiss": operations.dismiss, "lift": operations.lift}[do]
        try:
            count = change(by=member, interests=list(chosen), reason=reason)
            messages.success(request, f"{count} {DONE[do]}")
            here = reverse("decisions:interests", args=[member.review.slug])
            return redirect(f"{here}?{request.GET.urlencode()}" if request.GET else here)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
    return _list(request, member, errors=sentences(form), status=422)


@require_POST
@review_page(Permission.MANAGE_TEAM)
def look(request: HttpRequest, member: Member) -> HttpResponse:
    operations.look_again(by=member)
    messages.success(request, "All citations are looked through again, within some minutes.")
    return redirect("decisions:interests", member.review.slug)


@require_http_methods(["GET", "POST"])
@review_page(Permission.MANAGE_TEAM)
def bar(request: HttpRequest, member: Member, citation_id: int) -> HttpResponse:
    """One citation: who is barred from it, and somebody else by hand."""
    citation = get_object_or_404(Citation, pk=citation_id, review=member.review)
    form = forms.Bar(request.POST or None, review=member.review)
    if form.is_valid():
        try:
            operations.bar(by=member, citation=citation, **form.cleaned_data)
            messages.success(request, f"{form.cleaned_data['member']} is {DONE['bar']}")
            return redirect("decisions:bar", member.review.slug, citation.pk)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    rows = interests_seen(member=member).filter(citation=citation)
    page = {"citation": citation, "form": form, "interests": rows}
    return TemplateResponse(request, "decisions/barring/bar.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@review_page(Permission.VIEW)
def names(request: HttpRequest, member: Member, member_id: int) -> HttpResponse:
    """The names a member publishes under: an owner's to change, and one's own to add to."""
    other = get_object_or_404(
        Member.objects.select_related("user", "review"), pk=member_id, review=member.review
    )
    if other.pk != member.pk and not member.may(Permission.MANAGE_TEAM):
        raise Http404
    now = "\n".join(map(str, operations.names_of(other)))
    form = forms.OwnNames(request.POST or None, initial={"names": now})
    if form.is_valid():
        try:
            operations.set_names(by=member, member=other, names=form.cleaned_data["names"])
            messages.success(
                request, "The names are saved. Citations are looked through for them, within some minutes."
            )
            return redirect("decisions:author_names", member.review.slug, other.pk)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    page = {"person": other, "form": form, "may_remove": member.may(Permission.MANAGE_TEAM)}
    return TemplateResponse(
        request, "decisions/barring/author_names.html", page, status=422 if form.errors else 200
    )


def _list(
    request: HttpRequest, member: Member, *, errors: list[str] | None = None, status: int = 200
) -> HttpResponse:
    decides = member.may(Permission.MANAGE_TEAM)
    everybody = decides or member.may(Permission.READ_TRAIL)
    found = forms.InterestFilter(
        request.GET, queryset=interests_seen(member=member), viewer=member, everybody=everybody
    )
    page = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    rows: list[Interest] = list(page.object_list)
    votes = votes_told(viewer=member, interests=rows)
    context: dict[str, Any] = {
        "filter": found,
        "page": page,
        "lines": [(row, votes.get((row.member_id, row.citation_id), [])) for row in rows],
        "decides": decides,
        "everybody": everybody,
        "errors": errors or [],
        "chosen": request.POST.getlist("chosen"),
        "reason": request.POST.get("reason", ""),
    }
    return TemplateResponse(request, "decisions/barring/interests.html", context, status=status)
