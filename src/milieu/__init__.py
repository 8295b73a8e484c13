"""milieu: an open laboratory for industry clusters of small and medium-sized enterprises."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from milieu.study.study import Study

__version__ = "0.1.0"
__all__ = ["Study", "__version__"]


def __getattr__(name: str) -> Any:
    """Import `Study` when it is first asked for, so that `milieu --help` answers at once."""
    if name == "Study":
        from milieu.study.study import Study

        return Study
    raise AttributeError(f"module 'milieu' has no attribute {name!r}")
