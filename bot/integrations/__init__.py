"""One file per outside system, and the only one that imports its library; what goes in and comes out are domain values."""
