"""Rows chosen on a page, by their ids."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class Several(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """Rows by id. One that no database can hold is no choice, rather than an error of SQLite's."""

    def clean(self, value: Any) -> Any:
        if any(len(str(pk)) > 18 for pk in value or ()):
            raise ValidationError(self.error_messages["required"], code="required")
        return super().clean(value)
