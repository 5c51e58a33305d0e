"""Segmenters of the user's own: the contract is checked when one is added, and the object is found where it lies."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import helper, numpy_helper

from goldsmith.errors import GoldsmithError, InvalidInput, NotFound, Unavailable
from goldsmith.outline import onnx_process
from goldsmith.outline import segmenter as module
from goldsmith.outline.onnx_files import has_external_data
from goldsmith.outline.segmenter import load_segmenter, tried
from tests.segmenters import FLOAT, SIDE, dark_about_point, dark_in_box, save

IMAGE = {"image": (1, 3, SIDE, SIDE)}


def planted(width: int = 600, height: int = 440) -> tuple[Any, Any]:
    y, x = np.mgrid[0:height, 0:width]
    is_shape = np.hypot(x - 300, y - 220) < 60 + 25 * np.cos(5 * np.arctan2(y - 220, x - 300))
    noise = np.random.default_rng(0).normal(0, 8, (height, width, 3))
    image = np.where(is_shape[..., None], (60, 50, 90), (210, 200, 190)) + noise
    image[:40] = 30  # dark too, and not the object
    return np.clip(image, 0, 255).astype(np.uint8), is_shape


def iou(found: tuple[Any, Any], is_shape: Any) -> float:
    (left, top, width, height), mask = found
    whole = np.zeros_like(is_shape)
    whole[top : top + height, left : left + width] = mask
    return float((whole & is_shape).sum() / (whole | is_shape).sum())


def test_the_object_in_a_box_is_found_where_it_lies(tmp_path: Path) -> None:
    segmenter = tried(load_segmenter(dark_in_box(tmp_path / "m.onnx")), "m.onnx")
    assert (segmenter.prompt, segmenter.side) == ("box", SIDE)
    image, is_shape = planted()
    found = segmenter.in_box(image, (205, 125, 190, 190))
    assert iou(found, is_shape) >= 0.95
    again = segmenter.in_box(image, (205, 125, 190, 190))
    assert (found[0], found[1].tolist()) == (again[0], again[1].tolist())


def test_a_box_at_the_rim_is_seen_in_a_square_that_is_black_beyond_the_picture(tmp_path: Path) -> None:
    segmenter = load_segmenter(dark_in_box(tmp_path / "m.onnx"))
    image = np.full((100, 100, 3), 220, dtype=np.uint8)
    image[0:30, 0:50] = 20
    (left, top, width, height), mask = segmenter.in_box(image, (0, 0, 60, 40))
    assert (left, top) == (0, 0)
    assert width <= 100
    assert height <= 100
    assert abs(int(mask.sum()) - 30 * 50) < 120


def test_the_object_at_a_point_is_found_where_it_lies(tmp_path: Path) -> None:
    segmenter = tried(load_segmenter(dark_about_point(tmp_path / "m.onnx")), "m.onnx")
    image, is_shape = planted()
    assert segmenter.prompt == "points"
    assert iou(segmenter.at_point(image, (300, 220)), is_shape) >= 0.9
    with pytest.raises(InvalidInput) as caught:
        segmenter.at_point(image, (600, 220))
    assert caught.value.slug == "outline.bad_point"


def test_it_is_told_of_the_object_in_its_own_way_only(tmp_path: Path) -> None:
    image, _ = planted()
    with pytest.raises(InvalidInput, match="takes box, not points"):
        load_segmenter(dark_in_box(tmp_path / "b.onnx")).at_point(image, (300, 220))
    with pytest.raises(InvalidInput, match="takes points, not box"):
        load_segmenter(dark_about_point(tmp_path / "p.onnx")).in_box(image, (200, 120, 90, 90))


def test_where_it_finds_nothing_no_box_is_given_back(tmp_path: Path) -> None:
    segmenter = load_segmenter(dark_in_box(tmp_path / "m.onnx"))
    with pytest.raises(InvalidInput) as caught:
        segmenter.in_box(np.full((90, 90, 3), 220, dtype=np.uint8), (20, 20, 40, 40))
    assert caught.value.slug == "outline.not_found"


def passed_on(path: Path, inputs: dict[str, Any], **more: Any) -> Path:
    """Write a model that gives a number back, whatever it takes."""
    name = more.get("output", "logits")
    shape = more.pop("shape", (1, 1, 4, 4))
    value = more.pop("value", 1.0)
    nodes = [helper.make_node("Identity", ["told"], [name])]
    return save(path, nodes, inputs, constants={"told": np.full(shape, value)}, **more)


@pytest.mark.parametrize(
    ("inputs", "more", "words"),
    [
        ({"picture": (1, 3, 64, 64)}, {}, "takes `image` and `box`"),
        ({**IMAGE, "box": (1, 4), "mode": (1,)}, {}, "and nothing else"),
        ({"image": (1, 1, 64, 64), "box": (1, 4)}, {}, "is 1 x 1 x 64 x 64"),
        ({"image": (1, 3, 64, 96), "box": (1, 4)}, {}, "side of 64 to 2048"),
        ({"image": (1, 3, 9000, 9000), "box": (1, 4)}, {}, "side of 64 to 2048"),
        ({**IMAGE, "box": (4,)}, {}, "`box` is tensor(float) with 1 axes"),
        ({**IMAGE, "box": (1, 4)}, {"kind": 11}, "`image` is tensor(double)"),
        ({**IMAGE, "box": (1, 4)}, {"output": "masks"}, "No output `logits`"),
        ({**IMAGE, "box": (1, 4)}, {"shape": (4, 4)}, "`logits` is 4 x 4"),
        ({**IMAGE, "box": (1, 4)}, {"value": np.nan}, "not finite"),
    ],
)
def test_a_model_that_breaks_the_contract_is_refused_in_words(
    tmp_path: Path, inputs: dict[str, Any], more: dict[str, Any], words: str
) -> None:
    path = passed_on(tmp_path / "m.onnx", inputs, **more)
    with pytest.raises(InvalidInput) as caught:
        tried(load_segmenter(path), path.name)
    assert caught.value.slug == "segmenter.contract"
    assert words in caught.value.what
    assert "m.onnx" in caught.value.where
    assert "paint-masks.md" in caught.value.mend


def test_a_model_of_any_side_is_shown_pictures_of_512_pixels(tmp_path: Path) -> None:
    inputs = {"image": (1, 3, "height", "width"), "box": (1, 4)}
    assert load_segmenter(passed_on(tmp_path / "m.onnx", inputs)).side == 512


def test_a_file_that_is_no_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.onnx"
    with pytest.raises(NotFound, match="no file"):
        load_segmenter(path)
    path.write_bytes(b"weights")
    with pytest.raises(InvalidInput, match="no ONNX model"):
        load_segmenter(path)
    monkeypatch.setattr(module, "MOST_BYTES", 3)
    with pytest.raises(InvalidInput, match="are the most"):
        load_segmenter(path)


def reads(path: Path, told: Any, *, where: str) -> Path:
    """Write a segmenter that adds a tensor to the picture, given by its graph or by a node's attribute."""
    nodes = [
        helper.make_node("ReduceMean", ["image"], ["grey"], axes=[1], keepdims=1),
        helper.make_node("Add", ["grey", "told"], ["logits"]),
    ]
    save(path, nodes, {**IMAGE, "box": (1, 4)}, constants={"told": np.zeros((1, 1, SIDE, SIDE))})
    model = onnx.load(path)
    if where == "graph":
        model.graph.initializer[0].CopyFrom(told)
    else:
        del model.graph.initializer[:]
        model.graph.node.insert(0, helper.make_node("Constant", [], ["told"], value=told))
    path.write_bytes(model.SerializeToString())
    return path


@pytest.mark.parametrize("where", ["graph", "node"])
def test_a_model_with_weights_in_another_file_is_refused_wherever_the_server_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    told = onnx.TensorProto(
        name="told", data_type=FLOAT, dims=(1, 1, SIDE, SIDE), data_location=onnx.TensorProto.EXTERNAL
    )
    told.external_data.add(key="location", value="secret.bin")
    (tmp_path / "secret.bin").write_bytes(bytes(4 * SIDE * SIDE))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidInput) as caught:
        load_segmenter(reads(tmp_path / "m.onnx", told, where=where))
    assert (caught.value.slug, caught.value.where) == ("segmenter.external_data", "m.onnx")


@pytest.mark.parametrize("where", ["graph", "node"])
def test_the_same_model_with_its_weights_inside_is_taken(tmp_path: Path, where: str) -> None:
    told = numpy_helper.from_array(np.zeros((1, 1, SIDE, SIDE), dtype=np.float32), "told")
    assert load_segmenter(reads(tmp_path / "m.onnx", told, where=where)).side == SIDE


@given(st.binary(max_size=60))
def test_bytes_are_looked_through_or_refused_in_words(content: bytes) -> None:
    with suppress(InvalidInput):
        assert has_external_data(content) in {True, False}


def test_weights_in_another_file_are_found_at_any_depth() -> None:
    told = onnx.TensorProto(data_location=onnx.TensorProto.EXTERNAL)
    inner = helper.make_graph([], "inner", [], [], [told])
    attribute = onnx.AttributeProto(name="then_branch", type=onnx.AttributeProto.GRAPH, g=inner)
    node = onnx.NodeProto(op_type="If", attribute=[attribute])
    sparse = onnx.SparseTensorProto(values=told)
    for model in (
        onnx.ModelProto(graph=onnx.GraphProto(node=[node])),
        onnx.ModelProto(functions=[onnx.FunctionProto(node=[node])]),
        onnx.ModelProto(graph=onnx.GraphProto(sparse_initializer=[sparse])),
    ):
        assert has_external_data(model.SerializeToString())
    told.data_location = onnx.TensorProto.DEFAULT
    assert not has_external_data(
        onnx.ModelProto(graph=helper.make_graph([], "g", [], [], [told])).SerializeToString()
    )


def test_a_model_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["on"], ["still"]),
            helper.make_node("MatMul", ["held", "held"], ["next"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("turn", 7, ()),
            helper.make_tensor_value_info("on", 9, ()),
            helper.make_tensor_value_info("held", 1, (200, 200)),
        ],
        [helper.make_tensor_value_info("still", 9, ()), helper.make_tensor_value_info("next", 1, (200, 200))],
    )
    nodes = [
        helper.make_node("Constant", [], ["yes"], value=helper.make_tensor("yes", 9, (), [True])),
        helper.make_node("Loop", ["", "yes", "zeros"], ["end"], body=body),
        helper.make_node("Unsqueeze", ["end", "axes"], ["logits"]),
        helper.make_node("Constant", [], ["axes"], value=helper.make_tensor("axes", 7, (2,), [0, 1])),
    ]
    nodes = [nodes[0], nodes[3], nodes[1], nodes[2]]
    inputs = {**IMAGE, "box": (1, 4)}
    path = save(tmp_path / "m.onnx", nodes, inputs, constants={"zeros": np.zeros((200, 200))})
    monkeypatch.setattr(onnx_process, "SECONDS", 0.3)
    with pytest.raises(Unavailable, match=r"within 0\.3 seconds"):
        tried(load_segmenter(path), "m.onnx")


def multiplied(path: Path, side: int, *, of_picture: bool) -> Path:
    """Write a model of one node that takes long, known when it is read unless its number comes from the picture."""
    whole = helper.make_tensor("", 7, (2,), [side, side])
    nodes = [
        helper.make_node("ReduceMean", ["image"], ["grey"], axes=[1], keepdims=1),
        helper.make_node("ReduceMean", ["image"], ["mean"], axes=[0, 1, 2, 3], keepdims=0),
        helper.make_node("Constant", [], ["whole"], value=whole),
        helper.make_node("Expand", ["mean" if of_picture else "one", "whole"], ["wide"]),
        helper.make_node("MatMul", ["wide", "wide"], ["squared"]),
        helper.make_node("ReduceMean", ["squared"], ["number"], axes=[0, 1], keepdims=1),
        helper.make_node("Add", ["grey", "number"], ["logits"]),
    ]
    return save(path, nodes, {**IMAGE, "box": (1, 4)}, constants={"one": np.array(1.0)})


def expanded(path: Path, height: int, width: int) -> Path:
    """Write a model whose `logits` have that size."""
    whole = helper.make_tensor("", 7, (4,), [1, 1, height, width])
    nodes = [
        helper.make_node("ReduceMean", ["image"], ["mean"], axes=[0, 1, 2, 3], keepdims=1),
        helper.make_node("Constant", [], ["whole"], value=whole),
        helper.make_node("Expand", ["mean", "whole"], ["logits"]),
    ]
    return save(path, nodes, {**IMAGE, "box": (1, 4)}, constants={})


def test_one_long_node_is_ended_in_time_and_the_next_answer_starts_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    segmenter = load_segmenter(multiplied(tmp_path / "m.onnx", 8000, of_picture=True))
    monkeypatch.setattr(onnx_process, "SECONDS", 0.5)
    for _ in range(2):
        began = time.monotonic()
        with pytest.raises(Unavailable, match=r"within 0\.5 seconds"):
            tried(segmenter, "m.onnx")
        assert time.monotonic() - began < 5


def test_a_model_that_takes_too_long_to_be_read_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_process, "LOAD_SECONDS", 1.0)
    began = time.monotonic()
    with pytest.raises(Unavailable, match=r"not been read within 1 seconds") as caught:
        load_segmenter(multiplied(tmp_path / "m.onnx", 8000, of_picture=False))
    assert caught.value.where == "m.onnx"
    assert time.monotonic() - began < 5


def test_logits_beyond_what_the_contract_takes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="1 x 1 x 5000 x 2; 4096 each way"):
        tried(load_segmenter(expanded(tmp_path / "m.onnx", 5000, 2)), "m.onnx")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system does not bound memory")
def test_logits_too_large_for_memory_are_refused_and_the_model_can_be_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_process, "MEMORY", 2 << 30)
    segmenter = load_segmenter(expanded(tmp_path / "m.onnx", 30_000, 30_000))
    for _ in range(2):
        with pytest.raises(GoldsmithError) as caught:
            tried(segmenter, "m.onnx")
        assert caught.value.slug in {"segmenter.contract", "segmenter.stopped"}


def processes(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Return a list that fills with the processes started."""
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def noted(*words: Any, **more: Any) -> subprocess.Popen[bytes]:
        started.append(start(*words, **more))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    return started


def test_one_process_answers_until_it_ends_and_another_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = processes(monkeypatch)
    segmenter = load_segmenter(dark_in_box(tmp_path / "m.onnx"))
    image, is_shape = planted()
    for _ in range(2):
        assert iou(segmenter.in_box(image, (205, 125, 190, 190)), is_shape) >= 0.95
    assert len(started) == 1
    started[0].kill()
    started[0].wait()
    assert iou(segmenter.in_box(image, (205, 125, 190, 190)), is_shape) >= 0.95
    assert len(started) == 2
    del segmenter
    gc.collect()
    assert [each.poll() is not None for each in started] == [True, True]


def test_without_onnxruntime_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = dark_in_box(tmp_path / "m.onnx")
    monkeypatch.setattr(module, "has_onnxruntime", lambda: False)
    with pytest.raises(GoldsmithError, match="pip install onnxruntime"):
        load_segmenter(path)
