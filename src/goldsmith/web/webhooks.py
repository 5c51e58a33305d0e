"""Whom a project tells what happens in it; for its owners. Secrets are shown once, when they are made."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from goldsmith.project import webhooks
from goldsmith.store.webhooks import Delivery, Webhook
from goldsmith.web.schemas import Body, Reply
from goldsmith.web.security import Entry, Owner

router = APIRouter(prefix="/projects/{slug}/webhooks", tags=["webhooks"])
SHOWN = 20

Event = Literal["answer.given", "item.decided", "batch.done", "release.made", "items.imported"]
Events = Annotated[list[Event], Field(max_length=100)]


class NewWebhook(Body):
    """url: https://, or a host that the server's admin allowed as private."""

    url: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    events: Events


class WebhookChange(Body):
    """What is not told stays. is_on: true begins again where it stopped; nothing was left out meanwhile."""

    events: Events | None = None
    is_on: bool | None = None


class DeliveryOut(Reply):
    """One attempt. status: what the receiver answered, null when it did not. told: what was wrong, "" for nothing."""

    at: str
    types: list[str]
    n_events: int
    status: int | None
    is_taken: bool
    told: str
    ms: int


class WebhookOut(Reply):
    """secret: shown when it is made, null afterwards. off: why nothing is sent, null when it is on."""

    id: str
    url: str
    events: list[str]
    created_at: str
    off: str | None
    n_failed: int
    n_waiting: int
    deliveries: list[DeliveryOut]
    secret: str | None = None


def _delivery(one: Delivery) -> DeliveryOut:
    return DeliveryOut(
        at=one.at,
        types=list(one.types),
        n_events=one.n_events,
        status=one.status,
        is_taken=one.is_taken,
        told=one.told,
        ms=one.ms,
    )


def _out(entry: Entry, hook: Webhook, *, secret: str | None = None) -> WebhookOut:
    store = entry.workspace.webhooks
    return WebhookOut(
        id=hook.id,
        url=hook.url,
        events=list(hook.events),
        created_at=hook.created_at,
        off=hook.off,
        n_failed=hook.n_failed,
        n_waiting=store.n_waiting(hook.id),
        deliveries=[_delivery(one) for one in store.deliveries(hook.id, SHOWN)],
        secret=secret,
    )


@router.get("")
def listing(entry: Owner) -> list[WebhookOut]:
    """List the webhooks with their last deliveries."""
    return [_out(entry, hook) for hook in entry.workspace.webhooks.listing(entry.project.slug)]


@router.post("", status_code=201)
def add(body: NewWebhook, entry: Owner) -> WebhookOut:
    """Tell an address what happens from now on; the secret that signs it is shown this once."""
    webhooks.check_url(body.url, entry.workspace.allowed())
    hook = entry.workspace.webhooks.add(
        entry.project.slug,
        url=body.url,
        events=list(dict.fromkeys(body.events)),
        seq=entry.project.ledger.seq(),
    )
    return _out(entry, hook, secret=hook.secret)


@router.patch("/{webhook}")
def change(webhook: str, body: WebhookChange, entry: Owner) -> WebhookOut:
    """Change what is told, or turn it off and on."""
    store, slug = entry.workspace.webhooks, entry.project.slug
    hook = store.need(slug, webhook)
    if body.events is not None:
        store.set_events(hook.id, list(dict.fromkeys(body.events)))
    if body.is_on is not None and body.is_on != (hook.off is None):
        store.turn(hook.id, None if body.is_on else f"{entry.actor.name} turned it off.")
    return _out(entry, store.need(slug, webhook))


@router.delete("/{webhook}", status_code=204)
def remove(webhook: str, entry: Owner) -> None:
    """Tell the address nothing more, and forget its secret."""
    entry.workspace.webhooks.remove(entry.workspace.webhooks.need(entry.project.slug, webhook).id)


@router.post("/{webhook}/test")
def try_out(webhook: str, entry: Owner) -> DeliveryOut:
    """Send an event of the type `test` now, and say what the receiver answered."""
    hook = entry.workspace.webhooks.need(entry.project.slug, webhook)
    return _delivery(webhooks.try_out(entry.workspace, hook))
