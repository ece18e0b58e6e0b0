"""How each person likes to read, and in which order to screen."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0016_calibration"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadingPreferences",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        blank=True,
                        choices=[("", "As the system"), ("light", "Light"), ("dark", "Dark")],
                        default="",
                        max_length=10,
                        verbose_name="Light or dark",
                    ),
                ),
                (
                    "text_size",
                    models.CharField(
                        choices=[("standard", "Standard"), ("large", "Large"), ("largest", "Largest")],
                        default="standard",
                        max_length=10,
                        verbose_name="Size of the text",
                    ),
                ),
                ("hide_origin", models.BooleanField(default=False, verbose_name="Hide authors and journal")),
                (
                    "order",
                    models.CharField(
                        choices=[
                            ("random", "Random, an order of my own"),
                            ("newest", "Newest first"),
                            ("oldest", "Oldest first"),
                            ("title", "By title"),
                        ],
                        default="random",
                        max_length=10,
                        verbose_name="Order of the citations",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reading_preferences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
