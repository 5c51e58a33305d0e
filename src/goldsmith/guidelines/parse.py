"""A guideline's file → Guideline, with all its faults together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from goldsmith import kinds
from goldsmith.errors import GoldsmithError, InvalidGuideline, NotFound
from goldsmith.guidelines import suggest
from goldsmith.guidelines.front_matter import Node, fault, read_tree, split, together
from goldsmith.model import Guideline, Label, Question, digest

MEMBERS = ("key", "kind", "title", "required", "show", "labels", "suggest")
LABEL_MEMBERS = ("key", "title", "definition", "good", "bad")
GROUP_MEMBERS = ("title", "labels")
QUESTION_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
LABEL_KEY = re.compile(r"[\w.+-]{1,64}")
Carries = Mapping[str, Mapping[str, Sequence[str]]]


def parse_guideline(
    text: str, *, version: int, carries: Carries | None = None, previous: Guideline | None = None
) -> Guideline:
    """Return the guideline that the file describes; docs/reference/guideline.md says how it is written.

    carries: what became of the labels of the version before, which is `previous`; they are checked against each
    other when both are given. Raises ManyFaults with every fault and its line.
    """
    faults: list[GoldsmithError] = []
    try:
        front, body = split(text)
    except InvalidGuideline as error:
        raise together([error]) from error
    questions = _questions(read_tree(front, faults), faults)
    kept = {q: {old: tuple(new) for old, new in labels.items()} for q, labels in (carries or {}).items()}
    if previous is not None and not faults:
        faults += _check_carries(kept, previous, questions)
    if faults:
        raise together(faults)
    ident = digest({"text": text, "carries": kept})
    return Guideline(ident, version, text, body, tuple(questions), kept)


def _questions(root: Node, faults: list[GoldsmithError]) -> list[Question]:
    if not root.is_map:
        faults.append(
            fault(
                "not_a_map",
                "The front matter is not a list of names and values.",
                root.line,
                "Write `questions:`.",
            )
        )
        return []
    for name, node in root.value.items():
        if name != "questions":
            faults.append(_unknown(name, ("questions",), node.line, "front matter"))
    listed = root.value.get("questions")
    if listed is None or not listed.is_list or not listed.value:
        line = listed.line if listed else root.line
        faults.append(
            fault(
                "no_questions",
                "The guideline asks nothing.",
                line,
                "List at least one question under `questions:`.",
            )
        )
        return []
    questions: list[Question] = []
    for place, node in enumerate(listed.value, 1):
        question = _Question(node, place, faults).read()
        if question is None:
            continue
        if any(question.key == known.key for known in questions):
            mend = "Give each question a key of its own."
            faults.append(
                fault("repeated_question", f"Two questions have the key {question.key!r}.", node.line, mend)
            )
        questions.append(question)
    return questions


class _Question:
    """Reads one question of the front matter, collecting faults."""

    def __init__(self, node: Node, place: int, faults: list[GoldsmithError]) -> None:
        self._node = node
        self._faults = faults
        self._place = f"question {place}"

    def _fault(self, slug: str, what: str, line: int, mend: str) -> None:
        self._faults.append(fault(slug, what, line, mend, self._place))

    def read(self) -> Question | None:
        """Return the question, or None when it has faults that leave nothing to ask."""
        if not self._node.is_map:
            self._fault(
                "not_a_question",
                "A question is a list of names and values.",
                self._node.line,
                "Give it key, kind, title and labels.",
            )
            return None
        members: dict[str, Node] = self._node.value
        n_before = len(self._faults)
        key = self._text(members, "key", is_needed=True)
        if key:
            self._place = f'question "{key}"'
            if not QUESTION_KEY.fullmatch(key):
                self._fault(
                    "bad_key",
                    f"{key!r} cannot be a key.",
                    members["key"].line,
                    "Use letters, digits and _, and begin with a letter: the title is what people see.",
                )
        kind = self._kind(members)
        title = self._text(members, "title") or key
        required = self._flag(members, "required")
        show = tuple(self._texts(members, "show"))
        options = {name: node.plain() for name, node in members.items() if name not in MEMBERS}
        labels, n_lost = self._labels(members.get("labels"))
        suspects = [name for name in options if get_close_matches(name, MEMBERS, n=1, cutoff=0.75)]
        if kind is None or not key:
            self._misspelt(suspects, members)
            return None
        suggested = suggest.read_suggest(members.get("suggest"), self._fault, self._strange_suggest)
        question = Question(key, kind.name, title, tuple(labels), required, show, options, suggested)
        if suspects and (n_lost or not _can_be_asked(kind, question)):
            self._misspelt(suspects, members)
            known = {name: value for name, value in options.items() if name not in suspects}
            question = replace(question, options=known)
        if not n_lost:
            self._check(kind, question, n_before)
        return question

    def _strange_suggest(self, name: str, line: int) -> None:
        self._faults.append(_unknown(name, suggest.MEMBERS, line, f"{self._place}, suggest"))

    def _misspelt(self, names: Sequence[str], members: Mapping[str, Node]) -> None:
        """Tell of names that are near those of the guideline, and no options that the kind takes: `tie` can be one."""
        self._faults += [_unknown(name, MEMBERS, members[name].line, self._place) for name in names]

    def _check(self, kind: kinds.Kind, question: Question, n_before: int) -> None:
        try:
            kind.check(question)
        except GoldsmithError as error:
            known = {one.slug for one in self._faults[n_before:]}
            if error.slug not in known:
                self._faults.append(error.at(f"line {self._node.line}"))

    def _kind(self, members: Mapping[str, Node]) -> kinds.Kind | None:
        name = self._text(members, "kind", is_needed=True)
        try:
            return kinds.get(name) if name else None
        except NotFound as error:
            self._fault(
                "unknown_kind",
                f"There is no kind of question named {name!r}.",
                members["kind"].line,
                error.mend,
            )
            return None

    def _labels(self, node: Node | None) -> tuple[list[Label], int]:
        """Return the labels, those of groups in their place, and how many could not be read."""
        if node is None:
            return [], 0
        labels: list[Label] = []
        lines: dict[str, int] = {}
        n_lost = 0
        for one, path in self._leaves(node, ()):
            label = None if one is None else self._label(one)
            n_lost += label is None
            if label is None or one is None:
                continue
            if label.key in lines:
                self._fault(
                    "repeated_label",
                    f"Two labels have the key {label.key!r}.",
                    one.line,
                    "Give each label a key of its own, also across groups; titles may repeat.",
                )
                continue
            lines[label.key] = one.line
            labels.append(replace(label, path=path))
        return labels, n_lost

    def _leaves(self, node: Node, path: tuple[str, ...]) -> Iterator[tuple[Node | None, tuple[str, ...]]]:
        """Yield the node of each label with the titles of its groups; None for what holds no labels."""
        if not node.is_list:
            self._fault(
                "bad_labels",
                "`labels` is not a list.",
                node.line,
                "Write one label a line, each after a hyphen.",
            )
            yield None, path
            return
        if path and not node.value:
            self._fault("empty_group", "A group has no labels.", node.line, "List them, or take it out.")
        for one in node.value:
            group = self._group(one)
            if group is None:
                yield one, path
            else:
                yield from self._leaves(group[1], (*path, group[0]))

    def _group(self, node: Node) -> tuple[str, Node] | None:
        """Return title and labels of a group, `- Animals: [cat, dog]` or in full; None when the node is a label."""
        if not node.is_map:
            return None
        members: dict[str, Node] = node.value
        name = next(iter(members), "")
        if len(members) == 1 and name not in (*LABEL_MEMBERS, "labels") and members[name].is_list:
            return unicodedata.normalize("NFC", name.strip()), members[name]
        if "labels" not in members:
            return None
        for other, member in members.items():
            if other not in GROUP_MEMBERS:
                self._faults.append(_unknown(other, GROUP_MEMBERS, member.line, f"{self._place}, a group"))
        title = self._text(members, "title")
        if not title:
            self._fault("missing", "A group of labels has no `title`.", node.line, "Add `title:`.")
        return title, members["labels"]

    def _label(self, node: Node) -> Label | None:
        if node.is_scalar:
            given, _, after = node.text.partition(": ")
            return self._named(slug(given) if not after else given, after.strip() or given, node.line)
        if node.is_list:
            self._fault(
                "bad_label",
                "A label is a word, or names and values; not a list.",
                node.line,
                "Write `- spam: Unwanted message`.",
            )
            return None
        members: dict[str, Node] = node.value
        short = next(iter(members)) if len(members) == 1 else "key"
        if short not in LABEL_MEMBERS and members[short].is_scalar:
            return self._named(short, members[short].text or short, node.line)
        for name, member in members.items():
            if name not in LABEL_MEMBERS:
                self._faults.append(_unknown(name, LABEL_MEMBERS, member.line, f"{self._place}, a label"))
        title = self._text(members, "title")
        key = self._text(members, "key") or slug(title)
        good, bad = (tuple(self._texts(members, name)) for name in ("good", "bad"))
        return self._named(key, title or key, node.line, self._text(members, "definition"), good, bad)

    def _named(
        self,
        key: str,
        title: str,
        line: int,
        definition: str = "",
        good: tuple[str, ...] = (),
        bad: tuple[str, ...] = (),
    ) -> Label | None:
        if not LABEL_KEY.fullmatch(key):
            what = f"{key!r} cannot be the key of a label." if key else "A label has no key."
            self._fault(
                "bad_label_key",
                what,
                line,
                "Use letters, digits and _ - . + without blanks; put what people see into `title`.",
            )
            return None
        return Label(key, title, definition, good, bad)

    def _text(self, members: Mapping[str, Node], name: str, *, is_needed: bool = False) -> str:
        node = members.get(name)
        if node is not None and node.is_scalar and node.text.strip():
            return unicodedata.normalize("NFC", node.text.strip())
        if node is not None and not node.is_scalar:
            self._fault(
                "not_text",
                f"`{name}` is not a text.",
                node.line,
                "Write it on one line, in quotes if it holds : or #.",
            )
        elif is_needed:
            self._fault(
                "missing",
                f"The question has no `{name}`.",
                node.line if node else self._node.line,
                f"Add `{name}:`.{_kinds_known(name)}",
            )
        return ""

    def _texts(self, members: Mapping[str, Node], name: str) -> list[str]:
        node = members.get(name)
        if node is None:
            return []
        nodes = node.value if node.is_list else [node]
        if not all(one.is_scalar for one in nodes):
            self._fault(
                "not_texts",
                f"`{name}` is not a list of texts.",
                node.line,
                "Put each in quotes: a text with : in it reads as a name and a value.",
            )
            return []
        return [unicodedata.normalize("NFC", one.text.strip()) for one in nodes if one.text.strip()]

    def _flag(self, members: Mapping[str, Node], name: str) -> bool:
        node = members.get(name)
        if node is None:
            return True
        if not isinstance(node.value, bool):
            self._fault("not_a_flag", f"`{name}` is {node.text!r}.", node.line, "Write true or false.")
            return True
        return node.value


def slug(title: str) -> str:
    """Return a key made of a title.

    >>> slug("Not a question"), slug("Größe (cm)")
    ('not_a_question', 'größe_cm')
    """
    return re.sub(r"[^\w.+-]+", "_", unicodedata.normalize("NFC", title.strip().lower())).strip("_")


def _can_be_asked(kind: kinds.Kind, question: Question) -> bool:
    try:
        kind.check(question)
    except GoldsmithError:
        return False
    return True


def _kinds_known(name: str) -> str:
    return (
        f" Known: {', '.join(one.rpartition('.v')[0] for one in kinds.registry)}." if name == "kind" else ""
    )


def _unknown(name: str, known: Sequence[str], line: int, place: str) -> InvalidGuideline:
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    mend = (f"Did you mean `{near[0]}`? " if near else "") + f"Known: {', '.join(known)}."
    return fault("unknown_name", f"`{name}` means nothing here.", line, mend, place)


def _check_carries(
    carries: Mapping[str, Mapping[str, tuple[str, ...]]], previous: Guideline, questions: Sequence[Question]
) -> list[GoldsmithError]:
    """Return a fault for each old key that the version before lacks and each new key that this one lacks."""
    now = {question.key: question for question in questions}
    faults: list[GoldsmithError] = []
    for key, moves in carries.items():
        old, new = previous.question(key), now.get(key)
        if old is None or new is None:
            which = "the version before" if old is None else "this version"
            faults.append(
                _bad_carry(
                    f"There is no question {key!r} in {which}.",
                    key,
                    "Say only what becomes of labels of questions that stay.",
                )
            )
            continue
        before, after = label_keys(old), label_keys(new)
        for label, targets in moves.items():
            if label not in before:
                faults.append(
                    _bad_carry(
                        f"The version before has no label {label!r}.",
                        key,
                        f"Its labels are {', '.join(before)}.",
                    )
                )
            faults += [
                _bad_carry(
                    f"The label {label!r} cannot become {target!r}, which this version lacks.",
                    key,
                    f"Its labels are {', '.join(after)}.",
                )
                for target in targets
                if target not in after
            ]
    return faults


def label_keys(question: Question) -> tuple[str, ...]:
    """Return the keys that answers to the question may use: of its labels, or of its scale."""
    return question.label_keys() or kinds.get(question.kind).vote_labels(question)


def _bad_carry(what: str, question: str, mend: str) -> InvalidGuideline:
    return InvalidGuideline("guideline.bad_carry", what, where=f'question "{question}"', mend=mend)
