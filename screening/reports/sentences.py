"""What each event says to a person. Plain Python: kind and data in, a sentence out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SENTENCES = {
    "access.refused": "was refused: {operation}{lacking}",
    "review.created": "created the review",
    "review.settings_changed": "changed settings: {changed}",
    "review.unblinded": "opened all judgements to all members: {reason}",
    "review.blinded": "closed judgements to other members again: {reason}",
    "member.added": "added a member as {role}",
    "member.role_changed": "changed a member's role from {before} to {after}",
    "member.removed": "removed a member",
    "member.restored": "brought a member back as {role}",
    "invitation.made": "made an invitation link for a {role}{lasting}",
    "invitation.mailed": "mailed an invitation link",
    "invitation.revoked": "revoked an invitation link",
    "invitation.accepted": "joined by an invitation link",
    "job.queued": "asked for background work: {kind}",
    "job.cancelled": "stopped background work",
    "job.retried": "started background work again",
    "run.started": "started a run",
    "run.planned": "planned a run: {planned} records to fetch",
    "citation.chased": "followed citations from it ({source}): {found} named",
    "run.ended": "ended a run: {state}, {received} received",
    "run.withdrawn": "undid a run: {records} records set aside",
    "run.restored": "restored a run: {records} records",
    "schedule.set": "set how often this is done by itself: {every}",
    "schedule.kept": "did what was due on schedule",
    "schedule.paused": "paused what is done by itself",
    "notices.read": "read notices: {notices}",
    "citation.flagged": "noted what PubMed says: {what} ({source})",
    "citation.unflagged": "noted what PubMed no longer says: {what} ({source})",
    "retractions.compared": "compared {citations} citations with PubMed: {new} new marks, {gone} gone",
    "retractions.broken_off": "broke off the check for retractions",
    "retractions.checked": "checked included reports for retractions: {asked} asked, {unanswered} not answered",
    "citation.closed": "took the citation out before screening: {reason}",
    "citation.corrected": "wrote down what the citation says: {fields}",
    "citation.fields_changed": "changed what the citation says: {fields} ({source})",
    "citation.fields_restored": "brought back what was received: {fields}",
    "metadata.looked_up": "asked {source} about {asked} citations: {matched} matches",
    "proposal.dismissed": "dismissed a proposed {field} from {source}",
    "proposal.reopened": "put a dismissed {field} from {source} forward again",
    "known_items.added": "named reports that searches must find: {items}",
    "known_items.removed": "took back a report that searches must find: {items}",
    "citation.reopened": "brought the citation into screening",
    "label.added": "made a label",
    "label.changed": "changed a label",
    "label.retired": "retired a label",
    "label.restored": "brought a label back into use",
    "vote.cast": "voted {verdict}{why}",
    "outcome.changed": "outcome {before} → {after} ({decided_by}){why}",
    "conflict.resolved": "settled the conflict: {verdict}{why}",
    "pilot.opened": "opened pilot round {number}{of}: seed {seed}",
    "pilot.closed": "closed pilot round {number}{of}: {agreeing} of {compared} comparisons agree{early}",
    "pilot.discussed": "wrote about pilot round {number}{of}",
    "vote.set_aside": "set aside the votes of a pilot round that did not count",
    "gate.set": "set what a pilot round{of} must reach: percent agreement {percent}, kappa {kappa}",
    "gate.passed": "opened main screening: pilot round {number}{of} reached what was set",
    "gate.opened": "opened main screening{of} without a pilot round that reached what was set: {reason}",
    "outcome.reopened": "opened the outcome again",
    "outcome.reopening_taken_back": "took back that it was opened again",
    "outcome.rules_applied": "applied the rules of protocol version {number}: {outcomes} outcomes changed",
    "comment.written": "wrote in the discussion",
    "vote.batch_asked": "asked to vote on {candidates} citations at once",
    "vote.batch_cast": "voted on {votes} citations at once",
    "vote.batch_taken_back": "took back {votes} votes cast at once",
    "allocation.set": "changed who screens what at {stage}: {mode}, kept for {minutes} minutes",
    "allocation.restored": "used an earlier division of {stage} again: {mode}, kept for {minutes} minutes",
    "allocation.handed_over": "handed over open work at {stage}: {leaving}’s to {successor}",
    "report.sought": "report sought for retrieval",
    "report.retrieved": "recorded the full text as retrieved",
    "report.not_retrieved": "signed the report as not retrieved",
    "report.retrieval_reopened": "reopened the retrieval",
    "report.retrieval_attempted": "noted a try to get the full text",
    "protocol.drafted": "began protocol version {number}",
    "protocol.frozen": "froze protocol version {number}",
    "source.added": "added the source {key}",
    "search.saved": "kept a search strategy",
    "search.reviewed": "noted a peer review of a search strategy (revision: {verdict})",
    "search.line_counted": "asked how many records a line finds: {hits}",
    "study.created": "made a study",
    "study.report_assigned": "assigned the report to study {study}",
    "form.published": "published the extraction form, version {version}",
    "extraction.saved": "saved answers about study {study}",
    "extraction.completed": "completed the extraction of study {study}",
    "citation.merged": "merged citation {emptied} into this one: {evidence}",
    "citation.fields_chosen": "now shows these fields from the record that says most: {fields}",
    "pairs.found": "looked for duplicates: {asked} questions, {related} related pairs",
    "pair.decided": "answered about citations {citations}: {answer}",
    "pair.reopened": "took back the answer about citations {citations}: {answer}",
    "duplicates.preferences_changed": "changed how duplicates are found: {changed}",
    "vote.barred": "withdrew what {who} judged: a conflict of interest",
    "interests.names_set": "changed the names looked for among authors: {names}",
    "interests.look_asked": "asked to look for members among all authors again",
    "interests.proposed": "found the name among the authors of {citations} citations",
    "interests.barred": "barred {who} from the citation{because}",
    "interests.dismissed": "dismissed that {who} wrote the citation{because}",
    "interests.lifted": "let {who} judge the citation again{because}",
    "vote.carried": "carried votes over from citation {from}: they are one report",
    "citation.split": "split records off into a citation of their own",
    "export.made": "exported {format}",
}


# What an event is about, where the model's own name is not what people call it.
SUBJECTS = {
    "allocation": "division of work",
    "exclusionreason": "exclusion reason",
    "extractionform": "extraction form",
    "gate": "gate before main screening",
    "knownitem": "known item",
    "linecount": "line of a strategy",
    "peerreview": "peer review",
    "pilotround": "pilot round",
    "protocolversion": "protocol version",
    "retractionwatch": "check for retractions",
    "schedule": "search on a schedule",
    "search": "search strategy",
    "stagerules": "rules of a stage",
    "votebatch": "votes cast at once",
}


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"


def sentence(
    kind: str,
    data: Mapping[str, Any],
    reasons: Mapping[int, str],
    studies: Mapping[int, str] | None = None,
    members: Mapping[int, str] | None = None,
    who: str = "a member",
) -> str:
    """The event in words; a kind without a sentence of its own is shown by name and data, never hidden.

    ``reasons``, ``studies`` and ``members`` are labels by id, ``who`` is the member it is about: the trail itself
    holds ids alone.
    """
    values = _Known({key: _plain(value) for key, value in data.items()})
    if studies and data.get("study") in studies:
        values["study"] = studies[data["study"]]
    values["who"] = who
    values["because"] = f": {data['reason']}" if data.get("reason") else ""
    values["lacking"] = f" (no right to {_plain(data['right'])})" if data.get("right") else ""
    values["lasting"] = f", for {data['days']} days" if data.get("days") else ""
    for side in ("leaving", "successor"):
        values[side] = (members or {}).get(data.get(side) or 0, "all who can take it")
    values["why"] = f": {reasons[data['reason']]}" if data.get("reason") in reasons else ""
    values["of"] = " of full texts" if data.get("stage") == "full_text" else ""
    values["early"] = (
        f"; closed early: {data['reason']}" if kind == "pilot.closed" and data.get("reason") else ""
    )
    if kind == "run.started" and data.get("mapping"):
        return f"started a run, with these columns: {_columns(data['mapping'])}"
    if kind == "run.started" and data.get("mappings"):
        tables = " | ".join(f"{name}: {_columns(mapping)}" for name, mapping in data["mappings"])
        return f"started a run, with these columns: {tables}"
    if kind == "records.received":
        return f"received {len(data.get('pairs', []))} records"
    if kind in ("citation.labelled", "citation.unlabelled"):
        done = "put label {label} on" if kind == "citation.labelled" else "took label {label} off"
        return f"{done.format_map(values)} {len(data.get('citations', []))} citations"
    if kind in SENTENCES:
        return SENTENCES[kind].format_map(values)
    what = kind.replace(".", " ").replace("_", " ")
    details = ", ".join(f"{key} {_plain(value)}" for key, value in data.items() if value not in ("", None))
    return f"{what} ({details})" if details else what


def _columns(mapping: dict[str, str]) -> str:
    return "; ".join(f"{column} → {field}" for column, field in sorted(mapping.items()))


def subject(model_name: str, subject_id: int | None, name: str = "") -> str:
    """What an event is about, in words; ``name`` is what people call that one."""
    kind = SUBJECTS.get(model_name, model_name)
    return f"{kind} {name or subject_id or ''}".rstrip()


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value).replace("_", " ") if isinstance(value, str) else value
