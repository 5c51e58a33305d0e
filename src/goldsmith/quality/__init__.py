"""Quality of raw data: what is empty, broken, odd or private in texts and images, before anybody labels them.

    from goldsmith.quality import text_flags, image_flags

Each check is a pure function: data → flags. A flag is a suggestion to look, with a score; nothing is removed. Texts are
compared with the others of their corpus as much as with fixed limits, so a corpus of tweets and one of contracts each
set their own measure of "too long". `CHECKS` says what each check looks for.
"""

from __future__ import annotations

from goldsmith.quality.flags import CHECKS, Flag
from goldsmith.quality.images import Measured, image_flags, measure_image
from goldsmith.quality.labels import label_flags
from goldsmith.quality.personal import personal_data
from goldsmith.quality.texts import text_flags

__all__ = [
    "CHECKS",
    "Flag",
    "Measured",
    "image_flags",
    "label_flags",
    "measure_image",
    "personal_data",
    "text_flags",
]
