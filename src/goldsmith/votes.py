"""Votes: who gave which item which label, as one coded long table; and Estimate: what is measured on it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import isfinite
from typing import Any, Literal, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, Ints, compressed

Column: TypeAlias = "Sequence[Any] | np.ndarray[Any, Any]"
Level = Literal["nominal", "ordinal", "interval", "ratio"]
Units = Literal["given", "found"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no number: a slug for programs and a sentence for people."""

    reason: str
    why: str

    def __str__(self) -> str:
        return self.why

    def to_json(self) -> dict[str, str]:
        return {"reason": self.reason, "why": self.why}


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value with what it rests on, or the reason why there is none. Never NaN.

    low, high: the interval for these people: items, or their groups, resampled. low_people, high_people: for people
    like these: the annotators are a sample too. Where an interval is missing, no_interval or no_people says why.
    observed, expected: agreement as counted and by chance. n_items: with a vote; n_pairable: with two or more.
    flags: slug → sentence, what a reader should know before trusting it. choices: how it was computed.
    """

    name: str
    value: float | None
    undefined: Reason | None = None
    low: float | None = None
    high: float | None = None
    no_interval: Reason | None = None
    low_people: float | None = None
    high_people: float | None = None
    no_people: Reason | None = None
    observed: float | None = None
    expected: float | None = None
    n_items: int = 0
    n_pairable: int = 0
    n_annotators: int = 0
    n_votes: int = 0
    flags: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Any] = field(default_factory=dict)

    def with_choices(self, **more: Any) -> Estimate:
        """Return the estimate with more of the choices that it rests on."""
        return replace(self, choices={**self.choices, **more})

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON; reasons are `{"reason": slug, "why": sentence}`."""
        reasons = {
            name: reason and reason.to_json()
            for name in ("undefined", "no_interval", "no_people")
            for reason in [getattr(self, name)]
        }
        plain = {name: getattr(self, name) for name in self.__slots__ if name not in reasons}
        return {**plain, **reasons, "flags": dict(self.flags), "choices": dict(self.choices)}


class Numbers(Sequence[Any]):
    """Distinct whole numbers in ascending order; `as_names` writes each when it is asked for: a million cost nothing.

    >>> names = Numbers(np.array([3, 10])).as_names()
    >>> names[1], list(names), names == ("3", "10")
    ('10', ['3', '10'], True)
    """

    def __init__(self, numbers: Ints, write: Callable[[int], Any] = int) -> None:
        self._numbers = numbers
        self._write = write

    def as_names(self) -> Numbers:
        return Numbers(self._numbers, str)

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Numbers: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return Numbers(self._numbers[place], self._write)
        return self._write(int(self._numbers[place]))

    def __iter__(self) -> Iterator[Any]:
        return map(self._write, self._numbers.tolist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:  # as the tuple that it equals
        return hash(tuple(self))


@dataclass(frozen=True, slots=True)
class Patterns:
    """The distinct rows of label counts. rows: (patterns, labels). of_item: each item's row."""

    rows: Ints
    of_item: Ints

    @property
    def times(self) -> Ints:
        """(patterns,): how many items have each row."""
        return np.bincount(self.of_item, minlength=len(self.rows))


@dataclass(frozen=True, kw_only=True, eq=False)
class Votes:
    """A table of votes. item, annotator, label: (n_votes,), places in items, annotators and labels.

    labels: the label set in its order, used or not. group: (n_items,), the group of each item, or None.
    weight: (n_items,), inverse inclusion probabilities; their scale plays no part. identified: whether one name is
    one person throughout; seats that different people fill are not. units: whether all annotators judged the same
    units or had to find them. n_replaced: earlier votes of an annotator on the same item, left out.
    n_repeats: votes of a later occasion, left out: they tell a person's steadiness, not agreement. exposed: (n_votes,),
    whether each was given with a suggestion in sight, None where none was; `blind` leaves those out.
    """

    item: Ints
    annotator: Ints
    label: Ints
    items: Sequence[str]
    annotators: Sequence[str]
    labels: tuple[str, ...]
    group: Ints | None = None
    weight: Floats | None = None
    identified: bool = True
    level: Level = "nominal"
    units: Units = "given"
    n_replaced: int = 0
    n_repeats: int = 0
    exposed: NDArray[np.bool_] | None = None

    @classmethod
    def from_records(
        cls,
        items: Column,
        annotators: Column,
        labels: Column,
        *,
        label_set: Sequence[Hashable] | None = None,
        groups: Mapping[Any, Hashable] | None = None,
        weights: Mapping[Any, float] | None = None,
        identified: bool = True,
        level: Level = "nominal",
        units: Units = "given",
        n_repeats: int = 0,
        exposed: Sequence[bool] | None = None,
    ) -> Votes:
        """Return the votes of a long table, given as three columns of equal length.

        The last vote of an annotator on an item counts. label_set: the guideline's labels in order; without it, the
        labels that occur, sorted. groups: item → its group (document, patient); an item that is not listed is its
        own group. weights: item → inverse inclusion probability, 1 where not listed. n_repeats: votes of a later
        occasion that the caller left out. exposed: whether each vote was given with a suggestion in sight.
        Raises InvalidInput for columns of unequal length, missing values, labels outside the label set (all rows are
        named), ordinal text labels without a label set, and weights that are not above 0.

        >>> votes = Votes.from_records(["q1", "q1", "q2"], ["ann", "bob", "ann"], ["yes", "no", "yes"])
        >>> votes.labels, votes.counts().tolist()
        (('no', 'yes'), [[1, 1], [0, 1]])
        """
        if not len(items) == len(annotators) == len(labels):
            raise InvalidInput(
                "votes.uneven",
                f"The columns have {len(items)} items, {len(annotators)} annotators and {len(labels)} labels.",
                mend="Give one item, one annotator and one label for each vote.",
            )
        item, item_keys = coded(items, "item")
        annotator, annotator_keys = coded(annotators, "annotator")
        label, label_keys = coded(labels, "label")
        if label_set is not None:
            label, label_keys = declared(label, label_keys, label_set)
        elif level == "ordinal" and any(isinstance(key, str) for key in label_keys):
            raise InvalidInput(
                "votes.no_order",
                "Ordinal labels that are words have no order of their own.",
                mend="Give label_set, from the lowest to the highest: the alphabet is no scale.",
            )
        kept = _last_of_each(item, annotator, len(annotator_keys))
        return cls(
            item=item[kept],
            annotator=annotator[kept],
            label=label[kept],
            items=named(item_keys, "item"),
            annotators=named(annotator_keys, "annotator"),
            labels=tuple(named(label_keys, "label")),
            group=None if groups is None else grouped(item_keys, groups),
            weight=None if weights is None else weighted(item_keys, weights),
            identified=identified,
            level=level,
            units=units,
            n_replaced=len(item) - len(item[kept]),
            n_repeats=n_repeats,
            exposed=None if exposed is None else np.asarray(exposed, dtype=np.bool_)[kept],
        )

    def blind(self) -> Votes:
        """Return the votes that were given without a suggestion in sight: those that tell of agreement.

        >>> seen = Votes.from_records(["q1", "q1"], ["ann", "bob"], ["yes", "no"], exposed=[True, False])
        >>> seen.blind().n_votes
        1
        """
        if self.exposed is None:
            return self
        kept = ~self.exposed
        item, annotator, label = (column[kept] for column in (self.item, self.annotator, self.label))
        return replace(self, item=item, annotator=annotator, label=label, exposed=None)

    @classmethod
    def from_counts(
        cls,
        counts: Column,
        *,
        label_set: Sequence[Hashable] | None = None,
        groups: Sequence[Hashable] | None = None,
        weights: Sequence[float] | None = None,
        level: Level = "nominal",
    ) -> Votes:
        """Return the votes behind a table of counts: a row for each item, a column for each label.

        Who voted is not known, so the votes are of unidentified seats. groups, weights: one for each row.
        Raises InvalidInput for what is no table of whole numbers from 0 up.

        >>> Votes.from_counts([[3, 0], [1, 2]]).n_votes
        6
        """
        table = np.asarray(counts)
        if table.ndim != 2 or table.dtype.kind not in "iuf" or (table < 0).any() or (table % 1 != 0).any():
            raise InvalidInput(
                "votes.bad_counts",
                "This is no table of counts.",
                mend="Give a row for each item and a column for each label, whole numbers from 0 up.",
            )
        table = table.astype(np.int64)
        names = label_set if label_set is not None else range(table.shape[1])
        if len(names) != table.shape[1]:
            raise InvalidInput(
                "votes.uneven",
                f"{table.shape[1]} columns of counts, but {len(names)} labels.",
                mend="Give one label for each column.",
            )
        n_each = table.sum(axis=1)
        seat = np.arange(n_each.sum()) - np.repeat(np.cumsum(n_each) - n_each, n_each)
        keys = list(range(len(table)))
        return cls(
            item=np.repeat(np.arange(len(table)), n_each),
            annotator=seat,
            label=np.repeat(np.tile(np.arange(table.shape[1]), len(table)), table.ravel()),
            items=named(keys, "item"),
            annotators=tuple(f"seat {number + 1}" for number in range(int(n_each.max(initial=0)))),
            labels=tuple(named(names, "label")),
            group=None if groups is None else grouped(keys, dict(zip(keys, groups, strict=True))),
            weight=None if weights is None else weighted(keys, dict(zip(keys, weights, strict=True))),
            identified=False,
            level=level,
        )

    @property
    def n_items(self) -> int:
        """How many items have a vote."""
        return int((self.n_each > 0).sum())

    @property
    def n_pairable(self) -> int:
        """How many items have two votes or more."""
        return int((self.n_each > 1).sum())

    @property
    def n_annotators(self) -> int:
        return len(self.annotators)

    @property
    def n_votes(self) -> int:
        return len(self.item)

    @cached_property
    def n_each(self) -> Ints:
        """(n_items,): the votes on each item."""
        return np.bincount(self.item, minlength=len(self.items))

    @cached_property
    def item_weight(self) -> Floats:
        """(n_items,): weights scaled to a mean of 1 over the items with two votes or more."""
        if self.weight is None:
            return np.ones(len(self.items))
        counted = self.weight[self.n_each > 1]
        return self.weight / (counted.mean() if len(counted) else 1.0)

    @cached_property
    def patterns(self) -> Patterns:
        """The distinct rows of counts: a million items of three votes on ten labels have some 220."""
        n_labels, base = len(self.labels), int(self.n_each.max(initial=0)) + 1
        if n_labels * np.log2(base) < 53:  # a row fits a float64 without rounding, as digits of one number
            powers = base ** np.arange(n_labels, dtype=np.int64)
            sums = np.bincount(self.item, powers.astype(np.float64)[self.label], len(self.items))
            distinct, of_item = compressed(sums.astype(np.int64))
            return Patterns(distinct[:, None] // powers % base, of_item)
        rows, of_item = np.unique(self.counts(), axis=0, return_inverse=True)
        return Patterns(rows, of_item.ravel())

    def counts(self) -> Ints:
        """Return (n_items, n_labels): how often each item was given each label."""
        n_labels = len(self.labels)
        flat = np.bincount(self.item * n_labels + self.label, minlength=len(self.items) * n_labels)
        return flat.reshape(len(self.items), n_labels)


def in_pattern_order(rows: Ints) -> Ints:
    """Return the order in which `Votes.patterns` has these distinct rows of counts."""
    base = int(rows.sum(axis=1).max(initial=0)) + 1
    fits = rows.shape[1] * np.log2(base) < 53
    order: Ints = np.lexsort(rows.T if fits else rows.T[::-1])
    return order


def coded(column: Column, what: str) -> tuple[Ints, Sequence[Any]]:
    """Return each value's place among the distinct values, and those in ascending order."""
    if isinstance(column, np.ndarray) and column.dtype.kind in "iu":
        distinct, codes = compressed(column.astype(np.int64, copy=False))
        return codes, Numbers(distinct)
    values = column.tolist() if isinstance(column, np.ndarray) else column
    keys = list(dict.fromkeys(values))
    if any(key is None or key != key for key in keys):  # NaN differs from itself
        _refuse_missing(values, what)
    try:
        keys.sort()
    except TypeError:
        kinds = ", ".join(sorted({type(key).__name__ for key in keys}))
        raise InvalidInput(
            "votes.mixed_names",
            f"The {what}s are of several types: {kinds}.",
            mend=f"Write all {what}s as texts, or all as numbers.",
        ) from None
    place = {key: number for number, key in enumerate(keys)}
    return np.fromiter(map(place.__getitem__, values), np.int64, len(values)), keys


def _refuse_missing(values: Iterable[Any], what: str) -> None:
    rows = [number for number, value in enumerate(values, 1) if value is None or value != value]
    raise InvalidInput(
        f"votes.no_{what}",
        f"{len(rows)} {'vote has' if len(rows) == 1 else 'votes have'} no {what}.",
        where=_rows(rows),
        mend="Leave skipped and abstained answers out of the table; they are no votes.",
    )


def declared(codes: Ints, keys: Sequence[Any], label_set: Sequence[Hashable]) -> tuple[Ints, list[Hashable]]:
    place = {label: number for number, label in enumerate(label_set)}
    strange = [number for number, key in enumerate(keys) if key not in place]
    if strange:
        rows = (np.flatnonzero(np.isin(codes, strange)) + 1).tolist()
        raise InvalidInput(
            "votes.unknown_label",
            f"{', '.join(repr(keys[number]) for number in strange)} not in the label set.",
            where=_rows(rows),
            mend=f"Known labels: {', '.join(map(str, label_set))}. Mend the votes, or declare the label.",
        )
    moved = np.array([place[key] for key in keys], dtype=np.int64)
    return moved[codes], list(label_set)


def _rows(rows: Sequence[int]) -> str:
    named = ", ".join(map(str, rows[:20]))
    return f"rows {named}" + (f" and {len(rows) - 20} more" if len(rows) > 20 else "")


def named(keys: Iterable[Hashable], what: str) -> Sequence[str]:
    if isinstance(keys, Numbers):
        return keys.as_names()
    names = tuple(map(str, keys))
    if len(set(names)) < len(names):
        raise InvalidInput(
            f"votes.two_{what}s_alike",
            f"Two {what}s bear the same name.",
            mend=f"Give each {what} a name of its own; 1 and '1' are written alike.",
        )
    return names


def _last_of_each(item: Ints, annotator: Ints, n_annotators: int) -> Ints | slice:
    key = item * n_annotators + annotator
    if not has_repeats(key, item):
        return slice(None)
    _, from_the_end = np.unique(key[::-1], return_index=True)
    return np.sort(len(key) - 1 - from_the_end)


def has_repeats(key: Ints, item: Ints) -> bool:
    """Return whether a key, which no two items share, comes twice; without sorting where items stand together."""
    if (item[1:] >= item[:-1]).all():
        most = int(np.bincount(item).max(initial=0))
        return any((key[apart:] == key[:-apart]).any() for apart in range(1, most))
    ordered = np.sort(key)
    return bool((ordered[1:] == ordered[:-1]).any())


def grouped(keys: Sequence[Any], groups: Mapping[Any, Hashable]) -> Ints:
    place: dict[tuple[str, Hashable], int] = {}
    named = (("group", groups[key]) if groups.get(key) is not None else ("item", key) for key in keys)
    return np.fromiter((place.setdefault(name, len(place)) for name in named), np.int64, len(keys))


def weighted(keys: Sequence[Any], weights: Mapping[Any, float]) -> Floats:
    bad = [str(key) for key in keys if not (isfinite(weights.get(key, 1.0)) and weights.get(key, 1.0) > 0)]
    if bad:
        raise InvalidInput(
            "votes.bad_weight",
            f"{len(bad)} weights are not above 0.",
            where=f"items {', '.join(bad[:20])}" + (f" and {len(bad) - 20} more" if len(bad) > 20 else ""),
            mend="A weight is 1 / the probability with which the item was drawn.",
        )
    return np.fromiter((weights.get(key, 1.0) for key in keys), np.float64, len(keys))
