"""Answers in files of other tools, read without a project: by item, annotator and question, to measure and decide on.

A guideline is drafted of the labels, as `goldsmith new --from` does, and every answer goes through its kind. An item is
known by its content, so that what two annotators answered may lie in two files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from goldsmith import ingest, kinds
from goldsmith.consensus.joined import Cast
from goldsmith.errors import GoldsmithError, InvalidInput, InvalidValue, ManyFaults
from goldsmith.ingest import ReadOptions, Row
from goldsmith.ingest.files import FolderFiles
from goldsmith.ingest.plan import plan_items, stored_fields
from goldsmith.model import Guideline, Question
from goldsmith.project.agreement import report_on
from goldsmith.project.answers import Answer
from goldsmith.project.decide import decide
from goldsmith.project.drafting import questions_of, survey
from goldsmith.project.given_labels import answers_of
from goldsmith.project.project import FILE as PROJECT
from goldsmith.store.ledger import Row as Line
from goldsmith.votes import Votes


@dataclass(slots=True)
class Answers:
    """What files say. cast: question → item → answers of its annotators; items: their names, by number.

    skipped: question → how many answers gave no value. notices: what the readers chose and left out.
    """

    questions: list[Question]
    cast: dict[str, dict[int, list[Answer]]]
    items: dict[int, str]
    skipped: dict[str, int]
    notices: list[str]

    def question(self, key: str | None) -> list[Question]:
        """Return the question of that key, all of them where none is named; raise InvalidInput for an unknown one."""
        found = [one for one in self.questions if key in (None, one.key, one.title)]
        if not found:
            raise InvalidInput(
                "export.no_question",
                f"The answers are to no question {key!r}.",
                where="--question",
                mend=f"They are to {', '.join(one.key for one in self.questions)}.",
            )
        return found


def is_export(path: Path) -> bool:
    """Return whether a path is a data set of another tool: a file that a format recognises, or a folder or zip."""
    if path.is_dir():
        names = [one.name for one in path.iterdir()]
        return bool(names) and not any(name.endswith(Path(PROJECT).suffix) for name in names)
    if not path.is_file():
        return False
    if path.suffix.lower() == ".zip":
        return True
    with path.open("rb") as stream:
        head = stream.read(ingest.HEAD)
    readers = [ingest.registry.get(name) for name in ingest.registry]
    files = FolderFiles(path.parent)
    return any(one.recognises is not None and one.recognises(files, path.name, head) for one in readers)


def read_answers_of(paths: Sequence[Path], options: ReadOptions, *, keep_good: bool = False) -> Answers:
    """Return the answers in files or folders of other tools; of several, each is one annotator's where it names none.

    Raises ManyFaults that names every row at fault, unless only the good ones are wanted, and InvalidInput where
    nothing is labeled.
    """
    read = _Read()
    for path, name in zip(paths, _names(paths), strict=True):
        read.take(path, name, options)
    faults = read.faults
    if faults and not keep_good:
        raise ManyFaults(
            "export.faults",
            f"{len(faults):,} {'row is' if len(faults) == 1 else 'rows are'} at fault, so nothing was measured.",
            where=", ".join(path.name for path in paths),
            mend="Mend them, or leave them out: --keep-good.",
            faults=faults,
        )
    questions, notes = questions_of(survey(row for _, _, row in read.rows))
    if not questions:
        raise InvalidInput(
            "export.no_labels",
            " ".join(["There are no labels in it.", *notes]),
            where=", ".join(path.name for path in paths),
            mend="Export the answers with the items: Label Studio's JSON, COCO, CoNLL and the like.",
        )
    answers = Answers(questions, {one.key: {} for one in questions}, read.items, {}, [*read.notices, *notes])
    faults = _fill(answers, read, faults, keep_good=keep_good)
    if faults:
        answers.notices.append(f"{len(faults):,} rows at fault are left out.")
    return answers


@dataclass(slots=True)
class _Read:
    """Rows with the number of their item and the annotator whose file it is."""

    rows: list[tuple[int, str, Row]] = field(default_factory=list)
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    items: dict[int, str] = field(default_factory=dict)
    named: Counter[str] = field(default_factory=Counter)
    faults: list[GoldsmithError] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def take(self, path: Path, annotator: str, options: ReadOptions) -> None:
        with ingest.read(path, options) as reading:
            for outcome in plan_items(reading.rows, _Nothing(), salt=b""):
                if isinstance(outcome, InvalidInput):
                    self.faults.append(outcome)
                    continue
                number = self.numbers.setdefault((outcome.digest, outcome.occurrence), len(self.numbers))
                if number not in self.items:
                    self.items[number] = self._name(outcome.row)
                self.rows.append((number, annotator, outcome.row))
        self.notices += [one for one in reading.notices if one not in self.notices]

    def _name(self, row: Row) -> str:
        """Return a name for an item that no other bears: ids of two files may be the same by chance."""
        name = row.external_id or row.where
        self.named[name] += 1
        return name if self.named[name] == 1 else f"{name} ({self.named[name]})"


class _Nothing:
    """Knows no item from before."""

    def digest_of(self, _external_id: str) -> None:
        return None

    def has(self, _digest: str, _occurrence: int) -> bool:
        return False


def _names(paths: Sequence[Path]) -> list[str]:
    """Return a name for each source: its own without suffix, or with its folder where several are called alike."""
    stems = [path.resolve().stem for path in paths]
    if len(set(stems)) == len(stems):
        return stems
    parents = [path.resolve().parent.name for path in paths]
    if len(set(parents)) == len(parents):
        return parents
    return [f"{parent}/{stem}" for parent, stem in zip(parents, stems, strict=True)]


def _fill(
    answers: Answers, read: _Read, faults: list[GoldsmithError], *, keep_good: bool
) -> list[GoldsmithError]:
    """Put every answer into its place; the last of an annotator to an item counts. Return all faults."""
    guideline = Guideline("", 1, "", "", tuple(answers.questions))
    kept: dict[tuple[str, int, str], Answer] = {}
    found = [*faults]
    for number, file, row in read.rows:
        try:
            given, _ = answers_of(row.labels, stored_fields(row), guideline, None, where=row.where)
        except InvalidInput as error:
            found.append(error)
            continue
        except InvalidValue as error:
            found.append(InvalidValue(error.slug, error.what, where=row.where, mend=error.mend))
            continue
        for one in given:
            who = one.annotator or file
            if one.reason is not None:
                answers.skipped[one.question] = answers.skipped.get(one.question, 0) + 1
                continue
            question = next(each for each in answers.questions if each.key == one.question)
            value = kinds.get(question.kind).load(one.value)
            kept[one.question, number, who] = answer_as_read(number, who, one.question, value, row.group)
    if len(found) > len(faults) and not keep_good:
        raise ManyFaults(
            "export.faults",
            f"{len(found):,} {'row is' if len(found) == 1 else 'rows are'} at fault, so nothing was measured.",
            mend="Mend them, or leave them out: --keep-good.",
            faults=found,
        )
    for (key, number, _), answer in kept.items():
        answers.cast[key].setdefault(number, []).append(answer)
    return found


def answer_as_read(number: int, who: str, question: str, value: Any, group: str | None) -> Answer:
    """Return an answer as those of a project are: only what is measured is said of it."""
    told = {
        "id": f"{question} {number} {who}",
        "item": number,
        "item_id": str(number),
        "annotator_id": who,
        "grp": group,
        "identified": 1,
        "question": question,
    }
    return Answer(cast(Line, told), value, "carries_over", True)


# measuring ----------------------------------------------------------------------------------------------------------


def has_one_label(question: Question) -> bool:
    """Return whether an answer to the question is one label for the item, so that answers are votes."""
    return isinstance(kinds.get(question.kind), kinds.OneLabel)


def votes_of(answers: Answers, question: Question) -> Votes:
    """Return the answers to a question of one label as votes."""
    kind = kinds.get(question.kind)
    given = [one for each in answers.cast[question.key].values() for one in each]
    return Votes.from_records(
        [answers.items[one.item] for one in given],
        [one.row["annotator_id"] for one in given],
        [kind.align([one.value], question)[0].votes[0] for one in given],
        label_set=kind.vote_labels(question),
        groups={answers.items[one.item]: one.row["grp"] for one in given if one.row["grp"] is not None}
        or None,
        level="ordinal" if kind.level == "ordinal" else "nominal",
    )


def measured(answers: Answers, question: Question, *, seed: int) -> dict[str, Any]:
    """Return what a project says of its agreement, of answers that are no single labels."""
    given = answers.cast[question.key]
    shared = [each for each in given.values() if len(each) > 1]
    people = {one.row["annotator_id"] for each in shared for one in each}
    skipped = answers.skipped.get(question.key, 0)
    return {
        "question": question.key,
        "kind": question.kind,
        "n_items": len(given),
        "scope": f"Answers of {len(people):,} annotators on {len(shared):,} items that two or more answered.",
        "exclusions": [f"{skipped:,} skipped"] if skipped else [],
        "report": report_on(question, given, dict.fromkeys(given, 1.0), seed),
        "undefined": None,
    }


def why_not(answers: Answers, question: Question) -> InvalidInput | None:
    """Return why nothing can be said of the agreement on a question, or None where something can."""
    given = answers.cast[question.key]
    if any(len(each) > 1 for each in given.values()):
        return None
    people = sorted({one.row["annotator_id"] for each in given.values() for one in each})
    if len(people) < 2:
        what = f"All answers are of one annotator, {people[0]}." if people else "Nobody answered it."
        mend = "Name each annotator's export: goldsmith agreement ann.json bob.json."
    else:
        what = f"No item has answers of two of the {len(people):,} annotators."
        mend = "Items are the same when their texts, or their images' bytes, are: check that they are."
    return InvalidInput("export.no_overlap", what, where=f'question "{question.key}"', mend=mend)


# deciding -----------------------------------------------------------------------------------------------------------


def cast_of(answers: Answers, question: Question) -> Cast:
    """Return the answers to a question as methods take them."""
    given = answers.cast[question.key]
    return Cast(
        question,
        {answers.items[item]: {a.row["annotator_id"]: a.value for a in each} for item, each in given.items()},
    )


def decided(answers: Answers, question: Question) -> Iterator[dict[str, Any]]:
    """Yield what the answers to each item come to: item, value (None for a tie), method and number of answers."""
    kind = kinds.get(question.kind)
    for number, given in answers.cast[question.key].items():
        found = decide(given, question)
        if found is not None:
            value = None if found.value is None else kind.dump(found.value)
            told: Mapping[str, Any] = {"item": answers.items[number], "value": value, "method": found.method}
            yield {**told, "n_votes": len(given)}
