"""Which texts or images are copies or near-copies of one another; it marks and links, and deletes nothing.

`near_duplicates` gives components (single links, for keeping copies on one side of a split) and clusters (each member
checked against its representative, for what need not be labeled twice); `near_duplicates_of_batches` does so without
holding the texts. `leaks` links two sides, train and test.
`canary_recall` says how many planted near-copies the method would have found. `image_duplicates` and `image_leaks` are
the same for images, `sound_duplicates` and `sound_leaks` for recordings, `vector_duplicates` and `vector_leaks` for
vectors that a model made.
"""

from goldsmith.dedup.canaries import Canaries, canary_recall
from goldsmith.dedup.clusters import Duplicates, near_duplicates
from goldsmith.dedup.image_sets import Images, image_duplicates, image_leaks
from goldsmith.dedup.leaks import Comparison, Leak, Leaks, leaks
from goldsmith.dedup.media_sets import MediaDuplicates, MediaLink
from goldsmith.dedup.shingles import normalised
from goldsmith.dedup.sound_sets import Sounds, sound_duplicates, sound_leaks
from goldsmith.dedup.spilled import near_duplicates_of_batches
from goldsmith.dedup.vector_sets import Vectors, vector_duplicates, vector_leaks

__all__ = [
    "Canaries",
    "Comparison",
    "Duplicates",
    "Images",
    "Leak",
    "Leaks",
    "MediaDuplicates",
    "MediaLink",
    "Sounds",
    "Vectors",
    "canary_recall",
    "image_duplicates",
    "image_leaks",
    "leaks",
    "near_duplicates",
    "near_duplicates_of_batches",
    "normalised",
    "sound_duplicates",
    "sound_leaks",
    "vector_duplicates",
    "vector_leaks",
]
