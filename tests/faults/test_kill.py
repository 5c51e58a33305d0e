"""The server dies at any moment: what it acknowledged is there, once, and the project opens."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.crew import N_PEOPLE, SLUG, labeling, open_file, prepare, stored, too_many
from tests.serving import Server, goldsmith, run

pytestmark = pytest.mark.slow

N_KILLS = int(os.environ.get("GOLDSMITH_KILLS", "4"))  # more for a night's run


def test_every_acknowledged_answer_survives_a_kill_and_none_is_doubled(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    folder, rng = tmp_path / "w", random.Random(0)
    hands = prepare(folder, n_items=400 * N_KILLS, n_hands=N_PEOPLE // 2)
    for _ in range(N_KILLS):
        server = Server(folder)
        with labeling(server, hands) as begun:
            assert begun.wait(30)
            time.sleep(rng.uniform(0.05, 0.6))
            server.kill()
        found = stored(folder)
        acknowledged = {each for hand in hands for each in hand.acknowledged}
        assert acknowledged
        assert acknowledged <= found.keys()
        assert set(found.values()) == {1}
    with Server(folder) as server:
        for hand in hands:
            with server.client(hand.token) as client:
                hand.flush(client)
            assert (hand.outbox, hand.refused, hand.problems) == ([], [], [])
        assert "everything is whole" in run("check", folder / SLUG)
    found = stored(folder)
    assert {each for hand in hands for each in hand.acknowledged} == found.keys()
    assert set(found.values()) == {1}
    assert too_many(folder) == []
    record_property("kills", N_KILLS)
    record_property("answers acknowledged and stored, each once", len(found))


def test_an_import_that_was_killed_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    folder, rng = tmp_path / "w", random.Random(1)
    prepare(folder, n_items=10, n_hands=1)
    table = tmp_path / "more.csv"
    table.write_text("id,text\n" + "".join(f"{n},a further text {n}\n" for n in range(10_000)))
    for _ in range(2):
        server = Server(folder)
        with server.client() as client:
            client.post(
                f"/api/v1/projects/{SLUG}/imports", params={"path": str(table), "text": "text", "id": "id"}
            )
        time.sleep(rng.uniform(0.05, 0.8))
        server.kill()
        with open_file(folder) as sql:
            assert sql.execute("SELECT count(*) FROM item").fetchone()[0] in {10, 10_010}
    run("ingest", folder / SLUG, table, "--text", "text", "--id", "id")
    with open_file(folder) as sql:
        assert sql.execute("SELECT count(*) FROM item").fetchone()[0] == 10_010
    assert "everything is whole" in run("check", folder / SLUG)


def test_commands_work_after_a_kill_and_the_old_address_is_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    prepare(folder, n_items=2, n_hands=1)
    server = Server(folder)
    server.kill()
    assert (folder / ".goldsmith.server.json").exists()
    assert "label" in run("status", folder / SLUG)
    assert not (folder / ".goldsmith.server.json").exists()


def test_a_second_server_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    prepare(folder, n_items=2, n_hands=1)
    with Server(folder):
        found = goldsmith("serve", folder, "--port", "0")
        assert found.returncode == 1
        assert "workspace.held" in found.stderr
        assert "label" in run("status", folder / SLUG)  # and the first one's address still stands
