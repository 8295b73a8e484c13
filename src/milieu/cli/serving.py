"""Serving finished pages on this machine, and on no other."""

from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LOOPBACK = "127.0.0.1"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class _Pages(SimpleHTTPRequestHandler):
    """Gives out the files of one folder, read only."""

    def end_headers(self) -> None:
        """Add what keeps a page from reaching out or being reached into."""
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal quiet."""

    def list_directory(self, path: object) -> None:
        """Show no listings: the index page names all there is."""
        del path
        self.send_error(404)


def serve_pages(folder: Path, port: int, say: Callable[[str], None]) -> None:
    """Serve the pages of a folder on the loopback address until interrupted.

    port   0 for any free one
    """
    server = ThreadingHTTPServer((LOOPBACK, port), partial(_Pages, directory=str(folder)))
    say(f"open http://{LOOPBACK}:{server.server_address[1]}/ in a browser; Ctrl-C ends")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        say("ended")
    finally:
        server.server_close()
