"""What every test shares."""

import os

from hypothesis import settings

# Examples are drawn alike on every machine; a slow machine is no failure.
settings.register_profile("goldsmith", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("goldsmith")

collect_ignore = ["data"]  # scripts there need other tools' own libraries
