"""Agreement: how far annotators give the same answers, as estimates with intervals.

    from goldsmith.agreement import agreement_report, krippendorff_alpha
    from goldsmith.votes import Votes

Units that all annotators were given (`choice`, `choices`, `rating`): `agreement_report`, or one metric; votes that no
memory holds at once: `agreement_by_parts`. Units that they had to find (`box`): `found_report`, or `box_report` from
columns, and `distance_alpha` for any distance. Stretches of a text or a recording: `position_alpha`, `stretch_f1` and
`unitizing_alpha` beside it. Masks: `area_report`. Numbers, texts and orders, which are no labels: `measured_report`
beside an alpha. A new metric is one file here. `goldsmith.measure` takes plain answers of any kind.
"""

from goldsmith.agreement.areas import AreaReport, ComparedAreas, area_report
from goldsmith.agreement.boxes import BoxReport, DrawnBoxes, box_report
from goldsmith.agreement.brennan_prediger import brennan_prediger
from goldsmith.agreement.ceiling import Ceiling, ceiling
from goldsmith.agreement.cohen_kappa import cohen_kappa
from goldsmith.agreement.confusion import Confusion, confusion
from goldsmith.agreement.conger_kappa import conger_kappa
from goldsmith.agreement.distance_alpha import distance_alpha
from goldsmith.agreement.fleiss_kappa import fleiss_kappa
from goldsmith.agreement.found import FoundReport, found_report
from goldsmith.agreement.found_tally import MatchedAnswers
from goldsmith.agreement.gamma import gamma
from goldsmith.agreement.gwet_ac1 import gwet_ac1
from goldsmith.agreement.icc import icc
from goldsmith.agreement.kendall_w import kendall_w
from goldsmith.agreement.krippendorff_alpha import krippendorff_alpha
from goldsmith.agreement.marked import Marked
from goldsmith.agreement.measured import Apart, MeasuredReport, measured_report
from goldsmith.agreement.pairs import PairAgreement, PairTable, pair_table
from goldsmith.agreement.parts import VoteCounts, agreement_by_parts, report_of
from goldsmith.agreement.per_label import LabelAgreement, per_label
from goldsmith.agreement.percent_agreement import percent_agreement
from goldsmith.agreement.plain import plain_report
from goldsmith.agreement.planning import Design, PilotAdvice, plan_from_pilot, plan_overlaps
from goldsmith.agreement.position_alpha import PositionAlpha, position_alpha
from goldsmith.agreement.registry import Metric, get, metric, registry
from goldsmith.agreement.report import AgreementReport, agreement_report
from goldsmith.agreement.scott_pi import scott_pi
from goldsmith.agreement.stretch_f1 import StretchF1, stretch_f1
from goldsmith.agreement.unitizing_alpha import UnitizingAlpha, unitizing_alpha
from goldsmith.agreement.weighted import (
    gwet_ac2,
    label_weights,
    weighted_brennan_prediger,
    weighted_cohen_kappa,
    weighted_conger_kappa,
    weighted_fleiss_kappa,
)
from goldsmith.votes import Estimate, Votes

__all__ = [
    "AgreementReport",
    "Apart",
    "AreaReport",
    "BoxReport",
    "Ceiling",
    "ComparedAreas",
    "Confusion",
    "Design",
    "DrawnBoxes",
    "Estimate",
    "FoundReport",
    "LabelAgreement",
    "Marked",
    "MatchedAnswers",
    "MeasuredReport",
    "Metric",
    "PairAgreement",
    "PairTable",
    "PilotAdvice",
    "PositionAlpha",
    "StretchF1",
    "UnitizingAlpha",
    "VoteCounts",
    "Votes",
    "agreement_by_parts",
    "agreement_report",
    "area_report",
    "box_report",
    "brennan_prediger",
    "ceiling",
    "cohen_kappa",
    "confusion",
    "conger_kappa",
    "distance_alpha",
    "fleiss_kappa",
    "found_report",
    "gamma",
    "get",
    "gwet_ac1",
    "gwet_ac2",
    "icc",
    "kendall_w",
    "krippendorff_alpha",
    "label_weights",
    "measured_report",
    "metric",
    "pair_table",
    "per_label",
    "percent_agreement",
    "plain_report",
    "plan_from_pilot",
    "plan_overlaps",
    "position_alpha",
    "registry",
    "report_of",
    "scott_pi",
    "stretch_f1",
    "unitizing_alpha",
    "weighted_brennan_prediger",
    "weighted_cohen_kappa",
    "weighted_conger_kappa",
    "weighted_fleiss_kappa",
]
