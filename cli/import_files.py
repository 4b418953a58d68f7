"""The file an operator names: what is in it, and what kind it is."""

from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from cli.import_texts import CannotImport
from domain.imports import file_name
from domain.people.roster_rows import RosterFormat
from domain.timetable.importing import TimetableFormat
from domain.training.catalogue_import import CatalogueFormat
from gateways import bundles


def named(path: Path) -> str:
    return file_name(path.resolve().name, otherwise="file")


def content(path: Path) -> bytes:
    """Raises CannotImport, FileTooLarge, UnreadableFile."""
    if not path.exists():
        raise CannotImport("no_such_file", path=path)
    try:
        return bundles.content(path)
    except OSError as error:
        raise CannotImport("cannot_open", path=path, why=error.strerror) from error


def roster_format(path: Path, data: bytes) -> RosterFormat:
    """A bundle is known by what it holds: SDS v2.1 calls its files as OneRoster does, and is read alike.

    Raises CannotImport, UnreadableFile.
    """
    if path.is_dir() or path.suffix.lower() == ".zip":
        return RosterFormat.ONEROSTER if "users" in bundles.stems(data) else RosterFormat.SDS
    return _by_suffix(path, RosterFormat)


def catalogue_format(path: Path) -> CatalogueFormat:
    """Raises CannotImport."""
    return _by_suffix(path, CatalogueFormat)


def timetable_format(path: Path) -> TimetableFormat:
    """A CSV may be ours or FET's: which of them, the operator says. Raises CannotImport."""
    return TimetableFormat.GRID if path.suffix.lower() == ".xlsx" else _by_suffix(path, TimetableFormat)


Format = TypeVar("Format", bound=StrEnum)


def _by_suffix(path: Path, formats: type[Format]) -> Format:
    try:
        return formats(path.suffix.lower().removeprefix("."))
    except ValueError as error:
        raise CannotImport("format_unclear", file=named(path), formats=", ".join(formats)) from error
