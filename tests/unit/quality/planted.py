"""Defects planted into the bundled samples, and how many the checks find: python -m tests.unit.quality.planted."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from PIL import Image, ImageFilter

from goldsmith.quality import image_flags, measure_image, text_flags

N = 40  # defects of each sort
GERMAN = """Wann wurde die erste Brücke über den Fluss gebaut und wer hat sie entworfen?
Welche Tiere leben in den hohen Bergen und wovon ernähren sie sich im Winter?
Wie lange dauert die Fahrt mit dem Zug von der Hauptstadt bis an die Küste?
Warum schmeckt das Wasser aus dieser Quelle nach Eisen und ist es gesund?
Woher kommen die meisten Kartoffeln, die bei uns auf dem Markt verkauft werden?"""
FRENCH = """Quand est-ce que le premier pont sur la rivière fut construit, et par qui?
Quels animaux vivent dans les hautes montagnes et que mangent-ils en hiver?
Combien de temps dure le voyage en train de la capitale jusqu'à la côte?
Pourquoi l'eau de cette source a-t-elle un goût de fer, et est-elle bonne?
D'où viennent la plupart des pommes de terre vendues sur notre marché?"""
RUSSIAN = "Когда был построен первый мост через эту реку"
LICENCE = (
    "This text may be copied for private use only and must carry this note. "
    "All rights that are not granted here are kept by its owners and their heirs. "
)


@dataclass(frozen=True)
class Result:
    """Of planted defects of one sort, how many the check found; and how many sound places any check flagged."""

    check: str
    n: int
    found: int
    false_alarms: int
    n_sound: int


def questions() -> list[str]:
    """Return the bundled questions."""
    path = files("goldsmith") / "samples/questions/query_wellformedness_dev.tsv"
    return [line.split("\t")[0] for line in path.read_text("utf-8").splitlines()]


def photographs() -> list[bytes]:
    """Return the bundled photographs."""
    folder = files("goldsmith") / "samples/blood_cells"
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".jpg"))
    return [(folder / name).read_bytes() for name in names]


def _mojibake(text: str) -> str:
    """Put accents into a text, and read them wrongly."""
    accented = text.translate(str.maketrans("ea", "éä"))
    return accented.encode().decode("cp1252", errors="replace").replace("\ufffd", "Â")


def _card(number: int) -> str:
    body = f"4{number:014d}"
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(body))]
    return body + str(-sum(each - 9 if each > 9 else each for each in doubled) % 10)


TEXT_DEFECTS: dict[str, Callable[[int, str], str]] = {
    "empty": lambda n, _: " \n" * n,
    "near_empty": lambda n, _: "?!…"[n % 3 :],
    "too_long": lambda n, text: f"{text} " * (60 + n),
    "mojibake": lambda _, text: _mojibake(text),
    "control_characters": lambda n, text: text[:5] + "\x00\x0b\ufffd\x1b"[n % 4] + text[5:],
    "other_script": lambda n, _: f"{RUSSIAN} {n}?",
    "other_language": lambda n, _: (GERMAN + "\n" + FRENCH).splitlines()[n % 10],
    "boilerplate": lambda _, text: text + " " + LICENCE,
    "personal_data": lambda n, text: (
        f"{text} "
        + (
            f"write to ann.b{n}@mail.example.org",
            f"call +49 30 {901820 + n}",
            _card(n * 977),
            "DE89370400440532013000",
        )[n % 4]
    ),
}


def texts_found() -> list[Result]:
    """Return what the checks find of each sort of defect planted into the questions, one sort at a time."""
    sound = questions()
    results = []
    for check, spoil in TEXT_DEFECTS.items():
        places = range(7, 7 + N * 90, 90)
        n_planted = {place: number for number, place in enumerate(places)}
        spoilt = [spoil(n_planted[p], text) if p in n_planted else text for p, text in enumerate(sound)]
        flags = text_flags(spoilt)
        hit = {flag.place for flag in flags if flag.check == check}
        others = {flag.place for flag in flags} - set(places)
        results.append(Result(check, N, len(hit & set(places)), len(others), len(sound) - N))
    return results


def _saved(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "BMP")
    return out.getvalue()


def _light(image: Image.Image, factor: float, floor: int) -> Image.Image:
    return Image.fromarray((np.asarray(image) * factor + floor).clip(0, 255).astype(np.uint8))


def _noise(image: Image.Image) -> Image.Image:
    rng = np.random.default_rng(image.size[0])
    grey = 90 + rng.normal(0, 2, (image.size[1], image.size[0], 1))
    return Image.fromarray(np.repeat(grey, 3, axis=2).astype(np.uint8))


IMAGE_DEFECTS: dict[str, Callable[[bytes, Image.Image], bytes]] = {
    "unreadable": lambda data, _: data[: len(data) * 2 // 3],
    "odd_size": lambda _, image: _saved(image.resize((120, 90))),
    "odd_ratio": lambda _, image: _saved(image.crop((0, 0, 640, 120)).resize((1200, 225))),
    "dark": lambda _, image: _saved(_light(image, 0.2, 0)),
    "bright": lambda _, image: _saved(_light(image, 0.15, 216)),
    "blurred": lambda _, image: _saved(image.filter(ImageFilter.GaussianBlur(14))),
    "uniform": lambda _, image: _saved(_noise(image)),
}


def images_found() -> list[Result]:
    """Return what the checks find of each sort of defect planted into every eighth photograph."""
    sound = photographs()
    measured = [measure_image(data) for data in sound]
    results = []
    for check, spoil in IMAGE_DEFECTS.items():
        places = range(3, len(sound), 8)
        spoilt = list(measured)
        for place in places:
            with Image.open(io.BytesIO(sound[place])) as image:
                spoilt[place] = measure_image(spoil(sound[place], image.convert("RGB")))
        flags = image_flags(spoilt)
        hit = {flag.place for flag in flags if flag.check == check}
        others = {flag.place for flag in flags} - set(places)
        results.append(
            Result(check, len(places), len(hit & set(places)), len(others), len(sound) - len(places))
        )
    return results


def table() -> str:
    """Return the results as the documents print them."""
    rows = [
        f"| {one.check.replace('_', ' ')} | {one.found} of {one.n} | {one.false_alarms} of {one.n_sound:,} |"
        for one in [*texts_found(), *images_found()]
    ]
    return "\n".join(["| planted | found | sound ones flagged |", "|---|---|---|", *rows])


if __name__ == "__main__":
    print(table())  # noqa: T201 - this is what the module is run for
