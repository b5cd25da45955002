"""The version of this program; to read it from what is installed costs 3 MB of memory."""

from typing import Final

VERSION: Final = "0.1.0"
