"""What rules find in a channel before they choose words: what drafts, their reasons and the newest events are made of."""

from dataclasses import dataclass

from bot.domain.evidence import Evidence
from bot.drafting.causes import Ranked, causes
from bot.drafting.course import Course, follow
from bot.drafting.importance import Importance, tasks_of, turning_points
from bot.drafting.reading import Reading


@dataclass(frozen=True)
class Findings:
    """The channel as read, its course, the ranked causes with the action items, and what each message weighs."""

    reading: Reading
    course: Course
    ranked: Ranked
    importance: Importance

    @classmethod
    def of(cls, evidence: Evidence) -> "Findings":
        reading = Reading(evidence)
        course = follow(reading)
        ranked = causes(reading, course)
        turning = turning_points(course, ranked.causes, ranked.head)
        return cls(reading, course, ranked, Importance(reading, course, turning, tasks_of(ranked.tasks)))
