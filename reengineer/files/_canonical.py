"""Give data one spelling, so that its hash means something."""

import hashlib
import json


def canonical_json(data: object) -> str:
    """Return data as JSON with sorted keys, no spaces and no escapes beyond those that JSON needs.

    Raises
    ------
    ValueError
        If a number is infinite or not a number.
    """
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes, in 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
