"""The few citations that are not to be screened, listed without a look at the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("screening", "0019_told_of_citations")]
    operations = [
        migrations.AddIndex(
            "citation",
            models.Index(
                fields=["review", "id", "merged_into", "withdrawn", "closed_as"],
                condition=~(models.Q(merged_into=None, withdrawn=False) & models.Q(closed_as="")),
                name="citations_apart",
            ),
        )
    ]
