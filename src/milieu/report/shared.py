"""Shared: layers that many drawings of a document have, drawn once and used where they stand."""

import re
from collections import Counter
from collections.abc import Sequence

OFTEN = 3  # drawings from which on a layer is shared
LONG = 60  # letters from which on its name is shorter


class Shared:
    """The layers of a document's drawings, counted before any is written.

    Texts that are looked for on a page stay where they are; see `strokes`.
    """

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()
        self._names: dict[str, str] | None = None

    def count(self, layers: Sequence[str]) -> None:
        """Count the layers of one more drawing."""
        self._times.update(layers)
        self._names = None

    def written(self, layer: str) -> str:
        """Return a layer, or where it is found."""
        name = self._named().get(layer)
        return f'<use href="#{name}"/>' if name else layer

    def definitions(self) -> str:
        """Return what is shared, as a drawing without size; empty where nothing is."""
        shapes = "".join(
            re.sub(r"^<(\w+)", rf'<\1 id="{name}"', layer) for layer, name in self._named().items()
        )
        size = 'class="shapes" aria-hidden="true" width="0" height="0"'
        return f"<svg {size}><defs>{shapes}</defs></svg>" if shapes else ""

    def _named(self) -> dict[str, str]:
        if self._names is None:
            often = [k for k, times in self._times.items() if times >= OFTEN and len(k) >= LONG]
            self._names = {layer: f"s{number}" for number, layer in enumerate(often)}
        return self._names
