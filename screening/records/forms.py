"""A form for what a citation says, as a person reads it."""

from __future__ import annotations

from typing import Any

from django import forms

from screening.lib import identifiers
from screening.records import abstracts, names
from screening.records.description import Author, Description
from screening.records.models import Citation
from screening.records.overlay import FIELDS, values_of


class Lines(forms.CharField):
    """Text of several lines. Browsers send each with a carriage return, which is no change to the text."""

    def __init__(self, *, rows: int, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class DescriptionForm(forms.Form):
    """Every field that a person may write, in the order in which they stand on a page."""

    title = Lines(rows=2, max_length=5_000)
    authors = Lines(
        rows=3,
        required=False,
        max_length=100_000,
        help_text="One on each line, as “Family, Given names”; a group by its name.",
    )
    year = forms.IntegerField(required=False, min_value=1000, max_value=2999)
    journal = forms.CharField(required=False, max_length=1_000)
    volume = forms.CharField(required=False, max_length=100)
    issue = forms.CharField(required=False, max_length=100)
    pages = forms.CharField(required=False, max_length=200)
    doi = forms.CharField(label="DOI", required=False, max_length=500)
    pmid = forms.CharField(label="PMID", required=False, max_length=20)
    abstract = Lines(rows=8, required=False, max_length=200_000)

    @classmethod
    def written(cls, citation: Citation) -> dict[str, object]:
        """What the citation says, as it would be typed."""
        authors = (Author(**author) for author in citation.authors)
        typed = [author.literal or f"{author.family}, {author.given}".rstrip(", ") for author in authors]
        plain = {name: getattr(citation, name) for name in FIELDS}
        return plain | {"authors": "\n".join(typed), "abstract": citation.abstract_text.strip()}

    def clean_doi(self) -> str:
        typed = self.cleaned_data["doi"]
        doi = identifiers.doi(typed)
        if typed and not doi:
            raise forms.ValidationError("This is no DOI: it begins with “10.” and has a slash.")
        return doi

    def clean_pmid(self) -> str:
        typed = self.cleaned_data["pmid"]
        pmid = identifiers.pmid(typed)
        if typed and not pmid:
            raise forms.ValidationError("This is no PMID: it has up to eight digits.")
        return pmid

    @property
    def description(self) -> Description:
        data = self.cleaned_data
        authors = (names.author(line) for line in data["authors"].splitlines())
        plain = {name: data[name] for name in ("title", "year", "journal", "volume", "issue", "pages")}
        return Description(
            **plain,
            doi=data["doi"],
            pmid=data["pmid"],
            authors=tuple(author for author in authors if author),
            abstract=abstracts.sections(data["abstract"]),
        )


class Correction(DescriptionForm):
    """The same about a citation that says something already; only what was changed is a correction.

    ``seen`` is the last correction that the page showed: what others corrected since is not overwritten.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, citation: Citation, data: Any = None) -> Correction:
        last = citation.corrections.order_by("-pk").values_list("pk", flat=True).first()
        return cls(data, initial=cls.written(citation) | {"seen": str(last or "")})

    def clean_seen(self) -> str:
        if self.cleaned_data["seen"] != self.initial["seen"]:
            raise forms.ValidationError(
                "Somebody corrected this citation meanwhile. Nothing was changed: open this page again."
            )
        return str(self.cleaned_data["seen"])

    @property
    def values(self) -> dict[str, Any]:
        """The fields that were changed, with what they shall show."""
        values = values_of(self.description)
        return {name: values[name] for name in FIELDS if name in self.changed_data}
