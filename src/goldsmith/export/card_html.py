"""The data card as one HTML page that needs nothing else: no scripts, no files, no network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from markdown_it import MarkdownIt

from goldsmith.export import ReleaseData, facts, pictures
from goldsmith.export.card import (
    Axis,
    Bars,
    Block,
    Bullets,
    Code,
    FileFact,
    Guidance,
    Paragraph,
    Stamp,
    Table,
    sections,
    spoken,
)

STYLE = """
:root{color-scheme:light dark;--bg:#faf9f6;--paper:#fff;--line:#e2ded5;--ink:#1d1c1a;--soft:#57534b;--gold:#8a6d1a;
--pale:#f6edd3;--p0:#0072b2;--p1:#b85c00;--p2:#00795a;--p3:#a0528f}
@media(prefers-color-scheme:dark){:root{--bg:#161513;--paper:#1e1d1a;--line:#37342e;--ink:#eeebe4;--soft:#b9b3a7;
--gold:#e3c565;--pale:#3a3217;--p0:#56b4e9;--p1:#f0914a;--p2:#3ec79d;--p3:#d79bc8}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,
"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:800px;margin:32px auto;padding:8px 40px 40px;background:var(--paper);border:1px solid var(--line);
border-radius:8px}
header{border-bottom:3px double var(--gold);padding:24px 0 16px;margin-bottom:8px}
header p{margin:0;color:var(--soft)}
h1{margin:0;font-size:28px;line-height:1.2;font-weight:600;overflow-wrap:anywhere}
h2{margin:36px 0 8px;font-size:18px;font-weight:600}
.sum{display:flex;flex-wrap:wrap;gap:8px 32px;margin:16px 0 0;padding:0;list-style:none}
.sum b{display:block;font-size:22px;font-weight:600}
.sum span{color:var(--soft);font-size:14px}
.stamp{display:inline-block;margin:12px 0;padding:8px 16px;border:2px solid var(--gold);border-radius:8px;
color:var(--gold);font-weight:600}
.scroll{overflow-x:auto}
table{border-collapse:collapse;margin:12px 0;font-size:15px}
th,td{padding:4px 20px 4px 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{color:var(--soft);font-weight:500}
.n th:not(:first-child),.n td:not(:first-child){text-align:right}
td.hash{font:12px/1.7 ui-monospace,Menlo,monospace;overflow-wrap:anywhere}
svg{display:block;width:100%;height:auto;margin:12px 0}
svg text{font-size:14px;fill:var(--ink)}
svg .small,svg .faint{font-size:12px;fill:var(--soft)}
svg .strong{font-weight:600}
.p0{fill:var(--p0)}.p1{fill:var(--p1)}.p2{fill:var(--p2)}.p3{fill:var(--p3)}
.rule{stroke:var(--line)}
.like{fill:var(--pale);stroke:var(--gold);stroke-width:.75}
.these{fill:var(--gold)}
.dot{fill:var(--ink)}
pre{padding:12px 16px;background:var(--bg);border:1px solid var(--line);border-radius:8px;overflow-x:auto;
font:14px/1.5 ui-monospace,Menlo,monospace}
.guide{padding:4px 20px;border-left:3px solid var(--line);color:var(--soft)}
.guide h1,.guide h2,.guide h3{font-size:16px;color:var(--ink)}
a{color:var(--gold)}
@media(max-width:640px){main{margin:0;padding:8px 16px 24px;border:0;border-radius:0}}
@media print{:root{--bg:#fff;--paper:#fff;--line:#bbb;--ink:#000;--soft:#333;--gold:#6d5510;--pale:#eee;--p0:#0072b2;
--p1:#b85c00;--p2:#00795a;--p3:#a0528f}main{max-width:none;margin:0;padding:0;border:0}
h2{break-after:avoid}table,svg,.stamp,pre{break-inside:avoid}*{print-color-adjust:exact}}
"""


def page(release: ReleaseData, files: Sequence[FileFact] = ()) -> str:
    """Return the whole page."""
    title = f"{escape(release.project)}: release {escape(release.name)}"
    body = "".join(
        f"<section><h2>{escape(section.title)}</h2>{''.join(map(_render, section.blocks))}</section>\n"
        for section in sections(release, files)
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{_header(release)}{body}</main>\n"
        "</body>\n</html>\n"
    )


def _header(release: ReleaseData) -> str:
    parts = [(str(n), part) for part, n in facts.parts(release).items()]
    told = [(str(len(release.items)), "items"), *parts, (f"v{release.guideline.version}", "guideline")]
    shown = "".join(f"<li><b>{escape(number)}</b><span>{escape(word)}</span></li>" for number, word in told)
    return (
        f"<header><p>{escape(release.project)}</p><h1>Release {escape(release.name)}</h1>"
        f'<ul class="sum">{shown}</ul></header>\n'
    )


def _render(block: Block) -> str:
    match block:
        case Paragraph(text):
            return f"<p>{_words(text)}</p>"
        case Bullets(lines):
            return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
        case Stamp(text):
            return f'<p class="stamp">{escape(text)}</p>'
        case Table(head, rows, numeric):
            return _table(head, rows, numeric)
        case Bars():
            return pictures.bars(block)
        case Axis(rows):
            told = [(row.name, *spoken(row), row.rests_on) for row in rows]
            head = ("Measure", "Value", "These annotators", "Annotators like these", "Rests on")
            return pictures.axis(block) + _table(head, told, True)
        case Code(text):
            return f"<pre>{escape(text)}</pre>"
        case Guidance(text):
            return f'<div class="guide">{_guideline(text)}</div>'


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], numeric: bool) -> str:
    top = "".join(f"<th>{escape(text)}</th>" for text in head)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    kept = ' class="n"' if numeric else ""
    return (
        f'<div class="scroll"><table{kept}><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _cell(text: str) -> str:
    digest = len(text) == 64 and not text.strip("0123456789abcdef")
    return f'<td class="hash">{text}</td>' if digest else f"<td>{escape(text)}</td>"


def _words(text: str) -> str:
    """Return the text with `code` set as code, and nothing else."""
    pieces = escape(text).split("`")
    if len(pieces) % 2 == 0:
        return "`".join(pieces)
    return "".join(f"<code>{piece}</code>" if place % 2 else piece for place, piece in enumerate(pieces))


def _guideline(text: str) -> str:
    """Return the Markdown as HTML: tags in it are shown as text, and pictures stay links, so nothing is fetched."""
    return str(MarkdownIt("commonmark", {"html": False}).enable("table").disable("image").render(text))
