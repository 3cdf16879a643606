"""Scores drafts against what people published about the same incidents; no model judges."""
