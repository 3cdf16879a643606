"""Debrief: turns an incident channel into a post-mortem whose every sentence names the messages it rests on."""

__version__ = "0.1.0"
