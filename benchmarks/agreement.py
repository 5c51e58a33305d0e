"""Time agreement on one table of votes beside the libraries that one would take instead.

    pip install '.[bench]'
    python benchmarks/agreement.py [--size 1000000] [--runs 3]

A seeded table, size × 3 votes, 1,000 annotators, 10 classes. `krippendorff` gets `value_counts` through a pandas
crosstab, which is how one gets there from a long table.
"""

from __future__ import annotations

from typing import Any

from contest import contest
from tables import VOTES_EACH, votes_with_truth


def goldsmith_coefficients(item: Any, annotator: Any, label: Any) -> str:
    import numpy as np

    from goldsmith.agreement import Votes, agreement_report

    votes = Votes.from_records(item, annotator, label)
    report = agreement_report(votes, rng=np.random.default_rng(0), people=False, pairs=False)
    return f"{report.coefficients['krippendorff_alpha'].value:.5f}"


def goldsmith_report(item: Any, annotator: Any, label: Any) -> str:
    import numpy as np

    from goldsmith.agreement import Votes, agreement_report

    report = agreement_report(Votes.from_records(item, annotator, label), rng=np.random.default_rng(0))
    return f"{report.coefficients['krippendorff_alpha'].value:.5f}"


def krippendorff_alone(item: Any, annotator: Any, label: Any) -> str:
    import krippendorff
    import pandas

    counts = pandas.crosstab(item, label).to_numpy()
    return f"{krippendorff.alpha(value_counts=counts, level_of_measurement='nominal'):.5f}"


def statsmodels_fleiss(item: Any, annotator: Any, label: Any) -> str:
    from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

    counts, _ = aggregate_raters(label.reshape(-1, VOTES_EACH))
    return f"{fleiss_kappa(counts):.5f}"


if __name__ == "__main__":
    contest(
        __doc__ or "",
        {
            "goldsmith: all coefficients and labels, item intervals": goldsmith_coefficients,
            "goldsmith: the same with people's intervals and pairs": goldsmith_report,
            "krippendorff: alpha alone": krippendorff_alone,
            "statsmodels: Fleiss alone": statsmodels_fleiss,
        },
        lambda size: votes_with_truth(size)[:3],
        size=1_000_000,
    )
