"""milieu: an open laboratory for industry clusters of small and medium-sized enterprises."""

__version__ = "0.1.0"
