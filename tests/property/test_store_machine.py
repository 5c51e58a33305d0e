"""A project under everything that people may do to it, in any order: the laws of the store hold after each step."""

from __future__ import annotations

import random
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from goldsmith.errors import Conflict, InvalidInput, NotAllowed
from goldsmith.model import new_id
from goldsmith.project import adjudicate, clock, guideline, home, items, plan, state, taking_back, work
from goldsmith.project.answers import read_answers
from goldsmith.project.project import Actor
from goldsmith.project.workspace import Workspace
from goldsmith.store import caches, queries
from goldsmith.store.ledger import LEDGER
from tests.team import GUIDELINE, Team, add_texts

NAMES = st.sampled_from(["ann", "bob", "cem", "dia"])
FLAT = "      - {key: flat, title: Flat, definition: Neither.}\n"
HALVES = "      - {key: calm, title: Calm}\n      - {key: dull, title: Dull}\n"
CHANGES: list[tuple[str, str, dict[str, list[str]]]] = [
    ("It hurts.", "It wounds.", {}),
    ("It wounds.", "It hurts.", {}),
    (FLAT, "", {"flat": ["kind"]}),
    (FLAT, HALVES, {"flat": ["calm", "dull"]}),
    (HALVES, FLAT, {"calm": ["flat"], "dull": []}),
]


class StoreMachine(RuleBasedStateMachine):
    """Four people, one lead, a handful of items of overlap 1, 2 and everyone's choice of trouble."""

    def __init__(self) -> None:
        super().__init__()
        self.patch, ids = pytest.MonkeyPatch(), random.Random(0)
        self.patch.setattr(secrets, "token_hex", lambda n: ids.randbytes(n).hex())  # the same order each time
        self.folder = Path(tempfile.mkdtemp(prefix="goldsmith-machine-"))
        self.workspace = Workspace(self.folder / "w")
        owner = Actor(self.workspace.owner.id, self.workspace.owner.name)
        project = home.make_project(self.workspace, owner, title="Tone", slug="tone", text=GUIDELINE)
        project.ledger._writer.execute("PRAGMA synchronous = OFF")
        self.team = Team(self.workspace, project)
        self.time = 1_700_000_000.0
        self.patch.setattr(clock, "now", lambda: self.time)
        self.held: dict[str, list[work.Piece]] = {}
        self.sent: dict[str, tuple[str, work.Piece, str | None]] = {}
        self.before: Mapping[str, list[tuple[Any, ...]]] = {table: [] for table in LEDGER}
        self.is_open = False
        self.past: list[tuple[int, list[tuple[Any, ...]]]] = []

    @initialize(n=st.integers(1, 5), is_pilot=st.booleans())
    def begin(self, n: int, is_pilot: bool) -> None:
        add_texts(self.team.project, [f"text {k}" for k in range(n)])
        if is_pilot:
            plan.plan_pilot(self.team.project, self.team.owner, n=2, seed=0)

    @precondition(lambda self: not self.is_open)
    @rule(overlap=st.integers(1, 3), share=st.sampled_from([0.5, 1.0]))
    def open_the_rest(self, overlap: int, share: float) -> None:
        self.is_open = True
        arms = [(share, overlap), (1 - share, 1)] if overlap > 1 and share < 1 else [(1.0, overlap)]
        self.team.open(*arms, floor=0.3)

    # what people do --------------------------------------------------------------------------------------------------

    @rule(name=NAMES, n=st.integers(1, 3))
    def take(self, name: str, n: int) -> None:
        pieces = self.team.take(name, n)
        assert len({piece.item.id for piece in pieces}) == len(pieces)
        known = {piece.assignment for piece in self.held.get(name, [])}
        self.held.setdefault(name, []).extend(p for p in pieces if p.assignment not in known)

    @precondition(lambda self: any(self.held.values()))
    @rule(data=st.data(), label=st.sampled_from(["kind", "rude", None]))
    def answer(self, data: st.DataObject, label: str | None) -> None:
        """Answer something once taken, whether its lease still stands or not."""
        name = data.draw(st.sampled_from(sorted(n for n, pieces in self.held.items() if pieces)))
        piece = data.draw(st.sampled_from(self.held[name]))
        if data.draw(st.booleans()):
            self.held[name].remove(piece)  # else it may be answered again
        submission = new_id()
        receipt = self.team.answer(name, piece, label, submission=submission)
        assert receipt.stored == [submission]
        self.sent[submission] = (name, piece, label)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def resend(self, data: st.DataObject) -> None:
        """Send a submission again: nothing changes."""
        submission = data.draw(st.sampled_from(sorted(self.sent)))
        name, piece, label = self.sent[submission]
        seq = self.team.project.ledger.seq()
        receipt = self.team.answer(name, piece, label, submission=submission)
        assert (receipt.stored, receipt.surplus) == ([submission], [])
        assert self.team.project.ledger.seq() == seq

    @precondition(lambda self: any(self.held.values()))
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(n for n, pieces in self.held.items() if pieces)))
        piece = data.draw(st.sampled_from(self.held[name]))
        work.give_back(self.team.project, self.team.person(name), [piece.assignment])

    @rule(minutes=st.sampled_from([1, 20, 31, 300]))
    def wait(self, minutes: int) -> None:
        self.time += minutes * 60

    # what the lead does ----------------------------------------------------------------------------------------------

    @rule(data=st.data(), action=st.sampled_from(["withdraw", "restore", "adjudicate"]))
    def act(self, data: st.DataObject, action: str) -> None:
        item = data.draw(st.sampled_from(self._items()))
        items.act(self.team.project, self.team.owner, action, ids=[item], where=None, reason="")

    @rule(is_restored=st.booleans())
    def withdraw_import(self, is_restored: bool) -> None:
        runs = queries.runs(self.team.project.ledger.reader, "ingest")
        if len(runs) > 1:  # one that came later, so that something is left
            items.withdraw_import(
                self.team.project, self.team.owner, runs[-1]["id"], "", is_restored=is_restored
            )

    @rule(
        data=st.data(), what=st.sampled_from(["annotation", "annotator", "gold"]), is_restored=st.booleans()
    )
    def take_back(self, data: st.DataObject, what: str, is_restored: bool) -> None:
        """Withdraw or restore an answer, everything somebody answered, or a ruling."""
        sql = self.team.project.ledger.reader
        known = [row["id"] for row in sql.execute(f"SELECT id FROM {what} ORDER BY seq")]
        if known:
            taking_back.withdraw(
                self.team.project,
                self.team.owner,
                "owner",
                target=what,
                ids=[data.draw(st.sampled_from(known))],
                reason="so",
                is_restored=is_restored,
            )

    @rule(data=st.data(), group=st.sampled_from(["a", "b", None]))
    def correct_group(self, data: st.DataObject, group: str | None) -> None:
        item = data.draw(st.sampled_from(self._items()))
        taking_back.correct_group(self.team.project, self.team.owner, [item], group, "")
        assert self.team.project.item_row(item)["grp"] == group

    @rule()
    def more_items(self) -> None:
        if len(self._items()) < 8:
            add_texts(self.team.project, ["a newcomer"])

    @rule(value=st.sampled_from(["kind", "rude", None]))
    def judge(self, value: str | None) -> None:
        """Rule on the worst case, or say that it cannot be resolved."""
        case = adjudicate.next_case(self.team.project, self.team.owner, question=None, after=None)
        if case is None:
            return
        evidence = [answer.id for _, answer, _ in case.answers]
        replaces = case.ruling[0]["id"] if case.ruling else None
        ruling = adjudicate.Ruling(
            new_id(), value is not None, value, "ambiguous_item", "so", evidence, replaces
        )
        adjudicate.rule(self.team.project, self.team.owner, case.item.id, "tone", ruling)

    @rule(data=st.data())
    def judge_the_unasked(self, data: st.DataObject) -> None:
        """Somebody opens any case at all; who labeled the item, or holds it, is refused."""
        item, name = data.draw(st.sampled_from(self._items())), data.draw(NAMES)
        actor, project = self.team.person(name), self.team.project
        seq = project.item_row(item)["seq"]
        is_own = queries.has_answered(project.ledger.reader, actor.person, seq)
        is_held = caches.holds(project.ledger.reader, actor.person or "", seq)
        several = queries.n_people(project.ledger.reader) > 1
        try:
            adjudicate.open_case(project, actor, item, "tone")
        except NotAllowed:
            assert is_held or (is_own and several)
        except Conflict:
            assert not is_held
        else:
            assert not is_held
            assert not (is_own and several)

    @rule(seed=st.integers(0, 3))
    def accept(self, seed: int) -> None:
        try:
            adjudicate.accept(self.team.project, self.team.owner, question=None, seed=seed)
        except InvalidInput as nothing:
            if nothing.slug != "accept.none":
                raise

    @rule(change=st.sampled_from(CHANGES))
    def change_guideline(self, change: tuple[str, str, dict[str, list[str]]]) -> None:
        old, new, carries = change
        text = self.team.project.need_guideline().text
        if old in text:
            told = {"tone": carries} if carries else {}
            guideline.save(
                self.team.project, self.team.owner, text.replace(old, new), carries=told, based_on=None
            )

    @rule()
    def look(self) -> None:
        """Note what the facts say now, to ask again later."""
        seq = self.team.project.ledger.seq()
        self.past.append((seq, self._seen_at(seq)))

    # what always holds -----------------------------------------------------------------------------------------------

    @invariant()
    def facts_are_only_added(self) -> None:
        sql = self.team.project.ledger.reader
        now = {table: [tuple(row) for row in sql.execute(f"SELECT * FROM {table}")] for table in LEDGER}
        for table, rows in self.before.items():
            assert now[table][: len(rows)] == rows
        seqs = [row[0] for table in LEDGER for row in now[table]]
        assert len(set(seqs)) == len(seqs)
        assert max(seqs, default=0) <= self.team.project.ledger.seq()
        self.before = now

    @invariant()
    def no_item_has_too_many_people(self) -> None:
        sql = self.team.project.ledger.reader
        for row in sql.execute(
            "SELECT * FROM state_queue WHERE policy <> 'pilot.v1'"
        ):  # a pilot asks everyone
            counted = {
                a["annotator"]
                for a in sql.execute(
                    "SELECT * FROM annotation a WHERE item = ? AND surplus = 0 AND value IS NOT NULL "
                    "AND NOT EXISTS (SELECT 1 FROM annotation b WHERE b.replaces = a.seq)",
                    (row["item"],),
                )
                if a["id"] not in queries.withdrawn(sql, "annotation")
            } - self._withdrawn_people()
            if self._has_restored():  # somebody may have taken the place in between
                continue
            assert len(counted) + caches.n_leases(sql, row["item"]) <= row["overlap"] + len(
                self._looking_again(row["item"])
            )

    @invariant()
    def nobody_holds_what_they_answered(self) -> None:
        rows = self.team.project.ledger.reader.execute(
            "SELECT 1 FROM state_lease l JOIN state_seen s ON s.item = l.item AND s.annotator = l.annotator "
            "WHERE s.counted >= 0"
        )
        assert rows.fetchall() == []

    @invariant()
    def every_answer_is_kept_once(self) -> None:
        rows = self.team.project.ledger.reader.execute("SELECT submission FROM annotation").fetchall()
        assert sorted(row["submission"] for row in rows) == sorted(self.sent)

    @invariant()
    def caches_equal_the_facts(self) -> None:
        assert state.rebuild(self.team.project) == []

    @invariant()
    def the_past_does_not_change(self) -> None:
        for seq, seen in self.past:
            assert self._seen_at(seq) == seen

    def _items(self) -> list[str]:
        return [
            row["id"] for row in self.team.project.ledger.reader.execute("SELECT id FROM item ORDER BY seq")
        ]

    def _withdrawn_people(self) -> set[int]:
        sql = self.team.project.ledger.reader
        return set(queries.seqs_of(sql, "annotator", sorted(queries.withdrawn(sql, "annotator"))).values())

    def _has_restored(self) -> bool:
        sql = self.team.project.ledger.reader
        return bool(
            sql.execute(
                "SELECT EXISTS (SELECT 1 FROM remark WHERE target IN ('annotation', 'annotator') "
                "AND json_extract(detail, '$.restored'))"
            ).fetchone()[0]
        )

    def _looking_again(self, item: int) -> list[int]:
        """Return who must look at their answer again: they count when they have, and may hold the item for it."""
        seen = caches.seen(self.team.project.ledger.reader, item)
        return [annotator for annotator, counted in seen.items() if counted == -1]

    def _seen_at(self, seq: int) -> list[tuple[Any, ...]]:
        project = self.team.project
        rows = queries.guidelines(project.ledger.reader, seq)
        head = project.guideline(rows[-1]["version"])
        answers = [
            (a.id, a.value, a.outcome, a.counts, a.row["grp"])
            for a in read_answers(project, as_of=seq, head=head)
        ]
        golds = [(g["id"], g["value"]) for g in queries.golds(project.ledger.reader, as_of=seq)]
        return [*answers, *golds]

    def teardown(self) -> None:
        self.patch.undo()
        self.workspace.close()
        shutil.rmtree(self.folder)


TestStore = StoreMachine.TestCase
TestStore.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
