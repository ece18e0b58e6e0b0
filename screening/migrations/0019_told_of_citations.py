"""The languages and types of a review's citations, told from an index instead of from every citation."""

from django.db import migrations, models


def told(column, name):
    columns = ["review", column, "merged_into", "withdrawn"]
    everything = models.Q(**{f"{column}__gte": ""})
    return migrations.AddIndex("citation", models.Index(fields=columns, condition=everything, name=name))


class Migration(migrations.Migration):
    dependencies = [("screening", "0018_discussion")]
    operations = [told("languages", "citation_languages"), told("types_key", "citation_types")]
