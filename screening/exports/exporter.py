"""What an export looks like to the rest of the program: one module per exporter in ``exporters/``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Protocol

from screening.lib.registry import Registry
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


class Exporter(Protocol):
    """Streams one file about a review, as text or, where the format is binary, as bytes.

    It sees what the member sees: judgements through ``visible_to``.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    about: ClassVar[str]
    extension: ClassVar[str]
    content_type: ClassVar[str]
    permission: ClassVar[Permission]

    def write(self, member: Member) -> Iterator[str] | Iterator[bytes]: ...


EXPORTERS: Registry[Exporter] = Registry("screening.exports.exporters")
