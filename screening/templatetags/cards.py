"""A citation's text as the screening room shows it."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from screening.decisions.highlights import Part

register = template.Library()


@register.filter
def marked(parts: Iterable[Part]) -> SafeString:
    """The text with the terms in it marked; all of it escaped. Not a template: a batch of citations has hundreds."""
    pattern, values = "", list[str]()
    for part in parts:
        pattern += '<mark class="{}">{}</mark>' if part.found else "{}"
        values += [part.found, part.text] if part.found else [part.text]
    return format_html(pattern, *values)
