"""Discussions, votes on many citations at once, outcomes that are opened again, and who settles conflicts."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

TABLES = ["screening_comment", "screening_votebatch"]


def hold(apps, schema_editor):
    """As 0002: on PostgreSQL these tables are only added to."""
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION screening_append_only()"
            )
            schema_editor.execute(
                f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
                " WHEN (current_setting('screening.truncate', true) IS DISTINCT FROM 'allowed')"
                " EXECUTE FUNCTION screening_append_only()"
            )


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0017_preferences"),
    ]

    operations = [
        migrations.AddField(
            model_name="stagerules",
            name="settled_by",
            field=models.CharField(
                choices=[("either", "an adjudicator or an owner"), ("adjudicators", "an adjudicator")],
                default="either",
                max_length=15,
            ),
        ),
        migrations.AlterField(
            model_name="resolution",
            name="verdict",
            field=models.CharField(
                choices=[
                    ("include", "Include"),
                    ("exclude", "Exclude"),
                    ("withdrawn", "Undone"),
                    ("reopened", "Opened again"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("key", models.UUIDField(unique=True)),
                ("written_at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.member"
                    ),
                ),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="screening.candidate",
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
                "ordering": ["pk"],
                "base_manager_name": "rows",
                "default_manager_name": "rows",
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="VoteBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("include", "Include"),
                            ("maybe", "Maybe"),
                            ("exclude", "Exclude"),
                            ("withdrawn", "Undone"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("candidates", models.JSONField()),
                ("address", models.TextField(blank=True)),
                ("key", models.UUIDField(unique=True)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.member"
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="screening.exclusionreason",
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
                "base_manager_name": "rows",
                "default_manager_name": "rows",
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="vote",
            name="batch",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="screening.votebatch",
            ),
        ),
        # the tables go with their triggers, backwards
        migrations.RunPython(hold, migrations.RunPython.noop),
    ]
