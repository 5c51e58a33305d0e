"""What the journeys share: raw files from the samples, people at their browsers, and the checks at the end."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx

from goldsmith.export.parquet import content_digest
from goldsmith.model import new_id
from tests.serving import Server

SAMPLES = Path(str(files("goldsmith"))) / "samples"
N_QUESTIONS = 90
Json = dict[str, Any]


def raw_questions(target: Path) -> dict[str, float]:
    """Write a CSV of sample questions and return the share of five people that found each well-formed."""
    lines = (SAMPLES / "questions" / "query_wellformedness_dev.tsv").read_text("utf-8").splitlines()
    chosen = random.Random(3).sample(lines, N_QUESTIONS)
    shares = {text: float(share) for text, _, share in (line.partition("\t") for line in chosen)}
    with target.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["number", "question", "page"])
        out.writerows([n, text, n // 2] for n, text in enumerate(shares))
    return shares


def raw_cells(n: int) -> bytes:
    """Return a zip of sample images without their boxes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted((SAMPLES / "blood_cells").glob("*.jpg"))[:n]:
            archive.write(path, path.name)
    return out.getvalue()


class Door:
    """A browser with somebody signed in."""

    def __init__(self, server: Server, slug: str) -> None:
        self.http = server.browser()
        self.base = f"/api/v1/projects/{slug}"

    def sign_in(self, link: str) -> Door:
        self.me = self._json(self.http.post("/api/v1/session", json={"token": link.partition("#t=")[2]}))
        return self

    def join(self, link: str, name: str) -> Door:
        sent = {"token": link.partition("#t=")[2], "name": name}
        self.me = self._json(self.http.post("/api/v1/invitations/accept", json=sent))
        return self

    def get(self, path: str = "", **query: Any) -> Any:
        return self._json(self.http.get(self.base + path, params=query))

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        return self._json(self.http.post(self.base + path, json=body, params=query))

    def finish(self, job: Json) -> Json:
        """Wait for long work and return its result."""
        while job["state"] == "running":
            job = self._json(self.http.get(f"/api/v1/jobs/{job['id']}"))
        assert job["state"] == "done", job
        return dict(job["result"])

    def label_all(self, question: str, choose: Callable[[Json], Any]) -> int:
        """Answer everything there is, five items at a time, as the page does; return how many."""
        n = 0
        while work := self.post("/next", {"n": 5})["work"]:
            sent = [self._submission(piece, question, choose(piece["item"])) for piece in work]
            receipt = self.post("/submissions", {"submissions": sent})
            assert receipt["stored"] == [each["id"] for each in sent]
            assert receipt["refused"] == []
            n += len(sent)
        return n

    def _submission(self, piece: Json, question: str, value: Any) -> Json:
        return {
            "id": new_id(),
            "person": self.me["person"]["id"],
            "assignment": piece["assignment"],
            "item": piece["item"]["id"],
            "guideline_version": piece["guideline_version"],
            "answers": {question: {"id": new_id(), "has_value": True, "value": value}},
            "duration_ms": 2100,
        }

    def judge_all(self, choose: Callable[[Json], Any]) -> list[str]:
        """Rule on every case of the queue, worst first; return why each had waited."""
        why = []
        while case := self.post("/adjudication/next"):
            ruling = {
                "id": new_id(),
                "has_value": True,
                "value": choose(case),
                "reason_code": "ambiguous_item",
                "rationale": "Read again by a third person.",
                "evidence": [answer["annotation"] for answer in case["answers"]],
            }
            address = f"/adjudication/{case['item']['id']}/{case['question']['key']}/ruling"
            assert self.post(address, ruling)["method"] == "ruling.v1"
            why.append(case["why"])
        return why

    def invite(self, role: str, uses: int) -> str:
        return str(self.post("/invitations", {"role": role, "uses": uses})["link"])

    @staticmethod
    def _json(reply: httpx.Response) -> Any:
        assert reply.status_code < 300, f"{reply.request.method} {reply.request.url}: {reply.text}"
        return reply.json() if reply.content else None


def opinion(shares: Mapping[str, float], seed: int) -> Callable[[Json], str]:
    """Return somebody who finds a question well-formed as often as the five people did."""
    rng = random.Random(seed)

    def choose(item: Json) -> str:
        share = shares[item["fields"]["question"]["text"]]
        return "well_formed" if rng.random() < share else "not_well_formed"

    return choose


def same_release(a: Path, b: Path) -> list[str]:
    """Return the files of two releases that differ in more than the release's name, time and place in the ledger."""
    names = [
        {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        for folder in (a, b)
    ]
    assert names[0] == names[1]
    manifests = [json.loads((folder / "manifest.json").read_text("utf-8")) for folder in (a, b)]
    differing = []
    for name in sorted(names[0] - {"manifest.json"}):
        old, new = a / name, b / name
        if old.suffix == ".parquet":
            is_same = content_digest(old) == content_digest(new)
        elif name.startswith("card"):
            is_same = plain(old, manifests[0]) == plain(new, manifests[1])
        else:
            is_same = old.read_bytes() == new.read_bytes()
        if not is_same:
            differing.append(name)
    return differing


def plain(card: Path, manifest: Json) -> str:
    """Return a card without name, moment and checksums."""
    text, at = card.read_text("utf-8"), str(manifest["generated_at"])
    for told in (manifest["name"], at, at[:10], str(manifest["as_of"])):
        text = re.sub(rf"\b{re.escape(told)}\b", "…", text)
    return re.sub(r"\b[0-9a-f]{64}\b", "…", text)


def train(folder: Path, question: str) -> float:
    """Train a classifier on a release as the tutorial does; return its accuracy on what it learned from."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    import goldsmith

    release = goldsmith.load(folder)
    texts, labels = release.arrays(question, "train")
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(C=30))
    model.fit(texts, labels)
    others, truth = release.arrays(question, "test")
    assert len(model.predict(others)) == len(truth) > 0
    return float(model.score(texts, labels))
