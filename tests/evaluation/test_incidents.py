"""How well rules draft on invented incidents, so that nothing rots unseen."""

import json
import subprocess
import sys
from pathlib import Path

from bot.drafting.extractive import write
from bot.evaluation.cases import read_cases

INCIDENTS = Path(__file__).parents[1] / "incidents"
AT_LEAST = {
    "timeline_recall": 0.63,
    "recall_15": 0.45,
    "timeline_precision": 0.35,
    "cause_hit_3": 0.65,
    "action_recall": 0.6,
    "action_precision": 0.55,
    "citation_validity": 1.0,
    "cited": 1.0,
    "clean": 1.0,
}


def test_rules_draft_invented_incidents_as_well_as_they_did() -> None:
    asked = [sys.executable, "-m", "bot", "eval", str(INCIDENTS), "--drafter", "rules", "--json"]
    told = subprocess.run(asked, capture_output=True, text=True, cwd=INCIDENTS.parents[1], check=True)
    mean = json.loads(told.stdout)["mean"]
    fallen = {name: mean[name] for name, least in AT_LEAST.items() if mean[name] < least}
    assert not fallen
    assert mean["blame"] == 0
    assert mean["time_error_min"] <= 12


def test_no_cause_is_told_as_likelier_than_the_one_before_it() -> None:
    for case in read_cases(INCIDENTS):
        told = [cause.confidence for cause in write(case.evidence).causes if cause.status != "rejected"]
        assert told == sorted(told, reverse=True), case.name
