"""Kinds of task: what can be done in the background, and how one is declared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from milieu.core.catalogue import Catalogue
from milieu.core.errors import UserError, unknown_name
from milieu.core.progress import Progress
from milieu.study.study import Study

INPUTS = "inputs"  # within a task's folder: files that it was given
KEPT = "kept"  # what lets it go on where it stopped; not shown
RESULTS = "results"  # what it made; shown, and served as downloads


class Options(BaseModel):
    """What a task is asked to do; fields with a default are optional, others are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Stop(KeyboardInterrupt):
    """Somebody wants the task to end; raised within `run`, at any line.

    A kind may catch it to put what is done into its results, and must raise it again.
    """


class Telling(Progress, Protocol):
    """How a task tells how far it is: called as any progress, and with events of its own."""

    def tell(self, event: str, said: Mapping[str, Any]) -> None:
        """Send an event to whoever watches: a name of letters and values that JSON can hold.

        Later watchers get it, too; the first 2,000 of a task are kept.
        """


Wish = TypeVar("Wish", bound=Options)


@dataclass(frozen=True)
class Kind(Generic[Wish]):
    """A kind of task.

    name      also that of its file
    about     what it does, in one sentence
    options   what it can be asked
    title     what one task does, for people, in the language spoken
    command   (options, name of the study) -> the same by command line; "" if there is none
    run       (study, options, the task's folder, progress); puts files into folder/RESULTS (there
              already), reads folder/INPUTS, keeps in folder/KEPT what lets it go on when it is
              started again with the same options; UserError is shown to who asked
    checked   looks whether a study can do it before it waits in the queue; UserError if not
    """

    name: str
    about: str
    options: type[Wish]
    title: Callable[[Wish], str]
    command: Callable[[Wish, str], str]
    run: Callable[[Study, Wish, Path, Telling], None]
    checked: Callable[[Study, Wish], None] | None = None

    def wish(self, options: Mapping[str, Any] | Options) -> Wish:
        """Return checked options; UserError naming the option that is wrong, and what is right."""
        given = options.model_dump() if isinstance(options, Options) else dict(options)
        known = self.options.model_fields
        for name in given:
            if name not in known:
                raise unknown_name("option", name, known, where=name[:80])
        try:
            return self.options.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise UserError(
                f"{first['msg'][0].lower()}{first['msg'][1:]}",
                where=place or self.name,
                next="Mend it and ask again.",
            ) from None


KINDS: Catalogue[Kind[Any]] = Catalogue("kind of task", "milieu.web.tasks.kinds")


def kind(declared: Kind[Wish]) -> Kind[Wish]:
    """Declare a kind of task."""
    KINDS.add(declared.name, declared)
    return declared


def part(progress: Progress, first: float, last: float) -> Progress:
    """Return a progress whose 0 to 1 is `first` to `last` of the whole."""

    def tell(what: str, share: float) -> None:
        progress(what, first + share * (last - first))

    return tell
