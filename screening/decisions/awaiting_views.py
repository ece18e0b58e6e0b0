"""The list of what waits for a second reviewer."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from screening.decisions.awaiting import awaiting as awaiting_for
from screening.decisions.filters import AwaitingFilter
from screening.decisions.preferences import preferences_of
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

PAGE = 50


@never_cache
@require_safe
@review_page(Permission.VIEW)
def awaiting(request: HttpRequest, member: Member) -> HttpResponse:
    """What each member sees of it is decided by the blinding, so the page is open to all."""
    found = AwaitingFilter(request.GET, queryset=awaiting_for(member=member))
    page = {
        "filter": found,
        "preferences": preferences_of(member),
        "page": Paginator(found.qs, PAGE).get_page(request.GET.get("page")),
        "may_screen": member.may(Permission.SCREEN),
        "sees_all": member.may(Permission.READ_PENDING) or not member.review.blinded,
    }
    return TemplateResponse(request, "decisions/awaiting.html", page)
