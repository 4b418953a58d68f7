"""The share library: finding, fetching and withdrawing what colleagues made."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator

from api.queries import Windowed
from api.routes import room
from api.shapes import FIRST_YEAR, LAST_YEAR, Body, Paragraph, safe
from api.wiring.duties import ProductsPort
from api.wiring.platform import FileLinksPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.files import FileLink
from domain.identity.actions import Action
from domain.paging import Page
from domain.training.catalogue import CourseKind
from domain.training.products import Product, ProductFilter, withdraw, words_of

router = room("training", "/schools/{school}/products")

SEVERAL = "Repeat for any of several."


class WithdrawProductBody(Body):
    reason: Paragraph


@router.get(
    "",
    operation_id="training_list_products",
    summary="Search the share library",
    dependencies=reads(Action.PRODUCT_READ),
)
async def list_products(
    products: ProductsPort,
    window: Windowed,
    q: Annotated[
        Annotated[str, AfterValidator(safe)] | None,
        Query(
            max_length=60,
            description="Words of title, summary or author, whose pinyin and initials do too.",
        ),
    ] = None,
    kind: Annotated[tuple[CourseKind, ...], Query(description=SEVERAL)] = (),
    teacher_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    school_year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None,
) -> Page[Product]:
    """The latest first; of several words all must be found, and one character will do. For all the staff."""
    return await products.page(ProductFilter(words_of(q or ""), kind, teacher_id, school_year), window)


@router.get(
    "/{product_id}",
    operation_id="training_get_product",
    summary="Look at a product",
    dependencies=reads(Action.PRODUCT_READ),
)
async def get_product(product_id: UUID, products: ProductsPort, reply: Replies) -> Product:
    """Once withdrawn, it is there for its author and the office alone."""
    found = await products.get(product_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.post(
    "/{product_id}/download",
    operation_id="training_download_product",
    summary="Fetch a product's file",
    dependencies=writes(Action.PRODUCT_READ),
)
async def download_product(
    product_id: UUID, products: ProductsPort, links: FileLinksPort, now: Now
) -> FileLink:
    """A link that needs no sign-in and ends soon; counts as one download."""
    file_id = await products.taken(product_id)
    if file_id is None:
        raise NotFound()
    return await links.to(file_id, now=now)


@router.post(
    "/{product_id}/withdraw",
    operation_id="training_withdraw_product",
    summary="Take a product back",
    dependencies=writes(Action.PRODUCT_WRITE),
)
async def withdraw_product(
    product_id: UUID,
    body: WithdrawProductBody,
    products: ProductsPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Product:
    """Its author's to do, or the office's; the duty it came from stays accepted."""
    gone = await withdraw(products, product_id, expected=expected, reason=body.reason, caller=caller, now=now)
    return reply.tagged(gone)
