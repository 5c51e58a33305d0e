"""Images that are copies: every planted change is found, nothing else is, and the search misses no pair it promises."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image, ImageEnhance, ImageOps

from goldsmith.cli.dedup import dedup, leaks
from goldsmith.dedup import Images, image_duplicates, image_leaks
from goldsmith.dedup.images import aligned_similarity, hamming_pairs, hashes_across, look_of
from tests.unit.quality.planted import photographs

TWINS = (35, 36)  # the same field, photographed twice
DOCUMENT = Path(__file__).parents[3] / "docs/how-to/find-near-duplicates.md"


def saved(image: Image.Image, form: str = "BMP", **how: int) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def cropped(image: Image.Image, left: float, top: float, right: float = 0, bottom: float = 0) -> Image.Image:
    width, height = image.size
    return image.crop(
        (int(left * width), int(top * height), int((1 - right) * width), int((1 - bottom) * height))
    )


CHANGES: dict[str, Callable[[Image.Image], bytes]] = {
    "JPEG at quality 30": lambda image: saved(image, "JPEG", quality=30),
    "half the size": lambda image: saved(image.resize((image.width // 2, image.height // 2))),
    "5 % cropped at two sides": lambda image: saved(cropped(image, 0.05, 0.05)),
    "5 % cropped all round": lambda image: saved(cropped(image, 0.025, 0.025, 0.025, 0.025)),
    "flipped": lambda image: saved(ImageOps.mirror(image)),
    "20 % brighter": lambda image: saved(ImageEnhance.Brightness(image).enhance(1.2)),
    "20 % darker": lambda image: saved(ImageEnhance.Brightness(image).enhance(0.8)),
}


@pytest.fixture(scope="module")
def sound() -> Images:
    return Images.read((f"{n:03}", data) for n, data in enumerate(photographs()))


@pytest.fixture(scope="module")
def rows(sound: Images) -> list[str]:
    """The table of the documents, a row for each change."""
    told = ["| planted | found | wrong pairs |", "|---|---|---|"]
    for name, change in CHANGES.items():
        copies = []
        for n, data in enumerate(photographs()):
            with Image.open(io.BytesIO(data)) as image:
                copies.append((f"{n:03}", change(image.convert("RGB"))))
        links = image_leaks(sound, Images.read(copies), least=0.9)
        hit = {link.b for link in links if link.a == link.b}
        wrong = (
            {(link.a, link.b) for link in links}
            - {(n, n) for n in range(len(copies))}
            - {(TWINS[0], TWINS[1]), (TWINS[1], TWINS[0])}
        )
        told.append(f"| {name} | {len(hit)} of {len(copies)} | {len(wrong)} |")
    return told


def test_planted_copies_are_found_and_no_other_pair_is(rows: list[str]) -> None:
    assert all(row.endswith("| 80 of 80 | 0 |") for row in rows[2:]), rows


def test_the_documents_print_what_is_measured(rows: list[str]) -> None:
    assert "\n".join(rows) in DOCUMENT.read_text("utf-8")


def test_the_bundled_photographs_hold_one_pair_of_the_same_field(sound: Images) -> None:
    found = image_duplicates(sound, least=0.9)
    assert [(sound.ids[link.a], sound.ids[link.b]) for link in found.links] == [("035", "036")]
    assert found.cluster[35] == found.cluster[36] == found.component[36]
    assert len(set(found.cluster.tolist())) == 79


@pytest.mark.parametrize("radius", [0, 4, 8, 12])
def test_the_search_finds_every_pair_within_the_radius(radius: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(radius)
    hashes = rng.integers(0, 2**63, 3000, dtype=np.uint64)
    hashes[:500] = hashes[rng.integers(500, 3000, 500)]
    for _ in range(radius):
        hashes[:500] ^= np.uint64(1) << rng.integers(0, 64, 500).astype(np.uint64)
    apart = np.bitwise_count(hashes[:, None] ^ hashes[None, :])
    wanted = {(i, j) for i, j in np.argwhere(apart <= radius).tolist() if i < j}
    assert wanted
    i, j = hamming_pairs(hashes, radius)
    assert set(zip(i.tolist(), j.tolist(), strict=True)) == wanted
    i, j = hashes_across(hashes[:1500], hashes[1500:], radius)
    assert set(zip(i.tolist(), (j + 1500).tolist(), strict=True)) == {
        (a, b) for a, b in wanted if a < 1500 <= b
    }
    monkeypatch.setattr("goldsmith.dedup.images.MANY", 0)
    i, j = hamming_pairs(hashes, radius)
    assert set(zip(i.tolist(), j.tolist(), strict=True)) == wanted


def test_no_hashes_and_one_hash_have_no_pairs() -> None:
    for n in (0, 1):
        i, j = hamming_pairs(np.zeros(n, np.uint64), 4)
        assert len(i) == len(j) == 0


def test_even_pictures_are_alike_only_by_their_grey() -> None:
    black, white = np.zeros((64, 64)), np.full((64, 64), 255.0)
    assert aligned_similarity(black, black) == 1
    assert aligned_similarity(black, white) == 0


def test_the_order_of_files_changes_nothing() -> None:
    files = [(f"{n:03}", data) for n, data in enumerate(photographs()[30:45])]
    one = image_duplicates(Images.read(files), least=0.9)
    other = image_duplicates(Images.read(reversed(files)), least=0.9)
    assert len(one.links) == len(other.links) == 1
    assert one.representative.tolist()[5:7] == [5, 5]
    assert [14 - each for each in other.representative.tolist()[::-1]][5:7] == [5, 5]


def test_a_chain_is_one_component_and_its_ends_are_in_no_cluster_together() -> None:
    """Moved by 3 px, and by 3 px again: the ends are too far from each other for a link of .999."""
    rng = np.random.default_rng(0)
    noise = Image.fromarray(rng.integers(0, 256, (40, 44), dtype=np.uint8)).resize(
        (704, 640), Image.Resampling.BICUBIC
    )
    views = [(str(n), saved(noise.crop((20 * n, 0, 20 * n + 640, 640)))) for n in range(3)]
    images = Images.read(views)
    least = image_duplicates(images, least=0.3).links[0].similarity - 0.01
    found = image_duplicates(images, least=least)
    assert len(set(found.component.tolist())) == 1
    linked = {(link.a, link.b) for link in found.links}
    for place, head in enumerate(found.representative.tolist()):
        assert head == place or (min(head, place), max(head, place)) in linked


def test_exif_orientation_is_applied() -> None:
    with Image.open(io.BytesIO(photographs()[0])) as image:
        turned = image.convert("RGB").transpose(Image.Transpose.ROTATE_90)
        exif = Image.Exif()
        exif[0x0112] = 6
        out = io.BytesIO()
        turned.save(out, "JPEG", exif=exif, quality=90)
    near = Images.read([("a", photographs()[0]), ("b", out.getvalue())])
    assert len(image_duplicates(near, least=0.9).links) == 1


def test_folders_of_images_go_through_the_commands(tmp_path: Path) -> None:
    data = photographs()
    for part, chosen in (("train", [0, 1, 35]), ("test", [2, 36])):
        (tmp_path / part).mkdir()
        for n in chosen:
            (tmp_path / part / f"{n}.jpg").write_bytes(data[n])
    (tmp_path / "train" / "cut.jpg").write_bytes(data[3][:3000])
    (tmp_path / "train" / "loop").symlink_to(tmp_path)
    out = tmp_path / "pairs.csv"
    done = CliRunner().invoke(
        leaks, [str(tmp_path / "train"), str(tmp_path / "test"), "--json", "--out", str(out)]
    )
    assert done.exit_code == 1
    told = json.loads(done.output)
    assert (told["n_train"], told["n_test"], told["n_twinned"]) == (3, 2, 1)
    assert told["unreadable"] == ["cut.jpg"]
    assert told["pairs"][0]["test"] == "36.jpg"
    assert out.read_text("utf-8").splitlines()[0] == "train,test,similarity,evidence"
    clean = CliRunner().invoke(leaks, [str(tmp_path / "test"), str(tmp_path / "train"), "--threshold", "1"])
    assert clean.exit_code == 0
    clusters = tmp_path / "clusters.csv"
    done = CliRunner().invoke(dedup, [str(tmp_path), "--out", str(clusters)])
    assert done.exit_code == 0
    assert "1 near" in done.output
    assert len(clusters.read_text("utf-8").splitlines()) == 6


def test_options_for_texts_are_refused_for_images(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(photographs()[0])
    done = CliRunner().invoke(dedup, [str(tmp_path), "--text", "body"])
    assert done.exit_code == 2
    assert "tables of texts" in done.output


def test_a_transparent_picture_is_seen_on_white() -> None:
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    assert set(look_of(saved(clear, "PNG")).grey) == {255}
