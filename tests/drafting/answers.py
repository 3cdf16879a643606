"""What a model might answer about the name servers of `fiction`. E1 is the channel's first message, U1 its first author."""

from typing import Any

Answer = dict[str, Any]


def entry(text: str, *evidence: str, kind: str = "finding", importance: float = 0.7, stated: str = "") -> Answer:
    return {"text": text, "evidence": list(evidence), "kind": kind, "importance": importance, "stated": stated}


def claim(text: str, *evidence: str) -> Answer:
    return {"text": text, "evidence": list(evidence)}


def good() -> Answer:
    """An answer without a fault."""
    return {
        "summary": [
            claim("The shop could not be reached because its zone had lost its A record.", "E3", "E9"),
            claim("The records were restored from an export, and the shop worked again after {E2..E16}.", "E13", "E15", "E16"),
        ],
        "impact": [
            claim("The help desk counted 212 tickets.", "E18"),
            claim("The channel does not establish how many users were affected."),
        ],
        "times": {
            "started": {"evidence": "E11", "stated": "08:58"},
            "detected": {"evidence": "E2", "stated": ""},
            "mitigated": {"evidence": "E16", "stated": ""},
            "resolved": {"evidence": "E19", "stated": ""},
        },
        "timeline": [
            entry("The terraform run removed 14 records from the zone.", "E11", kind="change", stated="08:58"),
            entry("The probe of checkout failed from 3 of 3 locations.", "E2", kind="alert", importance=0.9),
            entry("{U4} took the role of incident commander.", "E4", kind="handover", importance=0.3),
            entry("The CDN was ruled out, since it answered by IP.", "E8"),
            entry("The zone turned out to have no A record for shop.example; dig returned NXDOMAIN.", "E9"),
            entry("The records were back in the zone.", "E15", kind="action"),
            entry("The probe was ok again from 3 of 3 locations.", "E16", kind="recovery", importance=0.9),
        ],
        "causes": [
            {
                "text": "The terraform run removed 14 records because its state file was stale.",
                "evidence": ["E11", "E12"], "against": [], "confidence": 0.9, "status": "confirmed",
            },
            {
                "text": "The CDN was suspected.",
                "evidence": ["E7"], "against": ["E8"], "confidence": 0.05, "status": "rejected",
            },
        ],
        "factors": [claim("No alert told that a record had disappeared.", "E22")],
        "went_well": [claim("The missing record was found quickly.", "E19")],
        "questions": [],
        "actions": [
            {
                "text": "Add a plan review step for the zone.",
                "evidence": ["E21"], "owner": "U6", "due": "by Friday", "priority": "",
            },
            {"text": "Lock the state file.", "evidence": ["E23"], "owner": "", "due": "", "priority": ""},
        ],
    }  # fmt: skip


def catch_up() -> Answer:
    """A catch-up without a fault."""
    return {
        "wrong": [claim("The shop could not be reached; its zone has no A record.", "E3", "E9")],
        "tried": [claim("The CDN was ruled out.", "E8")],
        "people": [claim("{U4} is incident commander.", "E4")],
        "open": [],
        "changed": [entry("The records are back in the zone.", "E15", kind="action")],
    }
