"""Rules: the limits by which a site is served, each with its unit.

Numbers without a source are assumptions Y1 to Y6.
"""

from dataclasses import dataclass

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
MINUTE, HOUR, DAY = 60, 3600, 86400  # seconds


@dataclass(frozen=True)
class Rules:
    """How a site may be reached, and how much of it one client may take.

    hosts     names and addresses under which browsers may ask for it, without port
    network   whether others than this machine can reach it: then nobody enters without an account
    secure    whether browsers reach it by TLS, its own or a proxy's
    """

    hosts: tuple[str, ...] = LOOPBACK_NAMES
    network: bool = False
    secure: bool = False

    body_bytes: int = 1 << 20  # of a request, Y1
    upload_bytes: int = 2 << 30  # of all files of one upload, Y1
    unpacked_bytes: int = 20 << 30  # of what an upload unpacks to, Y1
    uploads_at_once: int = 20  # unfinished ones of a person in a study, Y1
    upload_hours: float = 24.0  # after which an unfinished upload is cleaned up, Y1

    idle_seconds: int = HOUR  # a session ends; NIST SP 800-63B-4, 2.2.3
    session_seconds: int = 12 * HOUR  # in any case; half of what NIST SP 800-63B-4, 2.2.3 allows
    token_days: int = 365  # the longest life of a token, Y2

    tries_of_name: str = "30/10 minutes; 200/day"  # sign-ins that failed, from anywhere, Y3
    tries_of_address: str = "20/minute; 100/hour"  # the same, for any name, Y3
    tries_of_both: str = "5/minute; 10/10 minutes; 20/hour; 40/day"  # the wait grows, Y3
    requests: str = "1200/minute"  # of a person, or of an address where nobody signed in, Y4
    changes: str = "120/minute"  # requests that change something, Y4

    noted: str = "60/minute"  # refusals of an address that are written down, Y4

    at_once: int = 200  # requests that are being answered, Y5
    at_once_each: int = 40  # of them of one person or address, Y5
    streams: int = 100  # of events, that stay open, Y5
    streams_each: int = 8  # Y5

    header_bytes: int = 32 << 10  # of a request's head, Y6
    head_seconds: float = 10.0  # until a request's head has arrived, Y6
    keep_seconds: float = 10.0  # that a connection stays open for the next request, Y6
    body_seconds: float = 30.0  # until a small body has arrived, Y6
    quiet_seconds: float = 30.0  # in which an upload must go on, Y6
    least_bytes_per_second: int = 10_000  # of an upload, after quiet_seconds, Y6
    send_seconds: float = 60.0  # in which a client must take the next piece of an answer, Y6

    @property
    def scheme(self) -> str:
        """Return how addresses of the site begin: http or https."""
        return "https" if self.secure else "http"
