"""Looks: how a document's marks look, each said once in its style sheet under a short name."""

from collections.abc import Mapping

from milieu.report.look import PALETTE

VARIABLES = {light: f"var(--{name})" for name, (light, _) in PALETTE.items()}  # dark by itself


class Looks:
    """The looks that a document uses, in the order of their first use.

    looks = Looks()
    looks.named({"fill": "#18202A"})   ' class="a0"'
    looks.rules()                      '.a0{fill:var(--ink)}'
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def named(self, look: Mapping[str, str]) -> str:
        """Return the attribute that gives a mark this look; a look is SVG's attributes by name."""
        if not look:
            return ""
        rule = ";".join(f"{part}:{VARIABLES.get(said, said)}" for part, said in look.items())
        number = len(self._names)
        name = self._names.setdefault(rule, f"{chr(ord('a') + number % 26)}{number // 26}")
        return f' class="{name}"'

    def rules(self) -> str:
        """Return the rules of the style sheet."""
        return "\n".join(f".{name}{{{rule}}}" for rule, name in self._names.items())
