"""A server as people start it: `milieu serve` in a process of its own, which tests may kill."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

READY = "open http"
PATIENCE = 60.0  # seconds until the server must have said its address, on a busy machine


@dataclass
class Server:
    """A server over studies; port 0 takes a free one the first time, the same one later."""

    studies: Sequence[Path]
    state: Path
    port: int = 0
    host: str = "127.0.0.1"
    process: "subprocess.Popen[str] | None" = field(default=None, repr=False)

    @property
    def address(self) -> str:
        """Return how browsers ask for it, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    def start(self) -> "Server":
        """Start it and wait until browsers may ask."""
        command = [sys.executable, "-m", "milieu", "serve", *map(str, self.studies)]
        options = ["--port", str(self.port), "--state", str(self.state)]
        log = self.state.with_suffix(".log")
        log.touch()
        before = len(self._said(log))
        with log.open("a", encoding="utf-8") as out:
            self.process = subprocess.Popen(
                command + options, stdin=subprocess.DEVNULL, stdout=out, stderr=out, text=True
            )
        self.port = self._port(log, before)
        return self

    def _said(self, log: Path) -> list[str]:
        return [line for line in log.read_text(encoding="utf-8").splitlines() if READY in line]

    def _port(self, log: Path, before: int) -> int:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            said = self._said(log)
            if len(said) > before:
                return int(said[-1].split("//")[1].split("/")[0].rsplit(":", 1)[1])
            if self.process is None or self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"the server did not start:\n{log.read_text(encoding='utf-8')[-600:]}")

    def stop(self) -> None:
        """End it politely; what runs in the background can be resumed."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=PATIENCE)

    def kill(self) -> None:
        """End it as a machine does that loses its power."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=PATIENCE)

    def ask(self, path: str) -> Any:
        """Return what the API answers, or another page as text."""
        with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
            text = answer.read().decode("utf-8")
        return json.loads(text) if "json" in answer.headers["content-type"] else text

    def submit(self, study: str, kind: str, **options: Any) -> str:
        """Ask for work in the background and return the task's id."""
        request = urllib.request.Request(
            f"{self.address}/api/v1/s/{study}/tasks",
            data=json.dumps({"kind": kind, "options": options}).encode("utf-8"),
            headers={"Content-Type": "application/json", "Origin": self.address},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return str(json.load(answer)["id"])

    def clusters(self, study: str, query: str = "sort=-jobs") -> list[dict[str, Any]]:
        """Return the clusters on the first page of a study's list."""
        answer = self.ask(f"/api/v1/s/{study}?{query}")
        return cast(list[dict[str, Any]], answer["clusters"])
