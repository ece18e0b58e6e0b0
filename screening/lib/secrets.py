"""Secrets at rest: encrypted with a key derived from SECRET_KEY, so a copied database does not reveal them."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


def _cipher() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    derived = (hashlib.sha256(f"at-rest:{key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


class EncryptedText(models.TextField):  # type: ignore[type-arg]  # not subscriptable at run time
    """A text that is encrypted in the database and plain in Python. Empty stays empty.

    A value that no present key can read (SECRET_KEY was replaced without a fallback) reads as empty:
    the person enters it again.
    """

    def get_prep_value(self, value: Any) -> Any:
        return _cipher().encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value: str | None, *args: Any) -> str | None:
        if not value:
            return value
        try:
            return _cipher().decrypt(value.encode()).decode()
        except InvalidToken:
            return ""
