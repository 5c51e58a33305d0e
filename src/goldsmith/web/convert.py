"""Rows and domain values as the API's models."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from goldsmith import kinds
from goldsmith.guidelines import sections
from goldsmith.model import Guideline, Item, Question
from goldsmith.project import home, plan
from goldsmith.project.project import Project, item_from
from goldsmith.store import queries
from goldsmith.tokens import own_tokens
from goldsmith.web import schemas


def field_out(project: Project, field: Any) -> schemas.Field_:
    if field["type"] == "text":
        return schemas.Field_(type="text", text=field["text"])
    url = f"media/{project.slug}/{quote(str(field['media']), safe='')}"
    if field["type"] == "audio":
        return schemas.Field_(
            type="audio",
            url=url,
            name=field.get("name"),
            duration_s=field["duration_s"],
            sample_rate=field["sample_rate"],
            channels=field["channels"],
        )
    return schemas.Field_(
        type="image",
        url=url,
        thumb_url=f"{url}?size=256",
        name=field.get("name"),
        width=field["width"],
        height=field["height"],
    )


def item_out(project: Project, item: Item, *, with_metadata: bool = False) -> schemas.ItemOut:
    """Return an item with everything that is known of it, or as annotators may see it.

    They get the fields that the guideline shows; metadata, ids and file names can give answers away.
    """
    if not with_metadata:
        return schemas.ItemOut(id=item.id, external_id=None, group=None, fields=_shown(project, item))
    return schemas.ItemOut(
        id=item.id,
        external_id=item.external_id,
        group=item.group,
        fields=_fields(project, item),
        metadata=dict(item.metadata),
    )


def _shown(project: Project, item: Item) -> dict[str, schemas.Field_]:
    guideline = project.guideline()
    shows = [question.show for question in guideline.questions] if guideline else []
    names = set(item.fields) if not all(shows) else {name for show in shows for name in show}
    found = {name: field for name, field in _fields(project, item).items() if name in names}
    return {
        name: field.model_copy(update={"name": name}) if field.url is not None else field
        for name, field in found.items()
    }


def _fields(project: Project, item: Item) -> dict[str, schemas.Field_]:
    found = {name: field_out(project, field) for name, field in item.fields.items()}
    for field in found.values():
        if field.text is not None:
            field.tokens = own_tokens(item, field.text) or None
    return found


def brief(item: Item) -> str:
    """Return the item in a line: its first text, or the name of its first image or recording."""
    for field in item.fields.values():
        if field["type"] == "text":
            return str(field["text"])[:300]
    return next((str(field.get("name", "")) for field in item.fields.values()), "")


def thumb(project: Project, item: Item) -> str | None:
    image = item.image()
    return field_out(project, image).thumb_url if image else None


def question_out(question: Question) -> schemas.QuestionOut:
    kind = kinds.get(question.kind)
    return schemas.QuestionOut(
        key=question.key,
        kind=question.kind.rpartition(".v")[0],
        kind_version=question.kind,
        units=kind.units,
        level=kind.level,
        title=question.title,
        required=question.required,
        show=list(question.show),
        options=dict(question.options),
        suggest=question.suggest
        and schemas.SuggestOut(
            sources=list(question.suggest.sources),
            silent=question.suggest.silent,
            seed=question.suggest.seed,
        ),
        labels=[
            schemas.LabelOut(
                key=label.key,
                title=label.title,
                definition=label.definition,
                good=list(label.good),
                bad=list(label.bad),
                path=list(label.path),
            )
            for label in kinds.labels(question)
        ],
    )


def sections_out(body: str) -> list[schemas.Section]:
    return [
        schemas.Section(anchor=s.anchor, title=s.title, level=s.level, text=s.text) for s in sections(body)
    ]


def guideline_out(project: Project, guideline: Guideline) -> schemas.GuidelineOut:
    row = next(r for r in queries.guidelines(project.ledger.reader) if r["version"] == guideline.version)
    return schemas.GuidelineOut(
        id=row["id"],
        version=guideline.version,
        text=guideline.text,
        body=guideline.body,
        questions=[question_out(q) for q in guideline.questions],
        sections=sections_out(guideline.body),
        author=row["by_name"],
        at=row["at"],
        note=row["note"],
    )


def progress_of(
    project: Project, *, n_mine: int = 0, n_mine_left: int | None = None, is_blind: bool = False
) -> schemas.Progress:
    """Return how far a project has come. is_blind: without the figures that tell whether people agree."""
    found = home.figures(project)
    return schemas.Progress(
        n_items=found.n_items,
        n_planned=found.n_planned,
        n_complete=found.n_done,
        n_answers=found.n_answers,
        n_answers_wanted=found.n_wanted,
        n_mine=n_mine,
        n_mine_left=n_mine_left,
        n_disagreed=0 if is_blind else found.n_disagreed,
        n_ruled=0 if is_blind else found.n_ruled,
    )


def plan_out(project: Project) -> schemas.PlanState:
    return schemas.PlanState(**plan.state(project))


def row_out(
    project: Project, n: int, row: Any, *, is_blind: bool = False, hides_gold: bool = False
) -> schemas.ItemRow:
    """Return a row of the items table. is_blind: without what was answered, for who has the item to label.

    hides_gold: without what is held true, for who may be asked to rule a second time.
    """
    item = item_from(row)
    labels = {q: list(used) for q, used in json.loads(row["labels"]).items()}
    gold = {q: held["value"] for q, held in json.loads(row["gold"]).items()}
    return schemas.ItemRow(
        n=n,
        id=item.id,
        external_id=item.external_id,
        source=item.source,
        group=item.group,
        text=brief(item),
        thumb_url=thumb(project, item),
        status=row["status"],
        n_answers=row["n_answers"],
        overlap=row["overlap"],
        arm=row["arm"],
        disagreement=None if is_blind else row["disagreement"],
        labels={} if is_blind else labels,
        gold={} if is_blind or hides_gold else gold,
        part=row["part"],
        metadata=dict(item.metadata),
    )


def gold_out(row: Any, value: Any) -> schemas.GoldOut:
    return schemas.GoldOut(
        id=row["id"],
        question=row["question"],
        value=value,
        method=row["method"],
        probabilities=json.loads(row["probabilities"]),
        rationale=row["rationale"],
        reason_code=row["reason_code"],
        by=row["by_name"],
        at=row["at"],
        evidence=json.loads(row["evidence"]),
    )


def remarks_out(rows: Sequence[Any]) -> list[schemas.RemarkOut]:
    return [
        schemas.RemarkOut(id=r["id"], type=r["type"], text=r["text"], by=r["by_name"], at=r["at"])
        for r in rows
    ]
