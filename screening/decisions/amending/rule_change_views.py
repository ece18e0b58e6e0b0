"""Which outcomes the rules of a protocol version would change, and letting them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from screening.decisions.amending import rule_changes
from screening.decisions.models import Candidate
from screening.protocol.models import ProtocolVersion, Stage
from screening.protocol.queries import current_protocol, draft_of
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

PAGE = 50
Outcome = Candidate.Outcome


@never_cache
@require_safe
@review_page(Permission.EDIT_PROTOCOL)
def show(request: HttpRequest, member: Member, number: int) -> HttpResponse:
    """Numbers by from and to, and the list behind one of them (``?move=stage.from.to``)."""
    version = _version(member, number)
    changed = list(rule_changes.changes(version=version))
    found = rule_changes.preview(version=version, found=changed)
    move = tuple(request.GET.get("move", "").split("."))
    page = None
    if len(move) == 3 and move in found.moves:
        ids = rule_changes.behind(version=version, found=changed, move=move)
        page = Paginator(ids, PAGE).get_page(request.GET.get("page"))
    context = {
        "version": version,
        "preview": found,
        "enough": rule_changes.ENOUGH,
        "fewer": rule_changes.asks_for_fewer(version=version),
        "moves": [(_words(key), ".".join(key), count) for key, count in sorted(found.moves.items())],
        "move": ".".join(move),
        "chosen": _words(move) if page else None,
        "page": page,
        "rows": rule_changes.shown(ids=list(page)) if page else [],
        "job": rule_changes.last_job(version=version),
    }
    return TemplateResponse(request, "decisions/amending/rule_changes.html", context)


@require_POST
@review_page(Permission.EDIT_PROTOCOL)
def apply(request: HttpRequest, member: Member, number: int) -> HttpResponse:
    try:
        rule_changes.apply_rules(by=member, version=_version(member, number))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("decisions:rule_changes", member.review.slug, number)


def _version(member: Member, number: int) -> ProtocolVersion:
    """The version in force, or the draft of the next: what earlier ones would make of the votes is no question."""
    for version in (current_protocol(review=member.review), draft_of(review=member.review)):
        if version is not None and version.number == number:
            return version
    raise Http404


def _words(move: tuple[str, ...]) -> tuple[str, str, str]:
    stage, before, after = move
    said = Outcome(after).label
    return Stage(stage).label, Outcome(before).label, "another primary reason" if before == after else said
