"""Durations as people read them."""

from datetime import timedelta


def spoken(span: timedelta) -> str:
    """`47 minutes`, `1 h 52 min`, `50 h 5 min`; hours are never folded into days."""
    minutes = max(0, round(span.total_seconds() / 60))
    if minutes < 60:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"
