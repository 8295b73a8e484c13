"""Look: the one palette, for light and dark, and what all figures have in common."""

from typing import Any

# Colors are computed for contrast and for three defects of color vision (pages.md, "Look").
# Each light color stands once, because the dark one is found by it.
PALETTE: dict[str, tuple[str, str]] = {
    "page": ("#FFFFFF", "#11161C"),
    "panel": ("#F5F7F9", "#1A212A"),
    "rule": ("#C9D1DA", "#36414D"),
    "control": ("#6E7A87", "#7F8C9A"),
    "ink": ("#18202A", "#E8ECF1"),
    "muted": ("#525E6B", "#A9B4C0"),
    "link": ("#0A58A6", "#8DBDF5"),
    "band": ("#B9D0EA", "#2A466C"),
    "bar": ("#83ABD9", "#3F6DA8"),
    "edge": ("#5B93CA", "#4A80BE"),
    "middle": ("#1A4B88", "#B5D3F7"),
    "high": ("#AECBE9", "#2A4A70"),
    "even": ("#EDEFF1", "#39424C"),
    "low": ("#F1C596", "#6B4423"),
    "lower": ("#CB7226", "#B8692B"),
    "lowest": ("#8F3A00", "#F2A25C"),
    "watch": ("#7A4E00", "#F2C55C"),
    "watch-back": ("#FFF3D1", "#2C2410"),
    "alarm": ("#A11A1A", "#FF9A90"),
    "budding": ("#B58500", "#F4D06F"),
    "growth": ("#0F8A6B", "#58D0A8"),
    "maturity": ("#2A57A8", "#5B8DE8"),
    "decline": ("#7A2560", "#B8479B"),
    "no-stage": ("#868E98", "#A3ABB5"),
    "past": ("#7B8591", "#7F8A96"),
    "faint": ("#E1EAF5", "#1E2C3E"),
}


def color(name: str) -> str:
    """Return a color as figures carry it: the light one, which the page exchanges when dark."""
    return PALETTE[name][0]


def variables(dark: bool) -> str:
    """Return the palette as CSS variables."""
    return "".join(f"--{name}:{pair[dark]};" for name, pair in PALETTE.items())


def dark_figures() -> str:
    """Return the CSS rules that exchange each light color of a figure for its dark one."""
    return "\n".join(
        f'.drawing [{part}="{light}"]{{{part}:{dark}}}'
        for light, dark in PALETTE.values()
        for part in ("fill", "stroke")
    )


def vega_config() -> dict[str, Any]:
    """Return the configuration that every figure is drawn with."""
    text = {"labelColor": color("muted"), "labelFontSize": 12, "titleColor": color("muted")}
    axis = {
        **text,
        "domain": False,
        "ticks": False,
        "grid": True,
        "gridColor": color("rule"),
        "labelPadding": 6,
        "titleFontWeight": "normal",
    }
    return {
        "background": "transparent",
        "font": "sans-serif",
        "padding": {"left": 2, "right": 2, "top": 4, "bottom": 4},
        "view": {"stroke": None},
        "axis": axis,
        "axisX": {"grid": False},
        "text": {"fill": color("ink"), "fontSize": 12},
    }
