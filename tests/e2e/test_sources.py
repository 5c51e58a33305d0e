"""A lead brings in what lies on the server's machine and on a host of the web, without leaving the browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.workshop import CELLS, SLOW_MS, Workshop, drop_on_page, picture, wait_for_picture
from tests.webhost import Reply, WebHost


def test_pictures_that_stay_where_they_lie_are_brought_in_and_labeled(
    workshop: Workshop, tmp_path: Path, assert_accessible: Callable[[Page], None]
) -> None:
    slug = workshop.project("Scans", CELLS)
    (tmp_path / "scans").mkdir()
    picture(tmp_path / "scans" / "one.png")
    afar = picture(tmp_path / "two.png", size=(320, 240)).read_bytes()
    with WebHost() as host:
        host.replies["/two.png"] = Reply(afar)
        workshop.call("PUT", "/sources", json={"folders": [str(tmp_path)], "private_hosts": [host.name]})
        page = workshop.owner(f"/p/{slug}/items")
        page.get_by_role("button", name="Bring items").first.click()
        page.get_by_label("Or a folder or bucket that the server reads").fill(str(tmp_path / "scans"))
        assert_accessible(page)
        page.get_by_role("button", name="Import from there").click()
        expect(page.get_by_text("1 item came in.")).to_be_visible(timeout=SLOW_MS)
        page.get_by_role("button", name="See the items").click()
        table = tmp_path / "list.csv"
        table.write_text(f"id,image\n7,{host.url('/two.png')}\n")
        drop_on_page(page, [table])
        page.get_by_label("What image is").select_option("text")
        page.get_by_label("Addresses in it").select_option("link")
        page.get_by_role("button", name="Import 1 file").click()
        expect(page.get_by_text("1 item came in.")).to_be_visible(timeout=SLOW_MS)
        assert not any(workshop_media(workshop, slug))
        workshop.open(slug, overlap=1)
        page.goto(f"{workshop.url}/p/{slug}/label")
        wait_for_picture(page)
        workshop.call("PUT", "/sources", json={})


def workshop_media(workshop: Workshop, slug: str) -> list[Path]:
    """Return the copies in the project's folder, which hold nothing but places here."""
    media = workshop.server.workspace / slug / "media"
    return [path for path in media.rglob("*") if path.is_file() and path.suffix != ".link"]
