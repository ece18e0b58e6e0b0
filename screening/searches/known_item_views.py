"""The reports that every search should find: the list, adding to it, taking one back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches.known_item_forms import Add
from screening.searches.known_item_models import KnownItem
from screening.searches.known_items import Added, add_known_items, known_items, remove_known_item

SHOWN_LINES = 20  # of those that name nothing


@require_http_methods(["GET", "POST"])
@review_page(Permission.VIEW)
def list_known_items(request: HttpRequest, member: Member) -> HttpResponse:
    may_search = member.may(Permission.RUN_SEARCHES)
    if request.method == "POST" and not may_search:
        raise PermissionDenied("Your role does not include naming known items.")
    form = Add(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_known_items(by=member, text=form.cleaned_data["text"])
        except ValidationError as refusal:
            form.add_error("text", refusal)
        else:
            _tell(request, added)
            return redirect("searches:known_items", member.review.slug)
    page = {"form": form, "items": known_items(review=member.review), "may_search": may_search}
    return TemplateResponse(request, "searches/known_items.html", page)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def remove(request: HttpRequest, member: Member, item_id: int) -> HttpResponse:
    item = get_object_or_404(KnownItem, pk=item_id, review=member.review)
    try:
        remove_known_item(by=member, item=item)
        messages.success(request, f"{item} is not looked for any more. Name it again at any time.")
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    return redirect("searches:known_items", member.review.slug)


def _tell(request: HttpRequest, added: Added) -> None:
    count = len(added.items)
    messages.success(request, f"{count} known {'item' if count == 1 else 'items'} added.")
    if added.already:
        named = ", ".join(item.pmid or item.doi for item in added.already)
        messages.info(request, f"Known already: {named}.")
    if added.malformed:
        lines = "; ".join(f"“{line[:80]}”" for line in added.malformed[:SHOWN_LINES])
        more = len(added.malformed) - SHOWN_LINES
        rest = f" and {more} more" if more > 0 else ""
        messages.warning(request, f"These name no PMID and no DOI, and were left out: {lines}{rest}.")
