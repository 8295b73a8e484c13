"""Choosing: which clusters are compared, what could not be, and whom to add."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.report.comparing.reading import MOST, One
from milieu.report.reading import Cluster

OFFERED = 8  # matches of a search that are shown
TOGETHER = 5  # clusters in a suggestion
LONGEST = 80  # letters of what was asked for that an error repeats
SAME = 3  # clusters of one industry that are suggested


@dataclass(frozen=True)
class Choice:
    """What was asked for.

    wanted     those that are there, each once, at most `MOST`
    left_out   those beyond
    unknown    what is no cluster, as errors that name the nearest
    """

    wanted: Sequence[Cluster] = ()
    left_out: Sequence[Cluster] = ()
    unknown: Sequence[UserError] = ()

    @property
    def ids(self) -> list[str]:
        """Return the ids of those that are compared."""
        return [cluster.id for cluster in self.wanted]


@dataclass(frozen=True)
class Suggestion:
    """Clusters that would be worth comparing, and why."""

    title: str
    clusters: Sequence[Cluster] = field(default_factory=tuple)


def choice(asked: Sequence[str], known: Mapping[str, Cluster]) -> Choice:
    """Return which of the clusters asked for are there; each text may be an id or several.

    asked   ids, or ids with commas between them
    known   all clusters by id
    """
    names = [name for text in asked for name in _split(text, known)]
    found = dict.fromkeys(name for name in names if name in known)
    missing = dict.fromkeys(name for name in names if name not in known)
    clusters = [known[name] for name in found]
    return Choice(
        wanted=clusters[:MOST],
        left_out=clusters[MOST:],
        unknown=[_unknown(name, known) for name in missing],
    )


def matches(text: str, known: Mapping[str, Cluster]) -> list[Cluster]:
    """Return the clusters that a search means: that of its id or name, else those that contain it.

    Every word of the search must be part of the name or the id, in any order.
    """
    wanted = text.strip().casefold()
    if not wanted:
        return []
    same = [c for c in known.values() if wanted in (c.id.casefold(), c.name.casefold())]
    if same:
        return same[:1] if same[0].id.casefold() == wanted else same[:OFFERED]
    words = wanted.split()
    texts = ((c, f"{c.name} {c.id}".casefold()) for c in known.values())
    return [c for c, said in texts if all(word in said for word in words)][:OFFERED]


def no_match(text: str, known: Mapping[str, Cluster]) -> UserError:
    """Return the error for a search that nothing fits, with the nearest name."""
    return _unknown(text.strip(), {cluster.name: cluster for cluster in known.values()})


def _unknown(name: str, known: Mapping[str, Cluster]) -> UserError:
    """Return the error for what is no cluster, with the nearest that is one."""
    what = _("no cluster {name!r}", name=name[:LONGEST])
    near = get_close_matches(name[:LONGEST], list(known), n=1, cutoff=0.5)
    if not near:
        told = _("Search for a part of its name, its place or its industry.")
        return UserError(what, next=told)
    found = known[near[0]]
    said = found.name if near[0] == found.name else f"{near[0]} ({found.name})"
    return UserError(what, next=_("Did you mean {name}?", name=said))


def suggestions(known: Mapping[str, Cluster]) -> list[Suggestion]:
    """Return what to compare where nothing is chosen yet."""
    newest = max((c.last_year for c in known.values()), default=0)
    current = [c for c in known.values() if c.last_year == newest]
    largest = sorted(current, key=lambda c: -(c.jobs.value or 0.0))
    dense = sorted(current, key=lambda c: -(c.quotient.value or 0.0))
    fallen = sorted(current, key=lambda c: c.change.value if c.change.value is not None else 0.0)
    found = [
        Suggestion(_("The largest"), largest[:TOGETHER]),
        Suggestion(_("The most concentrated"), dense[:TOGETHER]),
        Suggestion(_("Those that fell most from their peak"), fallen[:TOGETHER]),
        *_industry(current),
    ]
    return [one for one in found if len(one.clusters) > 1]


def by_industries(known: Mapping[str, Cluster]) -> Mapping[str, list[Cluster]]:
    """Return the clusters of the same industries, the largest first."""
    found: dict[str, list[Cluster]] = defaultdict(list)
    for cluster in sorted(known.values(), key=lambda c: -(c.jobs.value or 0.0)):
        found[cluster.industries].append(cluster)
    return found


def alike(one: Cluster, same: Mapping[str, Sequence[Cluster]]) -> list[Cluster]:
    """Return the largest other clusters of the same industries, last seen when it was.

    same   clusters by their industries, as of `by_industries`
    """
    here = same.get(one.industries, ())
    return [c for c in here if c.id != one.id and c.last_year == one.last_year][:SAME]


def peers_of(one: One, known: Mapping[str, Cluster], without: Sequence[str]) -> list[Cluster]:
    """Return the nearest peers of one that are not compared yet."""
    ids = [row["peer"] for row in one.peers if row["peer"] in known]
    return [known[id] for id in ids if id not in without][:SAME]


def _industry(current: Sequence[Cluster]) -> list[Suggestion]:
    """Return the industry that has most clusters, in its largest places."""
    often = Counter(cluster.industries for cluster in current).most_common(1)
    if not often or often[0][1] < 2:
        return []
    here = [c for c in current if c.industries == often[0][0]]
    here.sort(key=lambda c: -(c.jobs.value or 0.0))
    return [Suggestion(_("One industry in several places"), here[:TOGETHER])]


def _split(text: str, known: Mapping[str, Cluster]) -> list[str]:
    """Return the ids in a text; one that is an id itself is not cut at its commas."""
    if text in known:
        return [text]
    return [name.strip() for name in text.split(",") if name.strip()]
