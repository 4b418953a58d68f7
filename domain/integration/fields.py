"""By which names the platform's tables cross the wire: each field, and its column as a person reads it."""

from collections.abc import Mapping

from domain.integration.inbound_columns import COLUMNS as INBOUND
from domain.integration.outbound_columns import COLUMNS as OUTBOUND
from domain.integration.platform import Inbound, Outbound

INBOUND_FIELDS: Mapping[Inbound, tuple[str, ...]] = {
    kind: tuple(column.field for column in columns) for kind, columns in INBOUND.items()
}
"""What is taken of the platform's rows; a field it has besides is its own affair."""

OUTBOUND_FIELDS: Mapping[Outbound, Mapping[str, str]] = {
    kind: {column.name: column.field for column in columns} for kind, columns in OUTBOUND.items()
}
"""Chinese header → field. A sheet whose header holds the fields themselves is handed in as it is."""
