"""What several attacks need."""

import io
import zipfile
from pathlib import Path

from fastapi.testclient import TestClient

from milieu.web.site import Site
from tests.web.safety.conftest import (
    TRAP,
)

SECRET = "a secret of this machine"


CSV = b"region,industry,year,jobs\nA,10,2015,5\n"


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def upload(asking: TestClient, *files: tuple[str, bytes]):
    sent = [("files", (name, content, "text/csv")) for name, content in files]
    return asking.post(f"/s/{TRAP}/add/files", files=sent, data={"source": "long_table"})


def whole_upload(asking: TestClient, file: tuple[str, bytes]) -> str:
    """Return what is said of a file on all steps."""
    answer = upload(asking, file)
    if answer.status_code != 303:
        return answer.text
    base = answer.headers["location"].rsplit("/", 1)[0]
    said = {f"map.{n}": n for n in ("region", "industry", "year", "jobs")}
    texts = [asking.get(f"{base}/seen").text, asking.post(f"{base}/columns", data=said).text]
    return "\n".join([*texts, asking.get(f"{base}/check").text])


def zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def left_behind(site: Site) -> list[Path]:
    return list((site.shelf.folders[TRAP] / "uploads").glob("*"))
