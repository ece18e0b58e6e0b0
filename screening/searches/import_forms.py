"""What a person says of export files: where they come from, and how they are to be read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from screening.lib.recoding import ENCODINGS
from screening.reviews.models import Review
from screening.searches.fileformat import FORMATS
from screening.searches.forms import long_text
from screening.searches.looking import Manner
from screening.searches.models import Source

NEW = "new"
MOST_FILES = 50

# offered while a person types; any other name will do
DATABASES = (
    "MEDLINE", "PubMed", "Embase", "CENTRAL", "Scopus", "Web of Science Core Collection", "CINAHL", "APA PsycInfo",
    "IEEE Xplore", "LILACS", "Google Scholar", "Dimensions", "The Lens", "OpenAlex", "ProQuest Dissertations & Theses",
    "ClinicalTrials.gov", "WHO ICTRP", "EU Clinical Trials Register",
)  # fmt: skip
PLATFORMS = (
    "Ovid",
    "EBSCOhost",
    "ProQuest",
    "Embase.com",
    "PubMed",
    "Cochrane Library",
    "Web of Science",
    "Elsevier",
)


class About(forms.Form):
    """Where files come from. Kept as typed while they wait, and read again when they are confirmed.

    ``only``: the source, where the page is opened for one: then its strategy may stand in the form already.
    """

    source = forms.ChoiceField(help_text="Where the files were exported. PRISMA counts source by source.")
    name = forms.CharField(
        label="Name of the new source",
        required=False,
        max_length=120,
        help_text="As the report will name it: “Embase”, “Google Scholar, first 200”.",
        widget=forms.TextInput(attrs={"list": "databases", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label="Kind of the new source",
        required=False,
        choices=Source.Kind.choices,
        initial=Source.Kind.DATABASE,
        help_text="Databases and registers are counted in PRISMA's left column, all others in the right one.",
    )
    platform = forms.CharField(
        required=False,
        max_length=120,
        help_text="Where the database was searched: Ovid, EBSCOhost, ProQuest … Empty if it has only its own site.",
        widget=forms.TextInput(attrs={"list": "platforms", "autocomplete": "off"}),
    )
    strategy = long_text(
        "Search strategy",
        "As it was typed there, every line. Optional, but PRISMA-S asks for it.",
        rows=5,
        css="query",
    )
    limits = long_text(
        "Limits", "As they were set there: languages, dates, publication types.", rows=1, css="query"
    )
    searched_on = forms.DateField(
        label="Searched on", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    hits = forms.IntegerField(
        label="Hits reported",
        required=False,
        min_value=0,
        max_value=2_000_000_000,
        help_text="What the database said it had found, to be compared with what the files hold together.",
    )
    notes = long_text("Notes", rows=2)

    def __init__(self, *args: Any, review: Review, only: Source | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = [only] if only else Source.objects.filter(review=review, chaser="")
        self._sources = {str(source.pk): source for source in there}
        known = [(pk, _named(source)) for pk, source in self._sources.items()]
        others = [("", "Choose a source"), *known, (NEW, "A source that is not in this list …")]
        self.fields["source"].choices = known if only else others  # type: ignore[attr-defined]
        if not known:
            self.initial["source"] = NEW

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        source = self._source(data)
        platform = data.get("platform", "")
        if source and platform and source.platform not in ("", platform):
            self.add_error(
                "platform",
                f"{source} was searched on {source.platform} until now. On another platform it is a source of its"
                " own: add that.",
            )
        if data.get("source") == NEW and data.get("name") == "":
            self.add_error("name", "Name the new source.")
        return data

    def _source(self, data: dict[str, Any]) -> Source | None:
        """The source chosen; of a new one's name, should it have been added while the files waited."""
        if data.get("source") != NEW:
            return self._sources.get(data.get("source", ""))
        name = data.get("name", "").casefold()
        return next((source for source in self._sources.values() if source.name.casefold() == name), None)

    @property
    def told(self) -> dict[str, Any]:
        """As ``start_imports`` wants it."""
        data = {
            name: self.cleaned_data[name] for name in ("strategy", "limits", "searched_on", "hits", "notes")
        }
        platform = self.cleaned_data["platform"]
        if source := self._source(self.cleaned_data):
            return data | {"source": source, "platform": platform}
        fields = {name: self.cleaned_data[name] for name in ("name", "kind")}
        return data | {"new_source": fields | {"platform": platform}}

    @property
    def origin(self) -> str:
        """The source's name, be it there or not."""
        source = self._source(self.cleaned_data)
        return source.name if source else self.cleaned_data["name"]


def _named(source: Source) -> str:
    return f"{source.name} ({source.platform})" if source.platform else source.name


class ReadAs(forms.Form):
    """Another format or encoding than the ones found."""

    format = forms.ChoiceField(
        choices=lambda: [("", "Found from its content"), *((one.key, one.label) for one in FORMATS)],
        required=False,
    )
    encoding = forms.ChoiceField(
        choices=[("", "Found from its content"), *ENCODINGS.items()],
        required=False,
        help_text="Only where letters with accents, or all of them, look wrong.",
    )

    @property
    def manner(self) -> Manner:
        return Manner(self.cleaned_data["format"], self.cleaned_data["encoding"])


class FileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """One or several files, each no larger than the setting allows."""

    widget = FileInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list) else [data]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"{MOST_FILES} files are the most at once. Nothing was kept.")
        return [self._checked(super(Files, self).clean(file, initial)) for file in files or [None]]

    def _checked(self, file: UploadedFile) -> UploadedFile:
        size = (file.size or 0) / 1024**2
        if size > settings.UPLOAD_LIMIT_MB:
            raise forms.ValidationError(
                f"{file.name} has {size:,.0f} MB; {settings.UPLOAD_LIMIT_MB} MB is the most accepted here. Nothing"
                " was kept. Export it in parts and import each."
            )
        return file


class Import(ReadAs, About):
    file = Files(
        label="Export files",
        allow_empty_file=True,  # an empty one gets a better sentence later
        error_messages={"required": "Choose at least one file."},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("source") == NEW and self._source(data):
            self.add_error("name", f"{data['name']} is a source of this review already: choose it above.")
        return data

    @property
    def about(self) -> dict[str, str]:
        """What ``About`` reads again once the person has seen what is in the files."""
        return {name: self.data.get(name, "") for name in About.base_fields}
