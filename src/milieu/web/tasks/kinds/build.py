"""Build: bring all results of a study up to date."""

import json
from pathlib import Path
from shlex import quote

from pydantic import Field

from milieu.core.errors import unknown_name
from milieu.core.language import _
from milieu.store.shelf import replace_text
from milieu.store.store import as_of_moment
from milieu.study.step import STEPS
from milieu.study.study import Study
from milieu.web.tasks.declare import RESULTS, Kind, Options, Telling, kind


class BuildOptions(Options):
    """What to build."""

    until: str = Field("", description="Last step to run; all without it.", max_length=80)
    as_of: str = Field("", description="A day, YYYY-MM-DD: with what was known then.")


def title(wish: BuildOptions) -> str:
    """Return what is built, for people."""
    if wish.until and wish.as_of:
        return _("Build up to {step}, as known on {day}", step=wish.until, day=wish.as_of)
    if wish.until:
        return _("Build up to {step}", step=wish.until)
    if wish.as_of:
        return _("Build as known on {day}", day=wish.as_of)
    return _("Build")


def command(wish: BuildOptions, study: str) -> str:
    """Return the same by command line."""
    until = f" --until {quote(wish.until)}" if wish.until else ""
    as_of = f" --as-of {quote(wish.as_of)}" if wish.as_of else ""
    return f"milieu build {quote(study)}{until}{as_of}"


def checked(study: Study, wish: BuildOptions) -> None:
    """Raise UserError for a step or a day that does not exist."""
    del study
    if wish.until and wish.until not in STEPS:
        raise unknown_name("step", wish.until, STEPS, where="until")
    if wish.as_of:
        as_of_moment(wish.as_of)


def run(study: Study, wish: BuildOptions, folder: Path, progress: Telling) -> None:
    """Build, and list what became of each step; each is kept as soon as it is done."""
    outcomes = []
    for one in study.build(until=wish.until, as_of=wish.as_of, progress=progress):
        said = {"step": one.step, "state": one.state, "why": one.why}
        outcomes.append(said)
        progress.tell("step", said)
        text = json.dumps(outcomes, indent=1, ensure_ascii=False)
        replace_text(folder / RESULTS / "steps.json", text + "\n")


BUILD = kind(
    Kind(
        "build",
        "bring all results up to date; only what is stale is made again",
        BuildOptions,
        title,
        command,
        run,
        checked,
    )
)
