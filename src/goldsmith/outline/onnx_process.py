"""An ONNX model in a process of its own, which ends in time and within its memory, whatever the model does.

A single node can run for minutes, and no call of onnxruntime stops it; a process can be ended. It starts when it is
first needed, stays for the next picture, and starts anew after it was ended. Both sides speak in lines of JSON, some
followed by an array's bytes: nothing that the process says is run.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

from goldsmith.errors import GoldsmithError, InvalidInput, Unavailable
from goldsmith.outline.grabcut import Pixels
from goldsmith.outline.onnx_files import has_external_data

SECONDS = 10.0  # that one answer may take
LOAD_SECONDS = 30.0  # that reading the model may take
GRACE = 5.0  # seconds after which a process without its server ends itself
MEMORY = 8 << 30  # bytes of address space, where the system can bound it
MOST_SIDE = 4096  # of `logits`
LONGEST_LINE = 1 << 20
NO_ANSWER = (EOFError, OSError, ValueError, KeyError, TypeError)  # the process was ended, or speaks no sense
THREADS = 4
DOCS = "docs/how-to/paint-masks.md says what a segmenter takes and gives."


@dataclass(frozen=True, slots=True)
class Port:
    """An input or output as the model declares it. type: onnxruntime's word. shape: numbers or names of the axes."""

    type: str
    shape: list[int | str | None]


@dataclass(frozen=True, slots=True)
class Declared:
    """What a model takes and gives, by name."""

    inputs: dict[str, Port]
    outputs: dict[str, Port]


class OnnxProcess:
    """A model's file and the process that runs it, which ends with this object."""

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        self._process: subprocess.Popen[bytes] | None = None
        self._declared = Declared({}, {})
        self._end = weakref.finalize(self, _ended, None)

    def declared(self) -> Declared:
        """Return what the model takes and gives.

        Raises InvalidInput for a file that is no ONNX model or names other files; Unavailable where reading it takes
        longer than LOAD_SECONDS or more than MEMORY, or others wait.
        """
        with _turn():
            self._started()
            return self._declared

    def run(self, image: Pixels, prompt: dict[str, Any]) -> NDArray[np.float32]:
        """Return `logits`, (height, width), for a picture (side, side, 3) and what else the model takes.

        Raises InvalidInput where the model fails or gives what the contract does not allow; Unavailable where it takes
        longer than SECONDS or more than MEMORY, or others wait.
        """
        head = {"side": len(image), "seconds": SECONDS}
        told = {name: value.tolist() for name, value in prompt.items()}
        with _turn():
            process = self._started()
            with self._limited(process, SECONDS, "answered"):
                _send(cast(IO[bytes], process.stdin), {**head, "prompt": told}, image)
                answers = cast(IO[bytes], process.stdout)
                height, width = self._heard(answers)["shape"]
                if not (0 < height <= MOST_SIDE and 0 < width <= MOST_SIDE):
                    raise EOFError
                return np.frombuffer(_read(answers, 4 * height * width), np.float32).reshape(height, width)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__, self._path, str(MEMORY), str(LOAD_SECONDS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self._end = weakref.finalize(self, _ended, process)
        with self._limited(process, LOAD_SECONDS, "been read"):
            head = self._heard(cast(IO[bytes], process.stdout))
            inputs, outputs = (
                {name: Port(*port) for name, port in head[side].items()} for side in ("inputs", "outputs")
            )
        self._process, self._declared = process, Declared(inputs, outputs)
        return process

    @contextmanager
    def _limited(self, process: subprocess.Popen[bytes], seconds: float, done: str) -> Iterator[None]:
        is_late = threading.Event()

        def stop() -> None:
            is_late.set()
            process.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            yield
        except NO_ANSWER as fault:
            self._end()
            if is_late.is_set():
                raise _too_long(f"The segmenter has not {done} within {seconds:g} seconds.") from fault
            raise Unavailable(
                "segmenter.stopped",
                f"The segmenter stopped by itself; {MEMORY >> 20:,} MB of memory are the most that it may have.",
                mend="Try again, or use a smaller model.",
            ) from fault
        finally:
            timer.cancel()

    def _heard(self, answers: IO[bytes]) -> dict[str, Any]:
        head: dict[str, Any] = _head(answers)
        if "slug" in head:
            raise InvalidInput(head["slug"], head["what"], where=head["where"], mend=head["mend"])
        return head


_one_at_a_time = threading.Semaphore(1)  # a model takes all cores that it may


@contextmanager
def _turn() -> Iterator[None]:
    if not _one_at_a_time.acquire(timeout=SECONDS):
        raise _too_long("Others wait for the segmenter.")
    try:
        yield
    finally:
        _one_at_a_time.release()


def _ended(process: subprocess.Popen[bytes] | None) -> None:
    if process is None:
        return
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            cast(IO[bytes], pipe).close()


def _too_long(what: str) -> Unavailable:
    return Unavailable("segmenter.too_long", what, mend="Try again, or use a smaller model.")


def broken(what: str, where: str = "") -> InvalidInput:
    """Return the refusal of a model that breaks the contract."""
    return InvalidInput("segmenter.contract", what, where=where, mend=DOCS)


def _send(pipe: IO[bytes], head: dict[str, Any], array: NDArray[Any] | None = None) -> None:
    pipe.write(json.dumps(head).encode() + b"\n")
    if array is not None:
        pipe.write(array.tobytes())
    pipe.flush()


def _head(pipe: IO[bytes]) -> dict[str, Any]:
    line = pipe.readline(LONGEST_LINE)
    if not line:
        raise EOFError
    head: dict[str, Any] = json.loads(line)
    return head


def _read(pipe: IO[bytes], size: int) -> bytes:
    content = pipe.read(size)
    if len(content) < size:
        raise EOFError
    return content


# What runs in the process.


def main(path: Path, memory: int, seconds: float) -> None:
    """Read the model, say what it takes, and answer one picture after another until nobody asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server's keys are not for this process
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed is no answer
    _bound(memory)
    try:
        _end_after(seconds + GRACE)
        session = _session(path)
        ports = {"inputs": session.get_inputs(), "outputs": session.get_outputs()}
        _send(answers, {key: {p.name: [p.type, p.shape] for p in each} for key, each in ports.items()})
        while True:
            _end_after(0)
            _answer(session, asked, answers)
    except GoldsmithError as fault:
        _send_fault(answers, fault)
    except (EOFError, OSError, MemoryError):
        return


def _answer(session: Any, asked: IO[bytes], answers: IO[bytes]) -> None:
    head = _head(asked)
    _end_after(head["seconds"] + GRACE)
    side = head["side"]
    image = np.frombuffer(_read(asked, 3 * side * side), np.uint8).reshape(side, side, 3)
    prompt = {name: np.array(value, dtype=np.float32) for name, value in head["prompt"].items()}
    picture = np.asarray(image, dtype=np.float32).transpose(2, 0, 1)[None] / 255
    try:
        logits = _logits(session, {"image": picture, **prompt})
    except GoldsmithError as fault:
        _send_fault(answers, fault)
    else:
        _send(answers, {"shape": logits.shape}, logits)


def _send_fault(answers: IO[bytes], fault: GoldsmithError) -> None:
    _send(answers, {"slug": fault.slug, "what": fault.what[:1000], "where": fault.where, "mend": fault.mend})


def _bound(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = memory if most == resource.RLIM_INFINITY else min(memory, most)
    with suppress(ValueError, OSError):  # macOS takes no such limit
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def _end_after(seconds: float) -> None:
    """Let the system end this process then, for a server that is gone ends nothing; 0 for never."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _session(path: Path) -> Any:
    import onnxruntime

    content = _in_one_file(path)
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry(
        "session.load_model_format", "ONNX"
    )  # what was looked through, and no other
    options.intra_op_num_threads = min(THREADS, os.cpu_count() or 1)
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except _faults() as fault:
        raise InvalidInput(
            "segmenter.unreadable",
            f"This is no ONNX model that onnxruntime reads: {_short(fault)}",
            where=path.name,
            mend="Export it as one file with its weights inside, for operators that onnxruntime knows.",
        ) from fault


def _in_one_file(path: Path) -> bytes:
    """Return the model's bytes; refuse one with weights in other files: onnxruntime would open them."""
    content = path.read_bytes()
    try:
        is_outside = has_external_data(content)
    except InvalidInput as fault:
        raise fault.at(path.name) from fault
    if is_outside:
        raise InvalidInput(
            "segmenter.external_data",
            "The model keeps weights in other files, and no file but its own is read.",
            where=path.name,
            mend="Export it as one file with its weights inside.",
        )
    return content


def _logits(session: Any, feed: dict[str, Any]) -> NDArray[np.float32]:
    import onnxruntime

    options = onnxruntime.RunOptions()
    options.log_severity_level = 4
    try:
        (logits,) = session.run(["logits"], feed, options)
    except _faults() as fault:
        raise broken(f"It fails on a picture: {_short(fault)}") from fault
    found: NDArray[np.float32] = logits
    if found.ndim != 4 or found.shape[:2] != (1, 1) or min(found.shape) == 0:
        raise broken(f"`logits` is {' x '.join(map(str, found.shape))}, not 1 x 1 x height x width.")
    if max(found.shape) > MOST_SIDE:
        raise broken(f"`logits` is {' x '.join(map(str, found.shape))}; {MOST_SIDE} each way are the most.")
    if not np.isfinite(found).all():
        raise broken("`logits` holds numbers that are not finite.")
    plane: NDArray[np.float32] = found[0, 0]
    return plane


def _faults() -> tuple[type[Exception], ...]:
    """Return all that onnxruntime raises: it has no root of its own."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    found = [each for each in vars(state).values() if isinstance(each, type) and issubclass(each, Exception)]
    return (*found, ValueError)  # ValueError: a feed that does not fit the model


def _short(fault: Exception) -> str:
    told = str(fault).strip().splitlines()
    return f"{told[0][:200].rstrip('.')}." if told else "no reason given."


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
