"""Diagnostics: what the log of work tells. Pure functions on arrays; how far, how fast, and how tired."""

from goldsmith.diagnostics.coverage import Coverage, coverage
from goldsmith.diagnostics.fatigue import Fatigue, fatigue
from goldsmith.diagnostics.forecast import Forecast, forecast
from goldsmith.diagnostics.pace import Pace, pace_by
from goldsmith.diagnostics.time_sheet import TimeSheet, time_sheets
from goldsmith.diagnostics.work_log import LocalTimes, WorkLog, epochs, local_times

__all__ = [
    "Coverage",
    "Fatigue",
    "Forecast",
    "LocalTimes",
    "Pace",
    "TimeSheet",
    "WorkLog",
    "coverage",
    "epochs",
    "fatigue",
    "forecast",
    "local_times",
    "pace_by",
    "time_sheets",
]
