"""What a file in `twin/mechanisms` declares: a mechanism and its parameters."""

from dataclasses import dataclass

from milieu.core.catalogue import Catalogue


@dataclass(frozen=True)
class Parameter:
    """One number of a mechanism.

    low, high   range in which it is plausible; the whole range must run without breaking anything
    source      a citation, or the number of an assumption such as "M3"
    lever       a policy may move it, for each cluster and quarter; the default is "no policy"
    by_firm     as a lever it reaches only the firms that are eligible for the instrument
    """

    default: float
    low: float
    high: float
    unit: str
    about: str
    source: str
    lever: bool = False
    by_firm: bool = False


@dataclass(frozen=True)
class Mechanism:
    """One mechanism of the model.

    number      its place in the list of the model, 0 for what merely keeps the books
    writes      arrays of firms that its own file changes
    goes_on     those of them that another mechanism of the same phase has changed before
    departs     where and why its form differs from the starting specification
    """

    name: str
    number: int
    about: str
    source: str
    parameters: dict[str, Parameter]
    writes: tuple[str, ...] = ()
    goes_on: tuple[str, ...] = ()
    departs: str = ""


MECHANISMS: Catalogue[Mechanism] = Catalogue("mechanism", "milieu.twin.mechanisms")


def mechanism(
    name: str,
    number: int,
    about: str,
    *,
    source: str,
    writes: tuple[str, ...] = (),
    goes_on: tuple[str, ...] = (),
    departs: str = "",
    **parameters: Parameter,
) -> Mechanism:
    """Declare a mechanism; its parameters are called "name.parameter"."""
    declared = Mechanism(name, number, about, source, parameters, writes, goes_on, departs)
    MECHANISMS.add(name, declared)
    return declared
