"""Which stage an address is about (``?stage=full_text``)."""

from __future__ import annotations

from screening.protocol.models import Stage


def stage_of(asked: str | None) -> Stage:
    """The stage that was asked for, or the first."""
    return Stage(asked) if asked in Stage.values else Stage.TITLE_ABSTRACT
