"""Accounts: links, passwords, sessions, tokens, invitations."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from goldsmith.errors import Conflict, NotAllowed, NotSignedIn
from goldsmith.store.people import People, require


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    made = People(tmp_path / "people.sqlite")
    yield made
    made.close()


def test_a_link_signs_in_until_it_expires(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = people.add("Ann")
    link = people.make_link(ann.id, hours=1)
    assert people.by_link(link).id == ann.id
    later = time.time() + 3601
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(NotSignedIn):
        people.by_link(link)


def test_secrets_are_not_in_the_file(people: People, tmp_path: Path) -> None:
    ann = people.add("Ann")
    secrets = [people.make_link(ann.id), people.start_session(ann.id)]
    secrets.append(people.make_token(ann.id, name="t", project=None, role="viewer", days=1)[1])
    people.set_password(ann.id, "correct horse battery")
    people.close()
    content = b"".join(path.read_bytes() for path in tmp_path.glob("people.sqlite*"))
    assert not [s for s in [*secrets, "correct horse battery"] if s.encode() in content]


def test_names_are_taken_whatever_their_case(people: People) -> None:
    people.add("Ann")
    with pytest.raises(Conflict):
        people.add("ann")


def test_a_wrong_password_and_an_unknown_name_are_told_alike(people: People) -> None:
    ann = people.add("Ann")
    people.set_password(ann.id, "correct horse battery")
    assert people.by_password("Ann", "correct horse battery").id == ann.id
    told = []
    for name in ("Ann", "Nobody"):
        with pytest.raises(NotSignedIn) as caught:
            people.by_password(name, "wrong")
        told.append(str(caught.value))
    assert told[0] == told[1]


def test_a_new_password_ends_all_sessions(people: People) -> None:
    ann = people.add("Ann")
    session = people.start_session(ann.id)
    assert people.by_session(session) is not None
    people.set_password(ann.id, "correct horse battery")
    assert people.by_session(session) is None


def test_an_invitation_is_spent_by_its_uses(people: People) -> None:
    _, secret = people.invite("p", role="annotator", note="", days=1, uses=2)
    for name in ("Ann", "Bob"):
        assert people.role(people.accept(secret, name, None), "p") == "annotator"
    with pytest.raises(NotSignedIn):
        people.accept(secret, "Cem", None)


def test_an_invitation_never_lowers_a_role(people: People) -> None:
    ann = people.add("Ann")
    people.set_role(ann.id, "p", "adjudicator")
    _, secret = people.invite("p", role="viewer", note="", days=1, uses=1)
    people.accept(secret, "", ann)
    assert people.role(ann, "p") == "adjudicator"


def test_a_revoked_token_opens_nothing(people: People) -> None:
    ann = people.add("Ann")
    token, secret = people.make_token(ann.id, name="t", project=None, role="viewer", days=1)
    assert people.by_token(secret) is not None
    people.revoke_token(ann.id, token)
    assert people.by_token(secret) is None


def test_roles_are_ordered() -> None:
    require("owner", "adjudicator")
    with pytest.raises(NotAllowed):
        require("annotator", "adjudicator")
    with pytest.raises(NotAllowed):
        require(None, "viewer")
