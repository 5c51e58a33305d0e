"""Diagnostics: what the log of work tells, and what votes tell of who gave them. Pure functions on arrays."""

from goldsmith.diagnostics.annotator_groups import Groups, annotator_groups
from goldsmith.diagnostics.bias import Use, bias, taken_for
from goldsmith.diagnostics.coverage import Coverage, coverage
from goldsmith.diagnostics.drift import Drift, drift
from goldsmith.diagnostics.fatigue import Fatigue, fatigue
from goldsmith.diagnostics.forecast import Forecast, forecast
from goldsmith.diagnostics.measured import Measured
from goldsmith.diagnostics.pace import Pace, pace_by
from goldsmith.diagnostics.pull import Pull, pull
from goldsmith.diagnostics.rest import Rest, with_the_rest
from goldsmith.diagnostics.spam import Spam, spam
from goldsmith.diagnostics.speed import Speed, speed
from goldsmith.diagnostics.time_sheet import TimeSheet, time_sheets
from goldsmith.diagnostics.work_log import LocalTimes, WorkLog, epochs, local_times

__all__ = [
    "Coverage",
    "Drift",
    "Fatigue",
    "Forecast",
    "Groups",
    "LocalTimes",
    "Measured",
    "Pace",
    "Pull",
    "Rest",
    "Spam",
    "Speed",
    "TimeSheet",
    "Use",
    "WorkLog",
    "annotator_groups",
    "bias",
    "coverage",
    "drift",
    "epochs",
    "fatigue",
    "forecast",
    "local_times",
    "pace_by",
    "pull",
    "spam",
    "speed",
    "taken_for",
    "time_sheets",
    "with_the_rest",
]
