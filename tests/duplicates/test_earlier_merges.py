"""Merges made before they had rows of their own are told from the trail, and can be undone like the others."""

from __future__ import annotations

from importlib import import_module

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from screening.duplicates.models import Merge
from screening.duplicates.operations import merge, undo_merge
from screening.records.models import Citation
from screening.reviews.models import Member
from tests.casting import arranging
from tests.duplicates.rows import assert_counts_add_up, certain

NAME = "0012_duplicates"


def test_they_get_their_rows_back(owen: Member) -> None:
    one, other = certain(owen)
    merge(by=owen, keep=one, others=[other])
    with arranging(owen.review):
        Merge.objects.all().delete()
    then = MigrationLoader(connection).project_state(("screening", NAME)).apps
    import_module(f"screening.migrations.{NAME}").remember_merges(then, None)
    done = Merge.objects.get()
    assert (done.kept, done.emptied, done.by, len(done.records)) == (one, other, owen, 1)
    undo_merge(by=owen, citation=Citation.objects.get(pk=other.pk))
    assert other.records.count() == 1
    assert_counts_add_up(owen)
