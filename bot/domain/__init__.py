"""Pure values and rules; no Slack, no SQL, no model."""
