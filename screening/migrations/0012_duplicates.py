"""Duplicates found by rules: what was asked, merged and chosen. Merges made before are known from the trail alone."""

import django.db.models.deletion
from django.db import migrations, models


def remember_merges(apps, schema_editor):
    """Each merge that stands gets its row, so that it can still be undone."""
    get = lambda name: apps.get_model("screening", name)  # noqa: E731
    members, told = get("Member").objects, get("AuditEvent").objects.filter(kind="citation.merged")
    for citation in get("Citation").objects.exclude(merged_into=None).iterator():
        events = told.filter(review_id=citation.review_id, subject_id=citation.merged_into_id).order_by(
            "-sequence"
        )
        event = next((event for event in events if event.data.get("emptied") == [citation.pk]), None)
        by = event and members.filter(review_id=citation.review_id, user_id=event.actor_id).first()
        if by:
            get("Merge").objects.create(
                review_id=citation.review_id,
                kept_id=citation.merged_into_id,
                emptied=citation,
                records=event.data["records"],
                by=by,
            )


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0011_citation_list"),
    ]

    operations = [
        migrations.AddField(
            model_name="vote",
            name="carried_from",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.vote"
            ),
        ),
        migrations.CreateModel(
            name="Compared",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="compared",
                        to="screening.record",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.review"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Preferences",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("automatic", models.BooleanField(default=True)),
                ("asked", models.JSONField(default=list)),
                ("sources", models.JSONField(default=list)),
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.review"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BlockKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BigIntegerField()),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.record"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.review"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["review", "key"], name="block")],
                "constraints": [models.UniqueConstraint(fields=("record", "key"), name="each_key_once")],
            },
        ),
        migrations.CreateModel(
            name="FieldChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=20)),
                ("chosen_at", models.DateTimeField(auto_now=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.member"
                    ),
                ),
                (
                    "citation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="field_choices",
                        to="screening.citation",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="screening.record",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.review"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("citation", "field"), name="one_choice_per_field")
                ],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("records", models.JSONField(default=list)),
                ("votes", models.JSONField(default=list)),
                ("resolutions", models.JSONField(default=list)),
                ("rule", models.CharField(blank=True, max_length=60)),
                ("evidence", models.TextField(blank=True)),
                ("automatic", models.BooleanField(default=False)),
                ("merged_at", models.DateTimeField(auto_now_add=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.member"
                    ),
                ),
                (
                    "emptied",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="screening.citation",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.citation"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.review"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="screening.member",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["review", "-id"], name="merge_latest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)), fields=("emptied",), name="merged_away_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Pair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(blank=True, max_length=60)),
                ("evidence", models.TextField(blank=True)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("study", "reports of one study"),
                            ("about", "a notice, comment or protocol, and what it is about"),
                            ("preprint", "a preprint and the article"),
                            ("register", "a register entry and a report of the trial"),
                            ("version", "two versions of one review"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to be answered"),
                            ("duplicate", "duplicates"),
                            ("separate", "separate reports"),
                            ("related", "related"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("found_at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="screening.member",
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.record"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.record"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.review"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["review", "state"], name="pair_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="one_answer_for_two_records")
                ],
            },
        ),
        migrations.RunPython(remember_merges, migrations.RunPython.noop),
    ]
