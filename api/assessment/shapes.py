"""Numbers this room takes."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from api.shapes import Credits

Points = Annotated[Credits, Field(le=Decimal(100))]
"""0 to 100, two decimals at most."""

SomePoints = Annotated[Credits, Field(gt=Decimal(0), le=Decimal(100))]
"""More than 0, up to 100."""
