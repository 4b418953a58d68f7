"""Every table there is: importing this module fills `schema.metadata`."""

from persistence.identity import tables as identity
from persistence.people import tables as people
from persistence.platform import tables as platform
from persistence.schema import metadata
from persistence.training import tables as training

__all__ = ["identity", "metadata", "people", "platform", "training"]
