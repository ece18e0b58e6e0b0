"""The form that starts a review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify

from screening.blueprints.blueprint import FIRST, Blueprint, all_blueprints


class Start(forms.Form):
    title = forms.CharField(
        max_length=300, help_text="As it will stand on the report; it can be changed later."
    )
    slug = forms.SlugField(
        label="Address", max_length=80, required=False,
        help_text="Small letters, digits and hyphens; it stays as it is. Left empty, it is made from the title.",
    )  # fmt: skip
    blueprint = forms.ChoiceField(
        label="Start from", widget=forms.RadioSelect, initial=FIRST,
        choices=lambda: [(plan.key, plan.label) for plan in all_blueprints()],
    )  # fmt: skip

    @property
    def plans(self) -> tuple[Blueprint, ...]:
        """What the choices say about themselves."""
        return all_blueprints()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "slug" in cleaned and not cleaned["slug"]:
            cleaned["slug"] = slugify(cleaned.get("title", ""))[:80].strip("-")
            if not cleaned["slug"] and "title" in cleaned:
                self.add_error("slug", "The title has no letters for an address. Write one.")
        return cleaned
