"""Made-up clusters with a known fate: what alarms are calibrated and tried on."""

from milieu.lifecycle.alarms.planted.fates import FATES, USUAL, World
from milieu.lifecycle.alarms.planted.making import Planted, planted

__all__ = ["FATES", "USUAL", "Planted", "World", "planted"]
