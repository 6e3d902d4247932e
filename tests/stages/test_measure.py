"""Measuring: size as displayed, format and a colour, or the reason why a picture can't be shown."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from plcsite.stages.measure import MOST_PIXELS, Request, measure
from tests.looking import draw


def save(format: str, width: int = 8, height: int = 4, colour: str = "#0000ff", **options: object) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (width, height), colour).save(stream, format, **options)  # type: ignore[arg-type]
    return stream.getvalue()


@pytest.mark.parametrize("format", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_a_picture_is_measured_in_every_format_that_is_shown(format: str) -> None:
    """Pixels as displayed, and a colour to stand for it while it loads."""
    picture = measure(Request("a.x", "d", save(format))).value
    assert picture is not None
    assert (picture.width, picture.height, picture.format) == (8, 4, format)
    red, green, blue = (int(picture.colour[at : at + 2], 16) for at in (1, 3, 5))
    assert (red < 30, green < 30, blue > 220) == (True, True, True)


def test_a_photo_that_the_camera_turned_is_measured_as_it_is_shown() -> None:
    """Width and height change places."""
    turned = Image.Exif()
    turned[0x0112] = 6
    picture = measure(Request("a.jpg", "d", save("JPEG", exif=turned))).value
    assert picture is not None
    assert (picture.width, picture.height) == (4, 8)


@pytest.mark.parametrize(
    "data",
    [b"", b"not a picture", draw()[:40], save("BMP"), b"<svg xmlns='http://www.w3.org/2000/svg'/>"],
    ids=["empty", "text", "cut short", "another format", "svg"],
)
def test_what_is_no_picture_is_an_error_at_its_file(data: bytes) -> None:
    """Whatever its name says."""
    made = measure(Request("content/media/a.png", "d", data))
    assert made.value is None
    assert [(each.code, each.location.path) for each in made.diagnostics] == [("bad-picture", "content/media/a.png")]


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_opened() -> None:
    """A few bytes may claim to be a field of a billion pixels."""
    side = int(MOST_PIXELS**0.5) + 2
    bomb = draw(1, 1).replace((1).to_bytes(4, "big") * 2, side.to_bytes(4, "big") * 2, 1)
    made = measure(Request("a.png", "d", bomb))
    assert made.value is None
    assert made.diagnostics[0].hint is not None
