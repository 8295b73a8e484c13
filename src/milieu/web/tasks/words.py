"""Words: how a task's state, time and files are said to people."""

from datetime import UTC, datetime, timedelta

from milieu.core.language import _, in_sense, several
from milieu.report.conventions import moment
from milieu.report.words import number
from milieu.web.tasks.task import State, Task

MINUTE, HOUR = 60, 3600  # seconds
COARSE = 5  # seconds: nobody needs the rest of a guess finer
UNITS = ("B", "kB", "MB", "GB")
THOUSAND = 1000


def state_word(task: Task) -> str:
    """Return the state in a word or two."""
    if task.stop and task.state is State.RUNNING:
        return _("stopping")
    return {
        State.WAITING: in_sense("state of a task", "waiting"),
        State.RUNNING: in_sense("state of a task", "running"),
        State.DONE: in_sense("state of a task", "done"),
        State.FAILED: in_sense("state of a task", "failed"),
        State.STOPPED: in_sense("state of a task", "stopped"),
        State.INTERRUPTED: in_sense("state of a task", "interrupted"),
    }[task.state]


def left(seconds: float | None) -> str:
    """Return how long it still takes, coarsely; "" where that is not known."""
    if seconds is None:
        return ""
    if seconds < MINUTE:
        whole = max(COARSE, round(seconds / COARSE) * COARSE)
        return several("about {n} second left", "about {n} seconds left", whole, n=whole)
    if seconds < HOUR:
        whole = round(seconds / MINUTE)
        return several("about {n} minute left", "about {n} minutes left", whole, n=whole)
    whole = round(seconds / HOUR)
    return several("about {n} hour left", "about {n} hours left", whole, n=whole)


def until(task: Task) -> str:
    """Return the time at which it will be done, ISO 8601; "" where that is not known."""
    how = task.progress
    if how.seconds_left is None or not how.at or not task.state.active:
        return ""
    said = datetime.fromisoformat(how.at)
    return (said + timedelta(seconds=how.seconds_left)).isoformat(timespec="seconds")


def when(iso: str) -> str:
    """Return a moment as a date and a time of day, UTC."""
    return _("{moment} UTC", moment=moment(datetime.fromisoformat(iso).astimezone(UTC)))


def lasted(task: Task) -> str:
    """Return how long the last try took, or takes so far; "" where it has not begun."""
    if not task.started:
        return ""
    end = datetime.fromisoformat(task.ended) if task.ended else datetime.now(UTC)
    seconds = max(0.0, (end - datetime.fromisoformat(task.started)).total_seconds())
    if seconds < MINUTE:
        return _("{n} s", n=round(seconds))
    if seconds < HOUR:
        return _("{n} min", n=round(seconds / MINUTE))
    return _("{h} h {m} min", h=int(seconds // HOUR), m=int(seconds % HOUR // MINUTE))


def size(bytes_of: int) -> str:
    """Return the size of a file: "12 kB"."""
    value, unit = float(bytes_of), 0
    while value >= THOUSAND and unit < len(UNITS) - 1:
        value, unit = value / THOUSAND, unit + 1
    step = 1.0 if value >= 10 or unit == 0 else 0.1
    return f"{number(value, step=step)} {UNITS[unit]}"


def spoken(task: Task) -> str:
    """Return how a task is, in a sentence that is read aloud."""
    if task.state is not State.RUNNING:
        return _("{title}: {state}", title=task.title, state=state_word(task))
    how = task.progress
    return _(
        "{title}: {percent} % done, {left}",
        title=task.title,
        percent=round(100 * how.share),
        left=left(how.seconds_left) or _("time left not known yet"),
    )
