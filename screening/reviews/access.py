"""The two gates of a review: one for pages, one for operations.

Every view is ``@review_page``, or one of ``accounts.access``; ``screening.checks`` fails start-up otherwise.
Operations are guarded the same way whether a browser, a worker or a command calls them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from screening.accounts.access import Rule, View, for_signed_in, with_own_password
from screening.accounts.models import User
from screening.audit import trail
from screening.reviews import refusals
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission

P = ParamSpec("P")
R = TypeVar("R")


def review_page(permission: Permission) -> Callable[[View], View]:
    """Let in members of the review in the URL who hold ``permission``; hand the view its Member.

    Strangers get 404 (they must not learn that the review exists), members without the right 403; a script gets the
    sentence alone. Who tried to change something leaves an event (``refusals.py``).
    """

    def decorate(view: View) -> View:
        @for_signed_in
        @functools.wraps(view)
        def gate(request: HttpRequest, review_slug: str, **kwargs: Any) -> HttpResponseBase:
            if elsewhere := with_own_password(request):
                return elsewhere
            with refusals.kept(changing=_changes(request)):
                member = membership(user=request.user, slug=review_slug)
                if member is None:
                    return _turn_away(request, review_slug)
                request.member = member  # type: ignore[attr-defined]  # for the frame around the page
                if not member.may(permission):
                    return _turn_down(request, member, permission)
                return _let_in(request, member, view, kwargs)

        gate.access_rule = Rule(permission)  # type: ignore[attr-defined]
        return gate

    return decorate


def _turn_away(request: HttpRequest, slug: str) -> HttpResponseBase:
    if _changes(request):
        refusals.note_stranger(user=cast(User, request.user), slug=slug, what=_asked(request))
    if _by_script(request):
        return _sentence("This review is not here, or you are not on it any more.", status=404)
    raise Http404


def _turn_down(request: HttpRequest, member: Member, permission: Permission) -> HttpResponseBase:
    refusals.note(member=member, right=permission, what=_asked(request))
    if _by_script(request):
        return _sentence(f"Your role ({member.role_label}) does not allow this.", status=403)
    raise PermissionDenied(f"Your role ({member.role_label}) does not include this page.")


def _let_in(request: HttpRequest, member: Member, view: View, arguments: dict[str, Any]) -> HttpResponseBase:
    """The page, which may have rules of its own: what it refuses or does not find in this review is on record too."""
    try:
        return view(request, member, **arguments)
    except PermissionDenied:
        refusals.note(member=member, right=refusals.OF_OTHERS, what=_asked(request))
        raise
    except Http404:
        refusals.note(member=member, right=refusals.OF_THIS_REVIEW, what=_asked(request))
        if _by_script(request):
            return _sentence("This is not in the review, or not any more.", status=404)
        raise


def _changes(request: HttpRequest) -> bool:
    return request.method not in ("GET", "HEAD", "OPTIONS")


def _asked(request: HttpRequest) -> str:
    """The pattern of the address: what was asked for, without what it was asked about."""
    return request.resolver_match.view_name if request.resolver_match else ""


def _by_script(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers and _changes(request)


def _sentence(why: str, *, status: int) -> HttpResponse:
    """What a script that sent something can show beside it."""
    return HttpResponse(f"{why} Nothing was stored.", status=status, content_type="text/plain; charset=utf-8")


def membership(*, user: Any, slug: str) -> Member | None:
    found = Member.objects.select_related("review").filter(review__slug=slug, user=user, left_at=None).first()
    if found:
        found.user = user  # as it was just read
    return found


def belongs(value: Any, review_id: int) -> bool:
    """Is everything in ``value`` part of this review? Models without a review (users) belong everywhere."""
    if isinstance(value, Review):
        return value.pk == review_id
    if isinstance(value, User):
        return True
    if isinstance(value, models.Model):
        return getattr(value, "review_id", None) == review_id
    if isinstance(value, models.QuerySet):
        return not value.exclude(review_id=review_id).exists()
    if isinstance(value, list | tuple | set | frozenset):
        return all(belongs(item, review_id) for item in value)
    if isinstance(value, dict):
        return all(belongs(item, review_id) for pair in value.items() for item in pair)
    return True


def operation(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an operation: allowed, inside one review, atomic, and audited.

    The function takes keyword arguments only, ``by`` (a Member) first. Raises ``PermissionDenied`` (and
    leaves an event of the refusal) or ``Unaudited``.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def gate(*args: P.args, **kwargs: P.kwargs) -> R:
            by = cast(Member, kwargs["by"])
            if not by.may(permission):
                refusals.note(member=by, right=permission, what=function.__qualname__)
                raise PermissionDenied(f"Your role ({by.role_label}) does not allow this.")
            for name, value in kwargs.items():
                if not belongs(value, by.review_id):
                    refusals.note(member=by, right=refusals.OF_THIS_REVIEW, what=function.__qualname__)
                    raise PermissionDenied(f"{name} belongs to another review.")
            with trail.follow(review_id=by.review_id, actor_id=by.user_id):
                return function(*args, **kwargs)

        gate.permission = permission  # type: ignore[attr-defined]
        return gate

    return decorate
