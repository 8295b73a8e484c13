"""Freshness: whether a study's results rest on the newest of its tables."""

from milieu.store.store import as_of_moment
from milieu.study.step import in_order
from milieu.study.study import Study


def stale_steps(study: Study, as_of: str = "") -> list[str]:
    """Return the steps that were built from tables, settings or results that have changed since.

    A step that was never built is not among them: its data may be lacking.
    """
    tables = study.store.tables.entry(as_of_moment(as_of) if as_of else None)
    done = dict(study.store.results_as_of(as_of or None).entry().notes)
    steps = in_order() if done else []
    made = {result: done.get(step.name, "") for step in steps for result in step.makes}
    return [
        step.name
        for step in steps
        if step.name in done and done[step.name] != step.fingerprint(tables, study.settings, made)
    ]
