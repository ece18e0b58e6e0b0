"""Members who are barred from what they wrote, the names by which that is found, and when a link was mailed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0014_allocation"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="mailed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="AuthorNames",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("names", models.JSONField(default=list)),
                ("edited_at", models.DateTimeField(null=True)),
                ("seen_up_to", models.BigIntegerField(default=0)),
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="author_names",
                        to="screening.member",
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
            name="Interest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("barred", "barred"),
                            ("dismissed", "dismissed"),
                            ("lifted", "lifted"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("author", models.CharField(blank=True, max_length=300)),
                ("likeness", models.PositiveSmallIntegerField(default=0)),
                ("reason", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("found_at", models.DateTimeField(auto_now_add=True)),
                (
                    "carried_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="screening.interest",
                    ),
                ),
                (
                    "citation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="screening.citation"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="screening.member",
                    ),
                ),
                (
                    "member",
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
            ],
            options={
                "indexes": [
                    models.Index(fields=["member", "state", "citation"], name="interest_barred"),
                    models.Index(fields=["review", "state"], name="interest_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("member", "citation"), name="one_interest_per_citation")
                ],
            },
        ),
    ]
