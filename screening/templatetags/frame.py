"""The frame around a review's pages, and small words for templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from screening.notices.queries import unread
from screening.reports.rail import STEPS, Step, rail_counts
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

register = template.Library()
BELOW = ("reports:trail", "reports:overview", "reports:citation", "reports:record")  # not the step "Report"
PART_OF = {"metadata": "records", "retractions": "searches"}  # slices that are no step of their own


@register.inclusion_tag("_rail.html", takes_context=True)
def rail(context: dict[str, Any]) -> dict[str, Any]:
    request = context["request"]
    member = request.member
    counts = rail_counts(member=member)
    here = (request.resolver_match.namespace if request.resolver_match else "") or ""
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name in BELOW:
        here = ""
    here = PART_OF.get(here, here)
    return {
        "member": member,
        "request": request,
        "steps": [(step, _leads(step, member), counts[step.key]) for step in STEPS],
        "here": here,
        "view_name": name,
        "may_read_trail": member.may("read_trail"),
        "may_manage": member.may("manage_review"),
    }


@register.simple_tag(takes_context=True)
def unread_notices(context: dict[str, Any]) -> int:
    """How many notices of the member in whose review this page is."""
    return unread(member=context["request"].member).count()


def _leads(step: Step, member: Member) -> str:
    return step.url if member.may(Permission.SCREEN) else step.otherwise or step.url


@register.filter
def n(value: int | None) -> str:
    """A whole number with thousands separators; a dash where there is none."""
    return "–" if value is None else f"{value:,}"


@register.filter
def plural(count: int, words: str) -> str:
    """``{{ 3|plural:"record,records" }}`` gives ``3 records``."""
    one, many = words.split(",")
    return f"{count:,} {one if count == 1 else many}"


@register.filter
def minutes(seconds: float | None) -> str:
    """A duration as people say it."""
    if seconds is None:
        return ""
    if seconds < 90:
        return f"{round(seconds)} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{int(seconds // 3600)} h {round(seconds % 3600 / 60)} min"


@register.filter
def may(member: Member, permission: str) -> bool:
    """``{% if request.member|may:"screen" %}``: whether a button is worth showing; the gates decide."""
    return member.may(Permission(permission))


@register.simple_tag
def chip(kind: str, label: str) -> SafeString:
    """A state as a word with a dot; the colour repeats what the word says."""
    return format_html('<span class="chip {}">{}</span>', kind, label)
