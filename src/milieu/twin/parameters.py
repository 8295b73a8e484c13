"""The parameters of the twin, made from what the mechanisms declare."""

from collections.abc import Mapping

import numpy as np

from milieu.core.errors import UserError, unknown_name
from milieu.twin.declare import MECHANISMS, Parameter
from milieu.twin.state import Records


def declared() -> dict[str, Parameter]:
    """Return every parameter by its full name, "mechanism.parameter", in a fixed order."""
    return {
        f"{name}.{own}": parameter
        for name in MECHANISMS
        for own, parameter in MECHANISMS[name].parameters.items()
    }


PARAMETERS = declared()
LEVERS = tuple(name for name, parameter in PARAMETERS.items() if parameter.lever)


def record_type(names: tuple[str, ...], kind: str = "f8") -> np.dtype[np.void]:
    """Return a record with one field a parameter: "graft.reach" is the field `graft_reach`."""
    return np.dtype([(name.replace(".", "_"), kind) for name in names])


RECORD = record_type(tuple(PARAMETERS))
LEVER_RECORD = record_type(LEVERS)
CARRIER_RECORD = record_type(LEVERS, "u4")


def parameter_values(changes: Mapping[str, float] | None = None) -> Records:
    """Return one record of parameters: the defaults, with the changes made.

    changes   by full name; must be finite and within the declared range, else UserError
    """
    values = {name: parameter.default for name, parameter in PARAMETERS.items()}
    for name, value in (changes or {}).items():
        values[checked_name(name)] = checked_value(name, value)
    return np.array([tuple(values.values())], RECORD).view(np.recarray)


def checked_name(name: str) -> str:
    """Return the name of a parameter, or say which one is nearest."""
    if name not in PARAMETERS:
        raise unknown_name("parameter", name, PARAMETERS)
    return name


def checked_value(name: str, value: float) -> float:
    """Return the value of a parameter, or say in which range it must lie."""
    parameter = PARAMETERS[name]
    if not parameter.low <= value <= parameter.high:
        raise UserError(
            f"{name} is {value:g}, but it must lie between {parameter.low:g} and "
            f"{parameter.high:g} ({parameter.unit})",
            next="choose a value in that range",
        )
    return float(value)
