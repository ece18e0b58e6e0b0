"""Who screens what: allocations, which are only added to, and leases, which come and go."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "screening_allocation"


def hold(apps, schema_editor):
    """As 0002 does for votes: what was decided about the work of others is not rewritten."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION screening_append_only()"
        )
        schema_editor.execute(
            f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT"
            " WHEN (current_setting('screening.truncate', true) IS DISTINCT FROM 'allowed')"
            " EXECUTE FUNCTION screening_append_only()"
        )


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER append_only ON {TABLE}")
        schema_editor.execute(f"DROP TRIGGER never_emptied ON {TABLE}")


def key(to):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


def own_id():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("screening", "0013_keys_anew")]

    operations = [
        migrations.CreateModel(
            name="Allocation",
            fields=[
                ("id", own_id()),
                (
                    "stage",
                    models.CharField(
                        choices=[("title_abstract", "Title and abstract"), ("full_text", "Full text")],
                        max_length=20,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("pool", "Open pool"),
                            ("percent", "By percentage"),
                            ("number", "By number"),
                            ("source", "By source"),
                            ("pairs", "Pairs"),
                        ],
                        default="pool",
                        max_length=10,
                    ),
                ),
                ("given", models.JSONField(default=list)),
                ("parts", models.JSONField(default=list)),
                ("votes", models.PositiveSmallIntegerField()),
                ("lease_minutes", models.PositiveIntegerField()),
                ("by_priority", models.BooleanField(default=True)),
                ("set_at", models.DateTimeField(auto_now_add=True)),
                ("review", key("screening.review")),
                ("set_by", key("screening.member")),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("review", "stage", "number"), name="one_allocation_per_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Lease",
            fields=[
                ("id", own_id()),
                ("until", models.DateTimeField()),
                ("candidate", key("screening.candidate")),
                ("member", key("screening.member")),
                ("review", key("screening.review")),
            ],
            options={
                "indexes": [models.Index(fields=["review", "until"], name="lease_live")],
                "constraints": [
                    models.UniqueConstraint(fields=("candidate", "member"), name="one_lease_each")
                ],
            },
        ),
        migrations.RemoveIndex(model_name="candidate", name="candidate_queue"),
        migrations.AddIndex(
            model_name="candidate",
            index=models.Index(
                fields=["review", "stage", "outcome", "priority", "citation"], name="candidate_queue"
            ),
        ),
        migrations.RunPython(hold, release),
    ]
