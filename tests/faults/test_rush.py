"""Many at once: law 8 holds, one case has one judge, imports and backups do not stop labeling."""

from __future__ import annotations

import random
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from goldsmith.model import new_id
from goldsmith.project import clock, home, work
from goldsmith.project.check import check
from goldsmith.project.project import Actor
from goldsmith.project.workspace import Workspace
from tests.faults.crew import (
    BASE,
    N_PEOPLE,
    N_STEPS,
    SLUG,
    Hand,
    labeling,
    open_file,
    prepare,
    stored,
    submission,
    too_many,
)
from tests.serving import Server, goldsmith, run, told
from tests.team import GUIDELINE, Team, add_texts

pytestmark = pytest.mark.slow

Note = Callable[[str, object], None]


class Clock:
    """A clock that everyone shares and anyone can push on."""

    def __init__(self) -> None:
        self._lock, self._now = threading.Lock(), 1_700_000_000.0

    def __call__(self) -> float:
        return self._now

    def push(self, seconds: float) -> None:
        with self._lock:
            self._now += seconds


def busy(team: Team, name: str, now: Clock, seed: int, stored_ids: set[str]) -> None:
    """Behave as a person with a bad connection: late, twice, giving back, correcting."""
    rng, late = random.Random(seed), []
    for _ in range(N_STEPS):
        pieces = team.take(name, rng.choice((1, 2, 3)))
        for piece in pieces:
            fate = rng.random()
            if fate < 0.2:
                late.append(piece)
            elif fate < 0.3:
                work.give_back(team.project, team.person(name), [piece.assignment])
            else:
                again = new_id()
                for _ in range(rng.choice((1, 1, 2, 3))):
                    label = None if fate < 0.35 else rng.choice(("kind", "rude", "flat"))
                    stored_ids.update(team.answer(name, piece, label, submission=again).stored)
        if late and rng.random() < 0.5:
            stored_ids.update(team.answer(name, late.pop(), "rude").stored)
        if rng.random() < 0.1:
            now.push(17 * 60)
    for piece in late:
        stored_ids.update(team.answer(name, piece, "flat").stored)


@pytest.mark.parametrize("overlap", [1, 3])
def test_never_more_people_than_the_overlap_and_every_answer_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Note, overlap: int
) -> None:
    now = Clock()
    monkeypatch.setattr(clock, "now", now)
    workspace = Workspace(tmp_path / "w")
    owner = Actor(workspace.owner.id, workspace.owner.name)
    team = Team(workspace, home.make_project(workspace, owner, title="Tone", slug=SLUG, text=GUIDELINE))
    add_texts(team.project, [f"text {n}" for n in range(8 * N_PEOPLE)])
    team.open((1.0, overlap))
    names = [f"hand {n}" for n in range(N_PEOPLE)]
    kept: list[set[str]] = [set() for _ in names]
    for name in names:
        team.person(name)
    faults: list[BaseException] = []

    def step(n: int) -> None:
        try:
            busy(team, names[n], now, n, kept[n])
        except BaseException as error:
            faults.append(error)
            raise

    threads = [threading.Thread(target=step, args=(n,)) for n in range(N_PEOPLE)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert too_many(tmp_path / "w") == []  # at every moment, not only in the end
    assert faults == []
    assert too_many(tmp_path / "w") == []
    found = stored(tmp_path / "w")
    assert set().union(*kept) == found.keys()
    assert set(found.values()) == {1}
    assert check(team.project) == []
    record_property("answers acknowledged and stored, each once", len(found))
    workspace.close()


def restless(server: Server, hand: Hand, seed: int) -> None:
    """Behave over HTTP as a person with a bad line: some answers wait, some are sent twice, and the line breaks."""
    rng = random.Random(seed)
    waiting: list[dict[str, Any]] = []
    client = server.client(hand.token)
    for _ in range(N_STEPS // 3):
        if rng.random() < 0.1:
            client.close()
            client = server.client(hand.token)
        for piece in client.post(f"{BASE}/next", json={"n": rng.choice((1, 2, 3))}).json()["work"]:
            sent = submission(hand.person, piece)
            (waiting if rng.random() < 0.3 else hand.outbox).append(sent)
        twice = list(hand.outbox) if rng.random() < 0.2 else []
        hand.flush(client)
        hand.outbox += twice
        if waiting and rng.random() < 0.3:
            hand.outbox.append(waiting.pop())
    hand.outbox += waiting
    while hand.outbox:
        hand.flush(client)


@pytest.mark.parametrize("overlap", [1, 3])
def test_a_crowd_with_bad_lines_loses_and_doubles_nothing(
    tmp_path: Path, record_property: Note, overlap: int
) -> None:
    folder = tmp_path / "w"
    hands = prepare(folder, n_items=6 * N_PEOPLE, n_hands=N_PEOPLE, overlap=overlap)
    with Server(folder, setup=SHORT_LEASES.format(seconds=0.3)) as server:
        threads = [threading.Thread(target=restless, args=(server, hand, n)) for n, hand in enumerate(hands)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            assert too_many(folder) == []
        assert "everything is whole" in run("check", folder / SLUG)
    assert [(hand.outbox, hand.refused, hand.problems) for hand in hands] == [([], [], [])] * N_PEOPLE
    found = stored(folder)
    assert {each for hand in hands for each in hand.acknowledged} == found.keys()
    assert set(found.values()) == {1}
    assert too_many(folder) == []
    record_property("answers acknowledged and stored, each once", len(found))


def test_a_late_wave_over_http_never_exceeds_the_overlap(tmp_path: Path) -> None:
    """Everyone holds the same few items in turn, comes back late, and all answers are stored."""
    folder = tmp_path / "w"
    hands = prepare(folder, n_items=6, n_hands=4, overlap=1)
    with Server(folder, setup=SHORT_LEASES.format(seconds=0.05)) as server:
        held: list[tuple[Hand, dict[str, object]]] = []
        for hand in hands:
            with server.client(hand.token) as client:
                pieces = client.post(f"{BASE}/next", json={"n": 6}).json()["work"]
                held += [(hand, submission(hand.person, piece)) for piece in pieces]
            threading.Event().wait(0.06)
        assert len(held) == 24  # each lease had run out before the next hand asked
        for hand, sent in held:
            hand.outbox.append(sent)
        threads = [threading.Thread(target=flush, args=(server, hand)) for hand in hands]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert too_many(folder) == []
    assert stored(folder).keys() == {str(sent["id"]) for _, sent in held}
    with open_file(folder) as sql:
        assert sql.execute("SELECT count(*) FROM annotation WHERE surplus = 0").fetchone()[0] == 6


SHORT_LEASES = """from goldsmith.project.project import Project
whole = Project.settings
Project.settings = lambda project: {{**whole(project), "lease_minutes": {seconds} / 60}}"""


def flush(server: Server, hand: Hand) -> None:
    with server.client(hand.token) as client:
        hand.flush(client)


# adjudication -------------------------------------------------------------------------------------------------------


def at_once(*calls: Callable[[], httpx.Response]) -> list[httpx.Response]:
    """Make calls from threads that start together; return their replies in order."""
    gate = threading.Barrier(len(calls))
    replies: list[httpx.Response | None] = [None] * len(calls)

    def one(n: int) -> None:
        gate.wait()
        replies[n] = calls[n]()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [reply for reply in replies if reply is not None]


def test_two_judges_on_one_case_one_of_them_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    hands = prepare(folder, n_items=1, n_hands=2)
    workspace = Workspace(folder)
    judges = []
    for name in ("judge a", "judge b"):
        person = workspace.people.add(name)
        workspace.people.set_role(person.id, SLUG, "adjudicator")
        judges.append(workspace.people.make_token(person.id, name="t", project=None, role="owner", days=1)[1])
    workspace.close()
    with Server(folder) as server:
        for hand, label in zip(hands, ("kind", "rude"), strict=True):
            with server.client(hand.token) as client:
                work_ = client.post(f"{BASE}/next", json={"n": 1}).json()["work"][0]
                hand.outbox.append(submission(hand.person, work_, label))
                hand.flush(client)
        case = f"{BASE}/adjudication/{work_['item']['id']}/tone"
        with server.client(judges[0]) as a, server.client(judges[1]) as b:
            opened = at_once(lambda: a.post(case), lambda: b.post(case))
            assert sorted(reply.status_code for reply in opened) == [200, 409]
            lost = next(reply for reply in opened if reply.status_code == 409)
            assert lost.json()["slug"] == "case.taken"
            assert "is ruling on this case" in lost.json()["what"]
            won = next(reply for reply in opened if reply.status_code == 200).json()
            evidence = [answer["annotation"] for answer in won["answers"]]

            def ruling(value: str) -> dict[str, object]:
                return {
                    "id": new_id(),
                    "has_value": True,
                    "value": value,
                    "reason_code": "ambiguous_item",
                    "evidence": evidence,
                }

            ruled = at_once(
                lambda: a.post(f"{case}/ruling", json=ruling("kind")),
                lambda: b.post(f"{case}/ruling", json=ruling("rude")),
            )
            assert sorted(reply.status_code for reply in ruled) == [201, 409]
    with open_file(folder) as sql:
        assert sql.execute("SELECT count(*) FROM gold").fetchone()[0] == 1


# long work beside labeling ------------------------------------------------------------------------------------------


def test_an_import_of_ten_thousand_items_while_people_label_loses_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    hands = prepare(folder, n_items=1500, n_hands=2)
    table = tmp_path / "more.csv"
    table.write_text("id,text\n" + "".join(f"{n},a further text {n}\n" for n in range(10_000)))
    with Server(folder) as server:
        with labeling(server, hands) as begun:
            assert begun.wait(30)
            before = sum(len(hand.acknowledged) for hand in hands)
            told_ = told("ingest", folder / SLUG, table, "--text", "text", "--id", "id")
            after = sum(len(hand.acknowledged) for hand in hands)
        assert [each["n_items"] for each in told_] == [10_000]
        assert after > before  # labels came in during the import
        assert all((hand.problems, hand.refused, hand.outbox) == ([], [], []) for hand in hands)
        assert "everything is whole" in run("check", folder / SLUG)
    found = stored(folder)
    assert {each for hand in hands for each in hand.acknowledged} == found.keys()
    assert set(found.values()) == {1}


def test_checking_while_people_label_finds_no_fault(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    hands = prepare(folder, n_items=1000, n_hands=3)
    with Server(folder) as server, labeling(server, hands) as begun:
        assert begun.wait(30)
        for _ in range(3):
            assert "everything is whole" in run("check", folder / SLUG)


def test_a_backup_made_while_people_label_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    hands = prepare(folder, n_items=1000, n_hands=3)
    with Server(folder) as server, labeling(server, hands) as begun:
        assert begun.wait(30)
        acknowledged = {each for hand in hands for each in hand.acknowledged}
        run("backup", folder / SLUG, tmp_path / "saved.zip")
        run("restore", folder, tmp_path / "saved.zip", "--as", "again")
        assert "everything is whole" in run("check", folder / "again")
    run("restore", tmp_path / "other", tmp_path / "saved.zip")
    assert "everything is whole" in run("check", tmp_path / "other" / SLUG)
    assert acknowledged <= stored(tmp_path / "other").keys() <= stored(folder).keys()


def torn_at(share: float) -> Callable[[bytes], bytes]:
    return lambda content: content[: int(len(content) * share)]


def flipped_at(share: float) -> Callable[[bytes], bytes]:
    def flip(content: bytes) -> bytes:
        place = int(len(content) * share)
        return content[:place] + bytes([content[place] ^ 255]) + content[place + 1 :]

    return flip


@pytest.mark.parametrize(
    "spoil", [torn_at(0), torn_at(0.3), torn_at(0.99), flipped_at(0.5), lambda _: b"not a zip"]
)
def test_a_spoiled_backup_is_refused_and_leaves_nothing(
    tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    prepare(tmp_path / "w", n_items=200, n_hands=1)
    saved = tmp_path / "saved.zip"
    run("backup", tmp_path / "w" / SLUG, saved)
    saved.write_bytes(spoil(saved.read_bytes()))
    found = goldsmith("restore", tmp_path / "other", saved)
    assert found.returncode == 1
    assert found.stderr.startswith("backup.")
    assert "mend:" in found.stderr
    assert [path.name for path in (tmp_path / "other").iterdir() if path.is_dir()] == []


@pytest.mark.parametrize(
    "manifest", ["[]", "{}", '{"project": "x"}', '{"project": "x", "files": {"../y": "z"}}']
)
def test_a_backup_with_a_strange_list_is_refused(tmp_path: Path, manifest: str) -> None:
    with zipfile.ZipFile(tmp_path / "saved.zip", "w") as archive:
        archive.writestr("backup.json", manifest)
        archive.writestr("../y", "escaped")
    found = goldsmith("restore", tmp_path / "other", tmp_path / "saved.zip")
    assert found.returncode == 1
    assert found.stderr.startswith("backup.")
    assert not (tmp_path / "y").exists()
