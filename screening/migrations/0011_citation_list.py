"""The citation list at 200,000 citations: columns to sort and filter by, their indexes, the word index; and labels."""

import django.db.models.manager
from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.db.models.functions import Coalesce, Left, Lower

from screening.records import word_index

ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
OPENING = "LTRIM(%(expressions)s, ' \"''([{<“‘«¿¡-–—*')"
GENERATED = {
    "year_key": (Coalesce("year", 0), models.IntegerField()),
    "title_key": (Lower(Left(models.Func("title", template=OPENING), 60)), models.TextField()),
    "types_key": (Left("types", 250), models.TextField()),
    "has_abstract": (~models.Q(abstract_text=""), models.BooleanField()),
    "has_doi": (~models.Q(doi=""), models.BooleanField()),
}
TOLD = ["merged_into", "withdrawn", "closed_as", "retracted", "has_abstract", "has_doi", "year_key"]
COLOURS = [
    ("ink", "Grey"),
    ("blue", "Blue"),
    ("green", "Green"),
    ("amber", "Amber"),
    ("rust", "Rust"),
    ("violet", "Violet"),
]


def to(model, related_name="+", **how):
    return models.ForeignKey(f"screening.{model}", on_delete=PROTECT, related_name=related_name, **how)


def listed(name, *key):
    columns = dict.fromkeys(["review", *key, "id", *TOLD, "languages", "types_key"])
    return migrations.AddIndex("citation", models.Index(fields=list(columns), name=name))


class Migration(migrations.Migration):
    dependencies = [("screening", "0010_import_mapping")]
    operations = [
        *(
            migrations.AddField(
                "citation", name, models.GeneratedField(expression=told, output_field=kept, db_persist=True)
            )
            for name, (told, kept) in GENERATED.items()
        ),
        # indexes that longer ones begin with
        migrations.RemoveIndex("citation", "citation_year"),
        migrations.AlterField("citation", "review", to("review", "citations", db_index=False)),
        migrations.AlterField("record", "review", to("review", "records", db_index=False)),
        migrations.AlterField("record", "run", to("run", "records", db_index=False)),
        migrations.AlterField("record", "citation", to("citation", "records", db_index=False)),
        listed("citations_by_id"),
        listed("citations_by_year_key", "year_key"),
        listed("citations_by_title_key", "title_key"),
        migrations.RemoveIndex("record", "record_first"),
        migrations.AddIndex("record", models.Index(fields=["citation", "run", "id"], name="record_first")),
        migrations.AddIndex("record", models.Index(fields=["run", "citation"], name="record_brought")),
        migrations.CreateModel(
            name="Label",
            fields=[
                ("id", ID),
                ("name", models.CharField(max_length=40)),
                ("colour", models.CharField(choices=COLOURS, default="ink", max_length=10)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("retired_at", models.DateTimeField(null=True)),
                ("review", to("review", "labels")),
            ],
            options={"ordering": ["name", "pk"]},
        ),
        migrations.CreateModel(
            name="Labelling",
            fields=[
                ("id", ID),
                ("taken_off_at", models.DateTimeField(null=True)),
                ("by", to("member")),
                ("citation", to("citation", related_query_name="labelling")),
                ("label", to("label", db_index=False)),
                ("review", to("review")),
            ],
            options={"base_manager_name": "rows", "default_manager_name": "rows"},
            managers=[("rows", django.db.models.manager.Manager())],
        ),
        migrations.AddConstraint(
            "label", models.UniqueConstraint("review", Lower("name"), name="one_label_per_name")
        ),
        migrations.AddConstraint(
            "labelling",
            models.UniqueConstraint(fields=("label", "citation", "by"), name="one_labelling_each"),
        ),
        # last: the steps above make SQLite's table anew, and its triggers would go with the old one
        migrations.RunPython(word_index.keep, word_index.drop),
    ]
