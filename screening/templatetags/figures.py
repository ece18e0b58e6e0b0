"""Figures of agreement as pages write them."""

from __future__ import annotations

from django import template

from screening.decisions.agreement.two import Agreement

register = template.Library()


@register.filter
def coefficient(value: float | None) -> str:
    """Two decimals with a true minus; ``undefined`` where it would be 0/0."""
    return "undefined" if value is None else f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


@register.filter
def interval(ends: tuple[float, float] | None) -> str:
    """From low to high; it cannot be told where nobody ever disagreed."""
    return "no interval" if ends is None else f"({coefficient(ends[0])} to {coefficient(ends[1])})"


@register.filter
def specific(agreement: Agreement, category: str) -> float | None:
    """``{{ agreement|specific:"include" }}``: positive agreement, for instance."""
    return agreement.specific(category)
