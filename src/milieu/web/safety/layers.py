"""Layers: what a request passes on its way in, in one list, and the answer on its way out."""

from fastapi import FastAPI

from milieu.web.safety.bodies import Bodies
from milieu.web.safety.crowd import Crowd
from milieu.web.safety.gate import Gate
from milieu.web.safety.headers import Headers
from milieu.web.safety.heads import Heads
from milieu.web.safety.hosts import Hosts
from milieu.web.safety.identity import Identity
from milieu.web.safety.layer import Layer
from milieu.web.safety.origins import Origins
from milieu.web.safety.record import Record
from milieu.web.safety.throttle import Throttle
from milieu.web.site import Site

LAYERS: tuple[type[Layer], ...] = (  # from outside to inside
    Headers,  # every answer, a refusal too, tells the browser what it may not do with it
    Record,  # changes and refusals go to the audit log
    Heads,  # no longer than need be, and to be read in one way only
    Hosts,  # asked for by a name that is ours: against rebound names and poisoned caches
    Origins,  # changes are asked for by our own pages: against forged requests
    Identity,  # who asks: session, token, or this machine
    Throttle,  # how often one may ask
    Crowd,  # how many requests are answered at once
    Gate,  # what this role may do; everything else is refused
    Bodies,  # how much may be sent, how slowly, and how slowly an answer may be taken
)


def guard(app: FastAPI, site: Site) -> None:
    """Put the layers around an application; call it after everything else was added."""
    for layer in reversed(LAYERS):
        app.add_middleware(layer, site=site)
