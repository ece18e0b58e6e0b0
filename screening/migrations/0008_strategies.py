"""Counts of lines, and peer reviews of strategies; on PostgreSQL both are only added to."""

import django.db.models.deletion
from django.db import migrations, models

TABLES = ["screening_linecount", "screening_peerreview"]


def hold(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:  # the function is that of 0002_append_only
            schema_editor.execute(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION screening_append_only()"
            )
            schema_editor.execute(
                f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
                " WHEN (current_setting('screening.truncate', true) IS DISTINCT FROM 'allowed')"
                " EXECUTE FUNCTION screening_append_only()"
            )


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER append_only ON {table}")
            schema_editor.execute(f"DROP TRIGGER never_emptied ON {table}")


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0007_chasing"),
    ]

    operations = [
        migrations.CreateModel(
            name="PeerReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reviewer_name", models.CharField(blank=True, max_length=200)),
                ("reviewed_on", models.DateField()),
                ("elements", models.JSONField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("none", "No revision"),
                            ("suggested", "Revision suggested"),
                            ("required", "Revision required"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("noted_at", models.DateTimeField(auto_now_add=True)),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.member"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.review"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="screening.member",
                    ),
                ),
                (
                    "search",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="peer_reviews",
                        to="screening.search",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="LineCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("query", models.TextField()),
                ("query_sha256", models.CharField(max_length=64)),
                ("hits", models.PositiveIntegerField()),
                ("translation", models.TextField(blank=True)),
                ("warnings", models.JSONField(default=list)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.member"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.review"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="line_counts",
                        to="screening.source",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["source", "query_sha256"], name="counts_of_a_line")],
            },
        ),
        migrations.RunPython(hold, release),
    ]
