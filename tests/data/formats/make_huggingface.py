"""Writes the Parquet files here with Hugging Face's own library, which is too heavy for the development extra.

Run it where `datasets` is installed: python tests/data/formats/make_huggingface.py
"""

from pathlib import Path

from datasets import ClassLabel, Dataset, Features, Sequence, Value

HERE = Path(__file__).parent
TAGS = ["O", "B-person", "I-person", "B-place", "I-place"]

Dataset.from_dict(
    {
        "id": ["1", "2"],
        "tokens": [["🎉", "Ana", "Vega", "met", "צפת", "."], ["None", "here"]],
        "ner_tags": [[0, 1, 2, 0, 3, 0], [0, 0]],
    },
    features=Features(
        {
            "id": Value("string"),
            "tokens": Sequence(Value("string")),
            "ner_tags": Sequence(ClassLabel(names=TAGS)),
        }
    ),
).to_parquet(HERE / "huggingface_tokens.parquet")

Dataset.from_dict(
    {"text": ["Good 🎉", "Bad", "Not labeled"], "label": [1, 0, -1], "topics": [[0, 1], [], [1]]},
    features=Features(
        {
            "text": Value("string"),
            "label": ClassLabel(names=["bad", "good"]),
            "topics": Sequence(ClassLabel(names=["price", "taste"])),
        }
    ),
).to_parquet(HERE / "huggingface_texts.parquet")
