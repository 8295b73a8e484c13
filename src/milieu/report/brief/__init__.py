"""Reports for people who decide: two pages for the minister, then an annex for the analyst."""
