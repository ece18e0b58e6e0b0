"""Naming reports that every search should find."""

from __future__ import annotations

from django import forms


class Add(forms.Form):
    text = forms.CharField(
        label="PMIDs or DOIs",
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="One report on each line: a PMID, a DOI, or a reference that holds one. A line of several PMIDs is"
        " several reports.",
        error_messages={"required": "Paste at least one PMID or DOI."},
    )
