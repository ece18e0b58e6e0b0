"""A citation's text as the screening room shows it."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from screening.decisions.highlights import Part

register = template.Library()


@register.filter
def marked(parts: Iterable[Part]) -> SafeString:
    """The text with the terms in it marked; all of it escaped. Not a template: a batch of citations has hundreds."""
    return format_html_join("", "{}", ((_marked(part),) for part in parts))


def _marked(part: Part) -> str:
    return format_html('<mark class="{}">{}</mark>', part.found, part.text) if part.found else part.text
