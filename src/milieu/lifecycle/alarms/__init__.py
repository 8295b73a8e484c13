"""Alarms: one file for each, with its signs; the folder is the list."""

from milieu.lifecycle.alarms.composition import Cells
from milieu.lifecycle.alarms.raising import alarms
from milieu.lifecycle.alarms.sentences import sentence
from milieu.lifecycle.alarms.tables import AlarmTable, SignTable

__all__ = ["AlarmTable", "Cells", "SignTable", "alarms", "sentence"]
