"""PDF: a booklet set on paper by typst, tagged and archivable, the same bytes for the same words.

The templates are the package's own and are copied into a folder that holds nothing else, which is
all that they can read. What they set comes as one JSON text, so that a name is never code. No
package of typst can be found, and nothing is fetched.
"""

import json
from importlib.resources import files
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from milieu.report.brief.booklet import Booklet
from milieu.report.fonts.faces import FOLDER
from milieu.report.typesetting.plain import plain

MAIN = "report.typ"
NO_DAY = 0  # second since 1970 that files carry: no clock is read


def pdf_of(booklet: Booklet) -> bytes:
    """Return a booklet as a PDF, in the language spoken."""
    import typst  # loads for a tenth of a second

    told = json.dumps(plain(booklet), ensure_ascii=False)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FOLDER)])
    with TemporaryDirectory(prefix="milieu-") as place:
        root, packages = Path(place) / "templates", Path(place) / "packages"
        root.mkdir()
        packages.mkdir()
        for template in Path(str(files("milieu.report.typesetting"))).glob("*.typ"):
            copyfile(template, root / template.name)
        made: bytes = typst.compile(
            str(root / MAIN),
            root=str(root),
            font_paths=fonts,
            sys_inputs={"booklet": told},
            pdf_standards=["a-2a", "ua-1"],  # for archives, and for readers who listen
            package_path=str(packages),
            package_cache_path=str(packages),
            timestamp=NO_DAY,
        )
    return made
