"""`make bench`: our engine beside what a user would do otherwise, in one run on one fleet."""
