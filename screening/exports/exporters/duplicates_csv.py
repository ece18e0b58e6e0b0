"""Every merge, made or undone, and every answer about a pair: by which rule, on what evidence, by whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from screening.duplicates.models import Merge, Pair
from screening.duplicates.rules import VERSION
from screening.exports.exporter import EXPORTERS
from screening.lib.spreadsheet import csv_lines
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

HEAD = [
    "kind",
    "citation",
    "title",
    "other_citation",
    "other_title",
    "rule",
    "evidence",
    "who",
    "at_utc",
    "undone_by",
    "undone_at_utc",
    "rules_version",
]


@EXPORTERS.register
class DuplicatesCsv:
    key: ClassVar[str] = "duplicates_csv"
    label: ClassVar[str] = "Duplicates (CSV)"
    about: ClassVar[str] = (
        "Every merge, made or undone, and every answer about a pair: rule, evidence, who and when; what is still asked."
    )
    extension: ClassVar[str] = "csv"
    content_type: ClassVar[str] = "text/csv; charset=utf-8"
    permission: ClassVar[Permission] = Permission.EXPORT

    def write(self, member: Member) -> Iterator[str]:
        return csv_lines(HEAD, self._rows(member))

    def _rows(self, member: Member) -> Iterator[list[object]]:
        merges = Merge.objects.filter(review=member.review_id)
        seen = ("kept", "emptied", "by__user", "undone_by__user")
        for merge in merges.select_related(*seen).order_by("pk").iterator(chunk_size=2000):
            who = "rule" if merge.automatic else merge.by
            yield [
                "merge",
                merge.kept_id,
                merge.kept.title,
                merge.emptied_id,
                merge.emptied.title,
                merge.rule,
                merge.evidence,
                who,
                merge.merged_at.isoformat(timespec="seconds"),
                merge.undone_by or "",
                merge.undone_at.isoformat(timespec="seconds") if merge.undone_at else "",
                VERSION,
            ]
        pairs = Pair.objects.filter(review=member.review_id).defer(
            "one__raw_compressed", "other__raw_compressed", "one__fields", "other__fields"
        )
        ends = ("one__citation", "other__citation", "by__user")
        for pair in pairs.select_related(*ends).order_by("pk").iterator(chunk_size=2000):
            one, other = pair.one.citation, pair.other.citation
            yield [
                pair.get_state_display(),
                one.pk,
                one.title,
                other.pk,
                other.title,
                pair.rule,
                pair.evidence,
                pair.by or "rule",
                (pair.decided_at or pair.found_at).isoformat(timespec="seconds"),
                "",
                "",
                VERSION,
            ]
