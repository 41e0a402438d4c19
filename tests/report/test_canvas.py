"""Check the tools that charts are drawn with: places, hatches, axes, and pictures turned into PNG."""

import re
import struct
import zlib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reengineer.bpmn import Bounds
from reengineer.report import draw_map, save_picture
from reengineer.report._canvas import SMALL, Axis, Box, Canvas, Fill, Ink, Stroke, bottom_axis, round_step, spread
from reengineer.report._labels import text_width
from reengineer.report._raster import _arc, _commands, png_of_svg
from reengineer.report._shapes import rectangle

FINITE = st.floats(-1e6, 1e6)


def drawn(canvas: Canvas) -> str:
    return canvas.svg("c", "A title", "Some words")


def pixels(image: bytes) -> tuple[int, int, bytes]:
    """Return width, height and the colours of a PNG with four bytes a pixel, undoing its filters."""
    width, height = struct.unpack(">II", image[16:24])
    data, at = b"", 8
    while at < len(image):
        size, kind = struct.unpack(">I4s", image[at : at + 8])
        data += image[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += 12 + size
    raw, row, out = zlib.decompress(data), bytes(4 * width), b""
    for y in range(height):
        line = bytearray(raw[y * (4 * width + 1) : (y + 1) * (4 * width + 1)])
        how, now = line[0], line[1:]
        for x in range(4 * width):
            left, above, corner = (now[x - 4] if x > 3 else 0), row[x], (row[x - 4] if x > 3 else 0)
            guess = left + above - corner
            paeth = min((abs(guess - left), 0, left), (abs(guess - above), 1, above), (abs(guess - corner), 2, corner))
            now[x] = (now[x] + (0, left, above, (left + above) // 2, paeth[2])[how]) % 256
        row = bytes(now)
        out += row
    return width, height, out


def colour_at(image: bytes, x: int, y: int) -> tuple[int, ...]:
    width, _, data = pixels(image)
    return tuple(data[4 * (y * width + x) : 4 * (y * width + x) + 3])


def test_axis_gives_the_places_of_values() -> None:
    axis = Axis(low=-10, high=10, start=0, end=100)
    assert [axis(value) for value in (-10, 0, 5, 10)] == [0, 50, 75, 100]


def test_axis_may_run_upwards() -> None:
    assert Axis(low=0, high=4, start=200, end=100)(1) == 175


@given(
    st.tuples(FINITE, FINITE).filter(lambda ends: abs(ends[1] - ends[0]) > max(1e-3, 1e-4 * abs(ends[0]))),
    st.integers(2, 8),
)
def test_ticks_are_round_few_and_within_the_axis(ends: tuple[float, float], most: int) -> None:
    low, high = sorted(ends)
    axis = Axis(low=low, high=high, start=0, end=1)
    ticks = axis.ticks(most)
    assert 1 <= len(ticks) <= most + 1
    slack = 1e-6 * (high - low)
    assert all(low - slack <= tick <= high + slack for tick in ticks)


def test_numbers_of_an_axis_have_the_same_places() -> None:
    assert [label for _, label in Axis(low=0, high=1, start=0, end=1).labels(5)] == [
        "0.0", "0.2", "0.4", "0.6", "0.8", "1.0",
    ]  # fmt: skip
    assert [label for _, label in Axis(low=0, high=10, start=0, end=1).labels(4)] == [
        "0.0",
        "2.5",
        "5.0",
        "7.5",
        "10.0",
    ]


@pytest.mark.parametrize(("least", "step"), [(0.21, 0.25), (1, 1), (1.2, 2), (26, 50), (0, 1), (1e-9, 1e-9)])
def test_steps_are_round(least: float, step: float) -> None:
    assert round_step(least) == pytest.approx(step)


def test_an_axis_of_one_value_has_room() -> None:
    low, high = spread([3.0, 3.0])
    assert low < 3 < high
    assert spread([0.0]) == (-1.0, 1.0)


@pytest.mark.parametrize("sign", ["/", "\\", "x", "|", "-", "+"])
def test_hatches_stay_within_their_box(sign: str) -> None:
    canvas = Canvas(height=60)
    canvas.box(Box(10, 20, 33, 13), Fill(colour="#ffffff", hatch=sign))
    root = ET.fromstring(drawn(canvas))
    paths = [node.attrib["d"] for node in root if node.tag.endswith("path")]
    corners = [corner for path in paths for corner in _commands(path)[0]]
    assert len(corners) >= 4
    assert all(10 <= x <= 43 and 20 <= y <= 33 for x, y in corners)


def test_empty_boxes_have_no_hatch() -> None:
    canvas = Canvas(height=20)
    canvas.box(Box(10, 10, 0, 13), Fill(colour="#ffffff", hatch="|"))
    assert "<path" not in drawn(canvas)


def test_words_are_escaped() -> None:
    canvas = Canvas(height=20)
    canvas.text("<b>&\x00", (1, 1), Ink(cover=True))
    assert "&lt;b&gt;&amp;" in drawn(canvas)


def test_long_names_of_an_axis_stay_in_the_picture() -> None:
    canvas = Canvas(height=50)
    bottom_axis(canvas, Axis(low=0, high=1, start=300, end=350), 5, "Something to be read here, calendar hours")
    texts = [node for node in ET.fromstring(drawn(canvas)) if node.tag.endswith("text")]
    assert 0 < float(texts[-1].attrib["x"]) < 300


def test_a_box_is_filled_where_it_stands() -> None:
    canvas = Canvas(height=20, width=30)
    canvas.box(Box(10, 5, 10, 10), Fill(colour="#0072B2", edge=""))
    image = png_of_svg(drawn(canvas), {"Title": "box"})
    assert pixels(image)[:2] == (60, 40)
    assert colour_at(image, 30, 20) == (0x00, 0x72, 0xB2)
    assert colour_at(image, 10, 20) == (255, 255, 255)


def test_lines_are_as_thick_as_they_say() -> None:
    canvas = Canvas(height=20, width=20)
    canvas.line([(0, 10), (20, 10)], Stroke(colour="#000000", width=4))
    image = png_of_svg(drawn(canvas), {})
    dark = [y for y in range(40) if sum(colour_at(image, 20, y)) < 380]
    assert len(dark) == 8


def test_groups_are_moved_turned_and_scaled() -> None:
    body = '<g transform="translate(10 10) scale(2)"><rect x="1" y="1" width="2" height="2" fill="#ff0000"/></g>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">{body}</svg>'
    image = png_of_svg(svg, {})
    assert colour_at(image, 28, 28) == (255, 0, 0)
    assert colour_at(image, 20, 20) == (255, 255, 255)
    turned = svg.replace("translate(10 10) scale(2)", "translate(10 10) rotate(-90)")
    assert colour_at(png_of_svg(turned, {}), 24, 16) == (255, 0, 0)


@given(st.booleans(), st.booleans(), st.floats(0.2, 1.9))
def test_arcs_end_where_they_should_and_keep_their_distance(large: bool, sweep: bool, apart: float) -> None:
    points = list(_arc((0.0, 0.0), [1.0, 1.0, 0.0, float(large), float(sweep), apart, 0.0]))
    assert points[-1] == pytest.approx((apart, 0.0), abs=1e-9)
    centre_y = (1 if large != sweep else -1) * (1 - apart**2 / 4) ** 0.5
    distances = [((x - apart / 2) ** 2 + (y - centre_y) ** 2) ** 0.5 for x, y in points]
    assert distances == pytest.approx([1.0] * len(points))


def test_unknown_elements_are_refused() -> None:
    with pytest.raises(ValueError, match="marquee"):
        png_of_svg('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><marquee/></svg>', {})


def test_images_hold_their_words_and_are_the_same_every_time(tmp_path: Path) -> None:
    canvas = Canvas(height=30)
    canvas.text("Zürich 審査", (20, 10), Ink(struck=True, bold=True))
    save_picture(drawn(canvas), tmp_path / "a.png")
    save_picture(drawn(canvas), tmp_path / "b.PNG")
    one, two = (tmp_path / "a.png").read_bytes(), (tmp_path / "b.PNG").read_bytes()
    assert one == two
    assert b"A title" in one
    assert b"Some words" in one


def test_other_endings_keep_the_picture_as_it_is(tmp_path: Path) -> None:
    save_picture("<svg/>", tmp_path / "a.svg")
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == "<svg/>"


def test_whole_maps_are_turned_into_images(tmp_path: Path) -> None:
    from reengineer.bpmn import read_bpmn
    from reengineer.processmap import build_map

    found = build_map(read_bpmn("models/complaints/as-is.bpmn"))
    save_picture(draw_map(found, title="Complaints"), tmp_path / "map.png")
    image = (tmp_path / "map.png").read_bytes()
    assert image.startswith(b"\x89PNG")
    assert b"Complaints" in image
    assert struct.unpack(">I", image[16:20])[0] > 3000


def test_rounded_corners_are_rounded() -> None:
    body = rectangle(Bounds(0, 0, 20, 20), 'fill="#000000"', 8)
    image = png_of_svg(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">{body}</svg>', {})
    assert colour_at(image, 1, 1) == (255, 255, 255)
    assert colour_at(image, 20, 1) == (0, 0, 0)


def test_a_long_name_of_an_axis_is_cut_before_its_unit() -> None:
    canvas = Canvas(height=100)
    name = "Difference in the completion rate of a step with a name that nobody would call short, working days"
    bottom_axis(canvas, Axis(low=0, high=10, start=12, end=348), 50, name)
    (shown,) = re.findall(r">(Difference[^<]*)<", "".join(canvas.parts))
    assert shown.endswith("\N{HORIZONTAL ELLIPSIS}, working days")
    assert text_width(shown, SMALL) <= canvas.width
