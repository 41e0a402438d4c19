"""From an annotated map to the flat tables of a `Program`, which both engines run."""
