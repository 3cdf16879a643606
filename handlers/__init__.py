"""Thin Bolt listeners: parse, call one feature, show. One file per feature, with the feature's name."""
