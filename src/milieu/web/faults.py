"""Faults: what a request can be answered with beside what it asked for."""

from milieu.core.errors import UserError


class Fault(Exception):  # noqa: N818  (the others are named for what is told)
    """A UserError with the status of HTTP that it is answered with."""

    status = 400

    def __init__(self, error: UserError) -> None:
        self.error = error
        super().__init__(str(error))


class NotHere(Fault):
    """What was asked for does not exist."""

    status = 404


class NotAllowed(Fault):
    """Who asks may not do this."""

    status = 403


class NotNow(Fault):
    """It can not be done in the state that things are in."""

    status = 409
