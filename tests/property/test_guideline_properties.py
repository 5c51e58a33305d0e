"""Laws of guidelines: whatever is written is read or refused; carrying over two changes is one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from goldsmith.errors import GoldsmithError, ManyFaults
from goldsmith.guidelines import carry, diff, parse_guideline
from goldsmith.model import Guideline, Label, Question

KEYS = ["a", "b", "c", "d", "e"]
LABELS = st.lists(st.sampled_from(KEYS), min_size=2, unique=True)


@st.composite
def chains(draw: st.DrawFn, n_max: int = 4) -> list[Guideline]:
    """Draw versions of one question, with renamings, merges, splits and removals between them."""
    versions: list[Guideline] = []
    before: list[str] = []
    for number in range(1, draw(st.integers(1, n_max)) + 1):
        labels = draw(LABELS)
        targets = st.lists(st.sampled_from(labels), max_size=2, unique=True).map(tuple)
        moves = draw(st.dictionaries(st.sampled_from(before), targets)) if before else {}
        question = Question("q", "choice.v1", "?", tuple(Label(key, key) for key in labels))
        versions.append(Guideline(str(number), number, "", "", (question,), {"q": moves}))
        before = labels
    return versions


@given(chains(), st.data())
def test_carrying_over_two_changes_is_carrying_over_one_after_the_other(
    chain: list[Guideline], data: st.DataObject
) -> None:
    value = data.draw(st.sampled_from(chain[0].questions[0].label_keys()))
    cut = data.draw(st.integers(0, len(chain) - 1))
    whole = carry(value, "q", chain)
    first = carry(value, "q", chain[: cut + 1])
    second = first if first.value is None else carry(first.value, "q", chain[cut:])
    assert whole.value == second.value


@given(chains(n_max=1), st.integers(1, 4), st.data())
def test_the_same_guideline_again_carries_every_answer_over(
    chain: list[Guideline], times: int, data: st.DataObject
) -> None:
    value = data.draw(st.sampled_from(chain[0].questions[0].label_keys()))
    carried = carry(value, "q", chain * times)
    assert (carried.value, carried.outcome) == (value, "carries_over")


@given(chains(), st.data())
def test_a_carried_value_is_legal_at_the_end_and_else_there_is_none(
    chain: list[Guideline], data: st.DataObject
) -> None:
    value = data.draw(st.sampled_from(chain[0].questions[0].label_keys()))
    carried = carry(value, "q", chain)
    if carried.outcome in ("carries_over", "mapped"):
        assert carried.value in chain[-1].questions[0].label_keys()
    else:
        assert carried.value is None


@given(st.text(alphabet="ab\n", max_size=40), st.text(alphabet="ab\n", max_size=40))
def test_a_diff_holds_both_texts(old: str, new: str) -> None:
    a, b = (Guideline(text, 1, text, "", ()) for text in (old, new))
    lines = diff(a, b).lines
    assert [line.text for line in lines if line.op != "added"] == old.splitlines()
    assert [line.text for line in lines if line.op != "removed"] == new.splitlines()
    assert [line.new_line for line in lines if line.new_line] == list(range(1, len(new.splitlines()) + 1))


SOUND = """---
questions:
- key: tone
  kind: choice
  title: What tone?
  labels: [a: Kind, {key: b, title: B, good: [x]}]
- {key: size, kind: rating, min: 1, max: 5}
---
# Body
"""


@given(
    st.integers(0, len(SOUND)),
    st.integers(0, 12),
    st.text("abk:-[]{}&*!|>'\"#\n\t ,1é\0?%@`~", max_size=12) | st.text(max_size=6),
)
def test_whatever_is_written_is_a_guideline_or_has_faults_with_their_place(
    place: int, length: int, junk: str
) -> None:
    text = SOUND[:place] + junk + SOUND[place + length :]
    faults: Sequence[GoldsmithError] = ()
    try:
        assert parse_guideline(text, version=1).questions
    except ManyFaults as error:
        faults = error.faults or [error]
    assert all(fault.what and fault.where and fault.mend for fault in faults)
