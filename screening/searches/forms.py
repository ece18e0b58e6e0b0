"""Forms about sources and strategies."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from screening.searches.asking import query_of
from screening.searches.connector import CONNECTORS
from screening.searches.models import Source

LONGEST_QUERY = (
    20_000  # characters; as a validator, for a maxlength attribute would cut what is pasted, silently
)


def long_text(
    label: str, help_text: str = "", rows: int = 3, most: int = 100_000, **options: Any
) -> forms.CharField:
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "None: files are imported"), *((plugin.key, plugin.label) for plugin in CONNECTORS)]
        self.fields["connector"].widget = forms.Select(choices=choices)
        if self.instance.pk is None:
            kinds = [("", "As its connector; without one, a database"), *Source.Kind.choices]
            self.fields["kind"] = forms.ChoiceField(
                choices=kinds, required=False, help_text=self.fields["kind"].help_text
            )

    def clean_connector(self) -> str:
        connector = self.cleaned_data["connector"]
        if connector and connector not in CONNECTORS:
            raise forms.ValidationError("There is no such connector.")
        return str(connector)


class Strategy(forms.Form):
    """A strategy for a source that is searched from here. Its ``fingerprint`` proves that this text was previewed."""

    strategy = long_text(
        "Search strategy",
        "Exactly as the database understands it; it is kept and sent as typed.",
        rows=8,
        most=LONGEST_QUERY,
        css="query",
    )
    limits = long_text(
        "Limits", "Joined to the strategy with AND, for example 1900:2024/03/18[dp].", rows=1, css="query"
    )
    limit = forms.IntegerField(
        label="Fetch at most",
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text="Leave empty to fetch every record. A limited run says so wherever it is counted.",
    )
    notes = long_text("Notes", "For the search report: who built it, who peer-reviewed it.", rows=2)

    def clean_strategy(self) -> str:
        strategy = str(self.cleaned_data["strategy"])
        if not strategy.strip():
            raise forms.ValidationError("Write the strategy first.")
        return strategy

    @property
    def query(self) -> str:
        return query_of(self.cleaned_data["strategy"], self.cleaned_data["limits"])

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.query.encode()).hexdigest()
