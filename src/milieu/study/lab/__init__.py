"""The policy lab: what is asked by sliders, answered at once from what was run, then by runs."""
