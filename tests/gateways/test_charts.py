"""Charts: both forms of every kind, names of any length, nothing to draw, and colours printed in grey."""

import itertools
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageColor

from domain.errors import UnprintableCharacters
from domain.reports.chart import Chart, ChartKind
from gateways.documents.charts import PALETTE, chart_data, png, svg

GROUPS = ("语文组", "数学组", "社会·道德与法治组", "初中数学命题研修与试卷讲评策略的深度研讨活动（第三届）")
LEVELS = ("校级", "县市级", "地市级", "省级", "国家级", "其他")
SHAPES = ["{http://www.w3.org/2000/svg}path", "{http://www.w3.org/2000/svg}use"]


def chart(
    kind: ChartKind = ChartKind.BARS,
    *,
    title: str = "各教研组获奖数",
    categories: tuple[str, ...] = GROUPS,
    series: int = 2,
    figure: str = "7.50",
) -> Chart:
    drawn = {name: tuple(Decimal(figure) for _ in categories) for name in LEVELS[:series]}
    return Chart(kind, title, "项", categories, drawn)


def picture(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


def colours(image: Image.Image) -> set[str]:
    found = image.getcolors(image.width * image.height) or []
    return {"#{:02x}{:02x}{:02x}".format(*colour) for _, colour in found}  # type: ignore[misc]


@pytest.mark.parametrize("kind", ChartKind)
def test_every_kind_is_drawn_in_both_forms(kind: ChartKind) -> None:
    image, drawing = picture(png(chart(kind))), ElementTree.fromstring(svg(chart(kind)))

    assert image.width == 1260  # 160 mm at 200 dpi
    assert image.height > 300
    assert drawing.get("width") == "453.543307087pt"
    assert drawing.findtext("{http://www.w3.org/2000/svg}title") == "各教研组获奖数"
    assert sum(one.tag in SHAPES for one in drawing.iter()) > 50
    if kind is not ChartKind.LINES:
        assert set(PALETTE[:2]) <= colours(image)


@pytest.mark.parametrize("kind", ChartKind)
@pytest.mark.parametrize(
    ("categories", "series", "figure"),
    [
        pytest.param((), 0, "0", id="nothing"),
        pytest.param((), 2, "0", id="no categories"),
        pytest.param(GROUPS, 0, "0", id="no series"),
        pytest.param(GROUPS, 2, "0.00", id="only zeros"),
        pytest.param(("全校",), 1, "3", id="a single figure"),
        pytest.param(GROUPS, 6, "9999.99", id="all there may be"),
        pytest.param(("",), 1, "1", id="a name left empty"),
    ],
)
def test_little_and_much_are_drawn_without_complaint(
    kind: ChartKind, categories: tuple[str, ...], series: int, figure: str
) -> None:
    assert picture(png(chart(kind, categories=categories, series=series, figure=figure))).width == 1260


def test_figures_below_zero_are_drawn_below_it() -> None:
    for kind in (ChartKind.BARS, ChartKind.LYING_BARS, ChartKind.LINES):
        data = chart_data(chart(kind, figure="-3"))
        assert (data["zero"], data["series"][0]["bars"][0]["to"]) == (1.0, 0.0)
        assert picture(png(chart(kind, figure="-3"))).height > 200


def test_stacked_bars_stand_on_one_another() -> None:
    first, second = chart_data(chart(ChartKind.STACKED, figure="5"))["series"]

    assert [(one["from"], one["to"]) for one in first["bars"]] == [(0.0, 0.5)] * 4
    assert [(one["from"], one["to"]) for one in second["bars"]] == [(0.5, 1.0)] * 4


def test_names_that_are_many_or_long_stand_upright_below_the_axis_and_beside_it_are_whole() -> None:
    many = tuple(f"第{number}位欧阳老师的名字很长很长" for number in range(120))

    standing, lying = chart_data(chart(categories=many)), chart_data(chart(ChartKind.LYING_BARS))

    assert standing["upright"]
    assert [bool(name) for name in standing["categories"][:4]] == [True, False, False, True]
    assert standing["categories"][0].endswith("…")
    assert (lying["upright"], tuple(lying["categories"])) == (False, GROUPS)
    assert not chart_data(chart(categories=GROUPS[:3]))["upright"]


def test_figures_stand_beside_their_bars_where_there_is_room() -> None:
    few, many = ("语文组",) * 4, ("语文组",) * 30

    assert chart_data(chart(categories=few))["values"]
    assert not chart_data(chart(categories=many))["values"]
    assert chart_data(chart(ChartKind.LYING_BARS, categories=many))["values"]
    assert chart_data(chart(ChartKind.LINES, categories=few, series=1))["values"]
    assert not chart_data(chart(ChartKind.LINES, categories=few))["values"]


def test_texts_are_drawn_and_never_read_as_markup() -> None:
    naughty = '#panic() $x$ <b>&"\\ *粗* _斜_ [一] @二'

    drawn = svg(chart(title=naughty, categories=(naughty,) * 2))

    assert ElementTree.fromstring(drawn).findtext("{http://www.w3.org/2000/svg}title") == naughty


def test_what_no_font_has_is_named() -> None:
    with pytest.raises(UnprintableCharacters) as refused:
        svg(chart(categories=("语文组", "🎓")))
    assert refused.value.facts == {"characters": ["🎓 U+1F393"], "where": ["categories[1]"]}


def test_a_page_printed_in_grey_tells_colours_apart() -> None:
    greys = [ImageColor.getcolor(colour, "L") for colour in PALETTE]
    ordered = sorted(int(grey) for grey in greys if isinstance(grey, int))

    assert len(ordered) == len(PALETTE)
    assert min(after - before for before, after in itertools.pairwise(ordered)) >= 20
