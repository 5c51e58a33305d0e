from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from goldsmith.cli.split import split
from goldsmith.errors import InvalidInput, ManyFaults

RATIOS = "train=0.8,validation=0.1,test=0.1"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    lines = [
        f"r{n:03},{'spam' if n % 4 == 0 else 'ham'},{f'p{n // 5}' if n < 90 else ''}" for n in range(100)
    ]
    (tmp_path / "rows.csv").write_text("\n".join(["id,label,patient", *lines, ""]), "utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(split, arguments, catch_exceptions=False)


def told(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json").output)


def written(path: str = "splits.csv") -> dict[str, tuple[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return {row["id"]: (row["part"], row["group"]) for row in csv.DictReader(file)}


def test_a_file_is_split_with_groups_whole_and_the_report_counts_what_was_written() -> None:
    found = told("rows.csv", "--ratios", RATIOS, "--group", "patient", "--stratify", "label")
    rows = written()
    assert len(rows) == 100
    for n in range(0, 90, 5):
        assert {rows[f"r{n + m:03}"] for m in range(5)} == {(rows[f"r{n:03}"][0], f"r{n:03}")}
    assert found["parts"] == {
        part: sum(at == part for at, _ in rows.values()) for part in ("train", "validation", "test")
    }
    assert found["method"] == "group_split.v2"
    assert found["n_groups"] == 28
    assert sum(found["labels"]["spam"].values()) == 25


def test_the_text_shows_labels_by_part_and_where_it_was_written() -> None:
    output = run("rows.csv", "--ratios", RATIOS, "--stratify", "label", "--out", "parts.csv").output
    assert "ham        60" in output
    assert "within one item" in output
    assert "parts.csv: 100 items in 100 groups." in output


def test_clusters_link_by_component_where_there_is_one_and_unknown_ids_are_counted(folder: Path) -> None:
    (folder / "clusters.csv").write_text(
        "id,cluster,component\nr095,1,1\nr099,2,1\nr000,3,3\nzz,1,1\n", "utf-8"
    )
    found = told("rows.csv", "--ratios", RATIOS, "--clusters", "clusters.csv")
    assert found["n_clusters_ignored"] == 1
    assert written()["r099"][1] == "r095"
    assert written()["r000"][1] == "r000"


def test_what_was_placed_stays_and_newcomers_follow(folder: Path) -> None:
    run("rows.csv", "--ratios", RATIOS, "--group", "patient", "--out", "first.csv")
    first = written("first.csv")
    more = [f"n{n},ham,p{n}" for n in range(18)]
    (folder / "grown.csv").write_text("\n".join([(folder / "rows.csv").read_text("utf-8"), *more]), "utf-8")
    grown = ("grown.csv", "--ratios", RATIOS, "--previous", "first.csv", "--seed", "5")
    found = told(*grown, "--group", "patient")
    second = written()
    assert {ident: second[ident][0] for ident in first} == {ident: part for ident, (part, _) in first.items()}
    assert all(second[f"n{n}"][0] == first[f"r{n * 5:03}"][0] for n in range(18))
    assert (found["n_absent"], found["n_kept"], found["n_items"]) == (0, 100, 118)


def test_absent_items_keep_their_part_but_their_unknown_groups_are_refused(folder: Path) -> None:
    run("rows.csv", "--ratios", RATIOS, "--out", "first.csv")
    first = written("first.csv")
    lines = (folder / "rows.csv").read_text("utf-8").splitlines()
    (folder / "less.csv").write_text("\n".join([lines[0], *lines[6:]]), "utf-8")
    less = ("less.csv", "--ratios", RATIOS, "--previous", "first.csv")
    found = told(*less)
    assert {ident: part for ident, (part, _) in written().items()} == {
        i: part for i, (part, _) in first.items()
    }
    assert (found["n_absent"], found["n_kept"]) == (5, 95)
    assert "5 items of the earlier split are not in the file" in run(*less).output
    with pytest.raises(InvalidInput, match="their groups are not known"):
        run(*less, "--group", "patient")


def test_an_earlier_split_is_not_replaced_unasked(folder: Path) -> None:
    run("rows.csv", "--ratios", RATIOS)
    before = (folder / "splits.csv").read_bytes()
    with pytest.raises(InvalidInput, match="earlier split"):
        run("rows.csv", "--ratios", RATIOS, "--seed", "1")
    assert (folder / "splits.csv").read_bytes() == before


def test_a_newcomer_between_parts_is_named_in_quarantine_and_is_new_again_later(folder: Path) -> None:
    (folder / "old.csv").write_text("id,part,group\na,train,a\nb,test,b\n", "utf-8")
    (folder / "new.csv").write_text("id,x,y\na,1,\nb,,2\nc,1,2\n", "utf-8")
    arguments = ("new.csv", "--ratios", "train=0.5,test=0.5", "--group", "x", "--group", "y")
    found = told(*arguments, "--previous", "old.csv")
    assert found["quarantined"] == ["c"]
    assert written() == {"a": ("train", "a"), "b": ("test", "b"), "c": ("quarantine", "c")}
    output = run(*arguments[:5], "--previous", "splits.csv").output
    assert "quarantine" not in output
    assert written()["c"] == ("train", "a")


def test_placed_items_on_both_sides_are_refused(folder: Path) -> None:
    (folder / "old.csv").write_text("id,part\nr000,train\nr001,test\n", "utf-8")
    with pytest.raises(ManyFaults, match="both sides") as refused:
        run("rows.csv", "--ratios", RATIOS, "--group", "patient", "--previous", "old.csv")
    assert "item r000 (train), item r001 (test)" in str(refused.value)
    assert not (folder / "splits.csv").exists()


def test_every_repeated_id_and_every_row_without_one_is_named_with_its_line(folder: Path) -> None:
    (folder / "bad.csv").write_text("id,x\na,1\nb,1\na,1\n,1\nb,2\n", "utf-8")
    with pytest.raises(ManyFaults) as refused:
        run("bad.csv", "--ratios", RATIOS)
    assert {(fault.slug, fault.where) for fault in refused.value.faults} == {
        ("split.no_id", "bad.csv line 5"),
        ("split.repeated_item", "bad.csv line 2, bad.csv line 4"),
        ("split.repeated_item", "bad.csv line 3, bad.csv line 6"),
    }


def test_row_numbers_serve_as_ids_but_not_with_an_earlier_split(folder: Path) -> None:
    (folder / "plain.csv").write_text("text\n" + "x\n" * 10, "utf-8")
    output = run("plain.csv", "--ratios", "train=0.8,test=0.2").output
    assert list(written()) == [str(n) for n in range(1, 11)]
    assert "ids are row numbers" in output
    with pytest.raises(InvalidInput, match="Row numbers cannot be matched"):
        run("plain.csv", "--ratios", "train=0.8,test=0.2", "--previous", "splits.csv")


@pytest.mark.parametrize(
    "ratios",
    ["train", "train=x", "train=0.5,train=0.5", "train=0.5,test=0.4", "=1", "train=1.2,test=-0.2", "a=nan"],
)
def test_ratios_that_make_no_sense_are_refused(ratios: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        run("rows.csv", "--ratios", ratios)
    assert refused.value.slug == "split.bad_ratios"


@pytest.mark.parametrize("option", ["--id", "--group", "--stratify"])
def test_an_unknown_column_is_refused_with_the_columns_there_are(option: str) -> None:
    with pytest.raises(InvalidInput, match="id, label, patient"):
        run("rows.csv", "--ratios", RATIOS, option, "patients")


def test_parts_of_an_earlier_split_that_are_unknown_or_empty_are_named(folder: Path) -> None:
    (folder / "old.csv").write_text("id,part\nr000,dev\nr001,\nr002,train\n", "utf-8")
    with pytest.raises(ManyFaults) as refused:
        run("rows.csv", "--ratios", RATIOS, "--previous", "old.csv")
    assert [fault.where for fault in refused.value.faults] == ["old.csv line 2", "old.csv line 3"]


def test_an_external_test_set_is_test_with_all_that_belongs_to_it(folder: Path) -> None:
    (folder / "bench.csv").write_text("id,patient\nr007,p1\nx1,p3\n", "utf-8")
    run("rows.csv", "--ratios", RATIOS, "--group", "patient", "--test", "bench.csv")
    rows = written()
    assert {rows[f"r{n:03}"][0] for n in (5, 6, 7, 8, 9, 15, 16, 17, 18, 19)} == {"test"}
    assert rows["x1"] == ("test", "")
    assert {part for part, _ in rows.values()} == {"train", "validation", "test"}


def test_an_external_item_that_trains_by_an_earlier_split_is_refused(folder: Path) -> None:
    run("rows.csv", "--ratios", RATIOS)
    trains = next(ident for ident, (part, _) in written().items() if part == "train")
    (folder / "bench.csv").write_text(f"id\n{trains}\n", "utf-8")
    (folder / "earlier.csv").write_text((folder / "splits.csv").read_text("utf-8"), "utf-8")
    with pytest.raises(ManyFaults, match="another part") as refused:
        run("rows.csv", "--ratios", RATIOS, "--previous", "earlier.csv", "--test", "bench.csv")
    assert refused.value.faults[0].where == trains


def test_an_external_set_whose_groups_are_unknown_is_refused_when_groups_are_kept(folder: Path) -> None:
    (folder / "bench.csv").write_text("id\nx1\n", "utf-8")
    with pytest.raises(InvalidInput, match="groups are not known"):
        run("rows.csv", "--ratios", RATIOS, "--group", "patient", "--test", "bench.csv")


def test_by_hash_each_row_is_placed_alone_and_stays_whatever_else_is_in_the_file(folder: Path) -> None:
    told("rows.csv", "--ratios", RATIOS, "--group", "patient", "--by-hash")
    rows = written()
    assert all(len({rows[f"r{n + m:03}"][0] for m in range(5)}) == 1 for n in range(0, 90, 5))
    lines = (folder / "rows.csv").read_text("utf-8").splitlines()
    (folder / "rows.csv").write_text("\n".join([lines[0], *lines[41:46], ""]), "utf-8")
    run("rows.csv", "--ratios", RATIOS, "--group", "patient", "--by-hash", "--out", "few.csv")
    few = written("few.csv")
    assert len(few) == 5
    assert few.items() <= rows.items()


@pytest.mark.parametrize(
    "option", [("--stratify", "label"), ("--previous", "rows.csv"), ("--group", "label")]
)
def test_by_hash_goes_with_nothing_that_needs_other_rows(option: tuple[str, str]) -> None:
    done = run("rows.csv", "--ratios", RATIOS, "--by-hash", "--group", "patient", *option)
    assert done.exit_code == 2
    assert "one row at a time" in done.output


def test_the_report_names_the_digest_of_what_was_written(folder: Path) -> None:
    found = told("rows.csv", "--ratios", RATIOS)
    assert found["sha256"] == hashlib.sha256((folder / "splits.csv").read_bytes()).hexdigest()


def test_the_external_set_is_never_written_over(folder: Path) -> None:
    (folder / "bench.csv").write_text("id\nr007\n", "utf-8")
    with pytest.raises(InvalidInput):
        run("rows.csv", "--ratios", RATIOS, "--test", "bench.csv", "--out", "bench.csv")
    assert (folder / "bench.csv").read_text("utf-8") == "id\nr007\n"
