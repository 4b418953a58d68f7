"""Files of this machine as an upload would bring them: a folder of CSVs becomes a ZIP of them."""

import io
import zipfile
from pathlib import Path

from domain.imports import FileTooLarge, UnreadableFile
from gateways.unpacking import MAX_BYTES, MAX_UNPACKED, opened


def content(path: Path) -> bytes:
    """A file as it is, a folder's CSVs as a ZIP. Raises OSError, FileTooLarge, UnreadableFile."""
    if path.is_dir():
        return _bundled(path)
    if path.stat().st_size > MAX_BYTES:  # before it is read into memory
        raise FileTooLarge(what="bytes", limit=MAX_BYTES)
    return path.read_bytes()


def stems(data: bytes) -> set[str]:
    """What a bundle's CSVs are called: lower-case, without folders and `.csv`. Raises as `opened` does."""
    with opened(data, missing="not_a_zip") as archive:
        names = [name.rpartition("/")[2].lower() for name in archive.namelist()]
    return {name.removesuffix(".csv") for name in names if name.endswith(".csv")}


def _bundled(folder: Path) -> bytes:
    """The same files make the same bytes, whenever they were written: an import is known by its sum."""
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file())
    if not files:
        raise UnreadableFile(why="no_csv_in_folder")
    if sum(path.stat().st_size for path in files) > MAX_UNPACKED:
        raise FileTooLarge(what="unpacked_bytes", limit=MAX_UNPACKED)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.writestr(zipfile.ZipInfo(path.name), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return out.getvalue()
