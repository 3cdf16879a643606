"""`make bench`: figures as `name value unit` lines, each the median of five, and ratios from within one run."""
