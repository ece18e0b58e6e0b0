"""Forms about sources and strategies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from screening.reviews.models import Member
from screening.searches.asking import missing_key
from screening.searches.connector import CONNECTORS
from screening.searches.models import Source


class Typed(forms.CharField):
    """A text as typed; browsers send a line break as two characters."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


def long_text(label: str, help_text: str = "", rows: int = 3, most: int = 100_000, **options: Any) -> Typed:
    """Kept as typed. ``most`` is a validator: a maxlength attribute would cut what is pasted, silently."""
    css = options.pop("css", "")
    return Typed(
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
