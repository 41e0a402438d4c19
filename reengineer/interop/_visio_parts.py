"""Give the parts of a Visio file, each within bounds."""

import io
import posixpath
import zipfile

from reengineer.interop._markup import Element, parse_markup, refuse

MOST_PARTS = 5_000
MOST_BYTES = 64 * 1024 * 1024


class Parts:
    """Give the parts of the file, each within bounds."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file, self.read_bytes = file, 0
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            names = [item.filename for item in self.zip.infolist()]
        except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError):
            refuse("RE141", "the file is no Visio drawing, or is damaged", "Save it again as .vsdx.", file)
        if len(names) > MOST_PARTS:
            refuse("RE141", f"the file has {len(names)} parts", "Split the drawing.", file)
        self.names = set(names)

    def part(self, name: str) -> Element | None:
        """Return the root of a part, or None where the file has none of that name."""
        if name not in self.names:
            return None
        try:
            with self.zip.open(name) as part:
                data = part.read(MOST_BYTES - self.read_bytes + 1)
        except (
            zipfile.BadZipFile,
            zipfile.LargeZipFile,
            RuntimeError,
            NotImplementedError,
            OSError,
            ValueError,
            EOFError,
        ):
            refuse("RE141", f"the part {name[:60]} is damaged or locked", "Save the drawing again.", self.file)
        except Exception as fault:
            if type(fault).__module__ not in ("zlib", "_lzma", "lzma", "bz2"):
                raise
            refuse("RE141", f"the part {name[:60]} is damaged", "Save the drawing again.", self.file)
        self.read_bytes += len(data)
        if self.read_bytes > MOST_BYTES:
            refuse("RE141", "the drawing unpacks to more than 64 MiB", "Split the drawing.", self.file)
        return parse_markup(data, f"{self.file}!{name}")

    def targets(self, name: str) -> dict[str, str]:
        """Return the parts that a part refers to, by id of the relation."""
        folder, _, base = name.rpartition("/")
        found = self.part(f"{folder}/_rels/{base}.rels")
        return {
            item.get("Id"): posixpath.normpath(posixpath.join(folder, item.get("Target")))
            for item in (found.named("Relationship") if found is not None else ())
        }
