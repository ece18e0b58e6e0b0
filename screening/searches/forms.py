"""Forms about sources, strategies and export files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator

from screening.reviews.models import Member, Review
from screening.searches.asking import missing_key
from screening.searches.connector import CONNECTORS
from screening.searches.fileformat import FORMATS
from screening.searches.models import Source


def long_text(
    label: str, help_text: str = "", rows: int = 3, most: int = 100_000, **options: Any
) -> forms.CharField:
    """Kept as typed. ``most`` is a validator: a maxlength attribute would cut what is pasted, silently."""
    css = options.pop("css", "")
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        strip=False,
        validators=[MaxLengthValidator(most)],
        widget=forms.Textarea(attrs={"rows": rows, "class": css, "spellcheck": "false"}),
        **options,
    )


class Connectors(forms.Select):
    """Those that nobody here has a key for are shown, and cannot be chosen."""

    def __init__(self, *args: Any, greyed: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.greyed = greyed

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.greyed:
            option["attrs"]["disabled"] = True
        return option


class SourceForm(forms.ModelForm):
    """A source's description; operations save it."""

    class Meta:
        model = Source
        fields = ["name", "kind", "connector", "platform", "planned_terms", "notes"]
        widgets = {
            "planned_terms": forms.Textarea(attrs={"rows": 3, "class": "query", "spellcheck": "false"}),
            "notes": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "name": "As the report will name it: “PubMed”, “Embase”, “Google Scholar, first 200”.",
            "kind": "Databases and registers are counted in PRISMA's left column, all others in the right one.",
            "connector": "With one, searches run from here. Without, you import the files that the source exports.",
            "platform": "Ovid, EBSCOhost, Cochrane Library …",
            "planned_terms": "What the protocol says will be searched for.",
        }

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = {plugin.key: missing_key(member, plugin.key) for plugin in CONNECTORS}
        self.missing = {key: sentence for key, sentence in missing.items() if sentence}
        self.missing.pop(self.instance.connector, None)  # what was chosen with a key may stay
        labels = {
            plugin.key: f"{plugin.label} (needs a key)" if plugin.key in self.missing else plugin.label
            for plugin in CONNECTORS
        }
        choices = [("", "None: files are imported"), *labels.items()]
        self.fields["connector"].widget = Connectors(greyed=self.missing, choices=choices)
        if self.missing:
            self.fields[
                "connector"
            ].help_text += " Those that need a key can be chosen once you have stored one."
        if self.instance.chaser:
            del self.fields["connector"]  # the database whose citations it follows
        if self.instance.pk is None:
            kinds = [("", "As its connector; without one, a database"), *Source.Kind.choices]
            self.fields["kind"] = forms.ChoiceField(
                choices=kinds, required=False, help_text=self.fields["kind"].help_text
            )

    def clean_connector(self) -> str:
        connector = self.cleaned_data["connector"]
        if connector and connector not in CONNECTORS:
            raise forms.ValidationError("There is no such connector.")
        if sentence := self.missing.get(connector):
            raise forms.ValidationError(sentence)
        return str(connector)


class About(forms.Form):
    """What a person says about an export file."""

    source = forms.ModelChoiceField(
        Source.objects.none(), empty_label="Choose a source", help_text="Where the file was exported."
    )
    strategy = long_text(
        "Search strategy", "As it was typed there. Optional, but PRISMA-S asks for it.", css="query"
    )
    searched_on = forms.DateField(
        label="Searched on", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    hits = forms.IntegerField(
        label="Hits reported",
        required=False,
        min_value=0,
        max_value=2_000_000_000,
        help_text="What the database said it had found, to be compared with what the file holds.",
    )
    notes = long_text("Notes", rows=2)

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = Source.objects.filter(review=review, chaser="")  # type: ignore[attr-defined]


def _formats() -> list[tuple[str, str]]:
    return [(plugin.key, plugin.label) for plugin in FORMATS]


class ReadAs(forms.Form):
    """Another format than the one found."""

    format = forms.ChoiceField(choices=_formats, label="Read it as")


class Import(About):
    format = forms.ChoiceField(
        choices=lambda: [("", "Found from its content"), *_formats()],
        required=False,
        help_text="Choose one only if the file is not recognised.",
    )
    file = forms.FileField(
        label="Export file", allow_empty_file=True
    )  # an empty one gets a better sentence later

    field_order = ("source", "file", "format")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = (
            f"{', '.join(plugin.label for plugin in FORMATS)}; up to {settings.UPLOAD_LIMIT_MB} MB. You see what is"
            " in it before anything is imported."
        )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        size = (file.size or 0) / 1024**2
        if size > settings.UPLOAD_LIMIT_MB:
            raise forms.ValidationError(
                f"The file has {size:,.0f} MB; {settings.UPLOAD_LIMIT_MB} MB is the most accepted here. Nothing was"
                " kept. Export it in parts and import each."
            )
        return file

    @property
    def about(self) -> dict[str, str]:
        """What ``About`` reads again once the person has seen what is in the file."""
        return {name: self.data.get(name, "") for name in About.base_fields}
