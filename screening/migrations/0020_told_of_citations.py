"""The languages and types of a review's citations, told from an index instead of from every citation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("screening", "0018_discussion")]
    operations = [
        migrations.AddIndex(
            "citation",
            models.Index(
                fields=["review", "languages", "merged_into", "withdrawn"], name="citation_languages"
            ),
        ),
        migrations.AddIndex(
            "citation",
            models.Index(fields=["review", "types_key", "merged_into", "withdrawn"], name="citation_types"),
        ),
    ]
