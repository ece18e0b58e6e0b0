"""Forms about a record that could not be read."""

from __future__ import annotations

from django import forms

from screening.lib import identifiers
from screening.records import abstracts, names
from screening.records.description import Author, Description
from screening.records.models import Citation
from screening.searches.repairing import Dismissal


class Repair(forms.Form):
    """What the record says, as a person reads it."""

    title = forms.CharField(max_length=5_000, widget=forms.Textarea(attrs={"rows": 2}))
    authors = forms.CharField(
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One on each line, as “Family, Given names”; a group by its name.",
    )
    year = forms.IntegerField(required=False, min_value=1000, max_value=2999)
    journal = forms.CharField(required=False, max_length=1_000)
    volume = forms.CharField(required=False, max_length=100)
    issue = forms.CharField(required=False, max_length=100)
    pages = forms.CharField(required=False, max_length=200)
    doi = forms.CharField(label="DOI", required=False, max_length=500)
    pmid = forms.CharField(label="PMID", required=False, max_length=20)
    abstract = forms.CharField(required=False, max_length=200_000, widget=forms.Textarea(attrs={"rows": 8}))

    @classmethod
    def written(cls, citation: Citation) -> dict[str, object]:
        """What was written down before, to be corrected; nothing for a citation that nobody described yet."""
        if citation.closed_as:
            return {}
        authors = (Author(**author) for author in citation.authors)
        typed = [author.literal or f"{author.family}, {author.given}".rstrip(", ") for author in authors]
        plain = {name: getattr(citation, name) for name in cls.base_fields}
        return plain | {"authors": "\n".join(typed), "abstract": citation.abstract_text}

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


class Dismiss(forms.Form):
    reason = forms.TypedChoiceField(
        choices=Dismissal.choices, coerce=Dismissal, widget=forms.RadioSelect, label="Why it is not screened"
    )
