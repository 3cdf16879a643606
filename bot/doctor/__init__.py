"""Looks at an installation, changes nothing, and says of each part whether it is well and what to do."""
