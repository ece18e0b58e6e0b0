import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import screening.lib.secrets
from screening.records.description import Description
from screening.records.register_entry import mentions


def keep_ncbi_keys(apps, schema_editor):
    user, stored = apps.get_model("screening", "User"), apps.get_model("screening", "StoredKey")
    for one in user.objects.exclude(ncbi_api_key=""):
        stored.objects.create(user=one, service="ncbi", secret=one.ncbi_api_key)


def give_ncbi_keys_back(apps, schema_editor):
    for one in apps.get_model("screening", "StoredKey").objects.filter(service="ncbi").select_related("user"):
        one.user.ncbi_api_key = one.secret
        one.user.save(update_fields=["ncbi_api_key"])


def tie_trials(apps, schema_editor):
    """Every record that names a trial has its first number in ``nct``."""
    record, link = apps.get_model("screening", "Record"), apps.get_model("screening", "TrialLink")
    found = record.objects.filter(fields__has_key="nct").only("review_id", "fields")
    for one in found.iterator(chunk_size=500):
        link.objects.bulk_create(
            link(review_id=one.review_id, record=one, kind=kind, number=number)
            for kind, number in mentions(Description.from_json(one.fields))
        )


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0004_undone_runs"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("service", models.CharField(max_length=30)),
                ("secret", screening.lib.secrets.EncryptedText(blank=True, default="")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stored_keys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "service"), name="one_key_per_service")
                ],
            },
        ),
        migrations.CreateModel(
            name="TrialLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("number", models.CharField(max_length=20)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trial_links",
                        to="screening.record",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="screening.review",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["review", "number"], name="trial_link_number")],
            },
        ),
        migrations.RunPython(keep_ncbi_keys, give_ncbi_keys_back),
        migrations.RunPython(tie_trials, migrations.RunPython.noop),
        migrations.RemoveField(model_name="user", name="ncbi_api_key"),
    ]
