"""Draw the pictures of the first site.

There are no photographs of the community, so its pictures are drawn: circles that overlap like people in
conversation, and lines that run through them. Each picture has a composition and a seed of its own, so the same
script draws the same pictures. It needs Pillow and runs from anywhere:

    python scripts/draw_pictures.py            # draws everything
    python scripts/draw_pictures.py soup       # draws what has "soup" in its path
"""

import math
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

CONTENT = Path(__file__).resolve().parent.parent / "content"
SCALE = 3  # supersampling: shapes are drawn this much larger, then reduced
GROUND = (239, 233, 220)
# Each colour as it looks on the ground; `shade` takes the ground out again before multiplying.
TEAL, SAGE = (48, 106, 111), (142, 175, 163)
BRICK, OCHRE, SLATE = (171, 91, 56), (217, 174, 110), (96, 108, 112)
INKS = (TEAL, SAGE, BRICK, OCHRE)
SITTERS = ((SAGE, OCHRE, TEAL), (OCHRE, SAGE, BRICK), (SAGE, BRICK, OCHRE), (OCHRE, BRICK, TEAL))
Colour = tuple[int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True)
class Sheet:
    """A canvas in units of its final pixels; `chance` is seeded for this picture alone."""

    image: Image.Image
    width: float
    height: float
    chance: random.Random

    def shade(self, colour: Colour, stamp: Callable[[ImageDraw.ImageDraw], None]) -> None:
        """Multiply `colour` into the picture wherever `stamp` leaves white on black."""
        shape = Image.new("L", self.image.size, 0)
        stamp(ImageDraw.Draw(shape))
        inked = tuple(min(255, round(c * 255 / g)) for c, g in zip(colour, GROUND, strict=True))
        layer = Image.new("RGB", self.image.size, "white")
        layer.paste(inked, mask=shape)
        self.image.paste(ImageChops.multiply(self.image, layer))

    def circle(self, centre: Point, radius: float, colour: Colour, hole: float = 0) -> None:
        def stamp(pen: ImageDraw.ImageDraw) -> None:
            pen.ellipse(box(centre, radius), fill=255)
            if hole:
                pen.ellipse(box(centre, hole), fill=0)

        self.shade(colour, stamp)

    def sector(self, centre: Point, radius: float, first: float, colour: Colour) -> None:
        """Half a disc that begins at the angle `first`, in degrees."""
        self.shade(colour, lambda pen: pen.pieslice(box(centre, radius), first, first + 180, fill=255))

    def polygon(self, points: list[Point], colour: Colour) -> None:
        self.shade(colour, lambda pen: pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=255))

    def wave(self, height: float, swing: float, phase: float, width: float = 6) -> None:
        """A light line from edge to edge, by overlapping dots so that its ends stay round."""
        pen = ImageDraw.Draw(self.image)
        for step in range(-20, self.image.width + 20, 2):
            x = step / SCALE
            turn = x / self.width * math.tau
            y = height + swing * math.sin(turn + phase) + 0.3 * swing * math.sin(2.1 * turn)
            pen.ellipse(box((x, y), width / 2), fill=(253, 251, 245))

    def waves(self, *heights: float) -> None:
        swing, phase = self.chance.uniform(16, 38), self.chance.uniform(0, math.tau)
        for share in heights:
            self.wave(share * self.height, swing, phase + self.chance.uniform(0, 0.7))


def box(centre: Point, radius: float) -> tuple[float, float, float, float]:
    x, y = centre[0] * SCALE, centre[1] * SCALE
    return x - radius * SCALE, y - radius * SCALE, x + radius * SCALE, y + radius * SCALE


def conversation(sheet: Sheet) -> None:
    """A few people of different size, close enough to overlap."""
    pick, place = sheet.chance, 0.16
    colours = pick.sample(INKS, 4)
    for index, colour in enumerate([*colours, SLATE if pick.random() < 0.4 else colours[0]]):
        radius = pick.uniform(130, 290) * (0.7 if index == 4 else 1)
        sheet.circle((place * sheet.width, pick.uniform(0.22, 0.8) * sheet.height), radius, colour)
        place += pick.uniform(0.11, 0.22)
    sheet.waves(0.38, 0.74, 0.8)


def table(sheet: Sheet) -> None:
    """A round table seen from above, with everybody's chair at it."""
    pick = sheet.chance
    centre = (pick.uniform(0.36, 0.64) * sheet.width, pick.uniform(0.47, 0.55) * sheet.height)
    seats, start = pick.randint(7, 12), pick.random()
    sheet.circle(centre, 255, SAGE)
    for seat in range(seats):
        colour = INKS[seat % 4] if INKS[seat % 4] != SAGE else SLATE
        angle = (start + seat / seats) * math.tau - math.pi / 2
        place = (centre[0] + 280 * math.cos(angle), centre[1] + 280 * math.sin(angle))
        sheet.circle(place, pick.uniform(62, 104), colour)
    sheet.waves(0.5, 0.57)


def growth(sheet: Sheet) -> None:
    """A row that stands on one line and grows."""
    pick = sheet.chance
    base, x = 0.82 * sheet.height, 130.0
    for index in range(6):
        radius = 62 + index * 44 + pick.uniform(-14, 14)
        sheet.circle((x, base - radius), radius, INKS[(index + pick.randint(0, 1)) % 4])
        x += radius * 1.42
    sheet.waves(0.83, 0.88)


def books(sheet: Sheet) -> None:
    """Half discs back to back, like open books on a shelf."""
    pick = sheet.chance
    for row, height in enumerate((0.34, 0.72)):
        x = -60.0 + row * 120
        while x < sheet.width + 100:
            radius = pick.uniform(110, 190)
            first = pick.choice((0, 90, 180, 270))
            sheet.sector((x, height * sheet.height), radius, first, pick.choice(INKS))
            x += radius * pick.uniform(0.9, 1.5)
    sheet.waves(0.53)


def arches(sheet: Sheet) -> None:
    """Doors and bridges: half discs on the ground, one within the other."""
    pick = sheet.chance
    ground = 0.86 * sheet.height
    for index, share in enumerate((0.2, 0.47, 0.78)):
        radius = pick.uniform(230, 400)
        for inner, colour in zip((1, 0.66, 0.33), pick.sample(INKS, 3), strict=True):
            sheet.sector((share * sheet.width, ground), radius * inner, 180, colour)
        if index == 1:
            sheet.circle((share * sheet.width + 210, ground - radius - 40), 92, BRICK)
    sheet.waves(0.87, 0.93)


def paths(sheet: Sheet) -> None:
    """Many lines that travel together, and the places where they stop."""
    pick = sheet.chance
    sheet.circle((pick.uniform(0.2, 0.8) * sheet.width, 0.46 * sheet.height), 330, SAGE)
    for _ in range(11):
        place = (pick.uniform(0.05, 0.95) * sheet.width, pick.uniform(0.15, 0.85) * sheet.height)
        sheet.circle(place, pick.uniform(40, 128), pick.choice((TEAL, BRICK, OCHRE, OCHRE)))
    sheet.waves(*(0.2 + 0.075 * line for line in range(9)))


def pair(sheet: Sheet) -> None:
    """Two large circles, one subject between them."""
    pick = sheet.chance
    left, right = pick.sample(INKS, 2)
    middle, drop = 0.5 * sheet.height, pick.uniform(-50, 50)
    sheet.circle((0.37 * sheet.width, middle - drop), 345, left)
    sheet.circle((0.62 * sheet.width, middle + drop), 345, right)
    sheet.circle((0.495 * sheet.width, middle), 135, SLATE, hole=105)
    sheet.circle((pick.choice((0.1, 0.89)) * sheet.width, 0.78 * sheet.height), 105, BRICK)
    sheet.waves(0.3, 0.7)


def ripples(sheet: Sheet) -> None:
    """Rings that widen and meet, as a question does once it is asked."""
    pick = sheet.chance
    for share, colour in zip((0.26, 0.72), pick.sample((TEAL, BRICK, SAGE), 2), strict=True):
        centre = (share * sheet.width, pick.uniform(0.36, 0.64) * sheet.height)
        sheet.circle(centre, 84, colour)
        for ring in range(1, 6):
            sheet.circle(centre, 84 + 82 * ring, (colour, OCHRE)[ring % 2], hole=40 + 82 * ring)
    sheet.waves(0.5)


def hills(sheet: Sheet) -> None:
    """Land and a low sun, for whatever happens out of doors or in summer."""
    pick = sheet.chance
    sheet.circle((pick.uniform(0.25, 0.75) * sheet.width, 0.36 * sheet.height), 190, pick.choice((BRICK, OCHRE)))
    for layer, colour in enumerate(pick.sample((SAGE, TEAL, SAGE, OCHRE), 3)):
        phase, top = pick.uniform(0, math.tau), (0.5 + 0.15 * layer) * sheet.height
        edge = [(x, top + 62 * math.sin(x / 260 + phase)) for x in range(0, round(sheet.width) + 9, 8)]
        sheet.polygon([*edge, (sheet.width, sheet.height), (0, sheet.height)], colour)
    sheet.waves(0.24, 0.3)


def portrait(sheet: Sheet) -> None:
    """Head and shoulders, as few circles as will do."""
    pick = sheet.chance
    side = pick.choice((-1, 1))
    halo, face, coat = pick.choice(SITTERS)
    sheet.circle((300 + side * 60, 250), 215, halo)
    sheet.circle((300, 700), pick.uniform(280, 310), coat)
    sheet.circle((300, 275), 125, face)
    sheet.sector((300, 262), 138, 180 + side * pick.uniform(8, 32), pick.choice((SLATE, TEAL, BRICK)))
    sheet.wave(pick.uniform(440, 490), 18, pick.uniform(0, 6), 5)


PICTURES: dict[str, tuple[Callable[[Sheet], None], int]] = {
    "en/news/2018/year-of-learning/partners.png": (table, 5),
    "en/events/symposium/symposium.png": (conversation, 5),
    "nl/news/soup-after-the-lesson/soup.png": (table, 3),
    "media/beer-mat.png": (ripples, 5),
    "media/diary.png": (growth, 5),
    "media/four-schools.png": (conversation, 4),
    "media/front-desk.png": (arches, 5),
    "media/gold-award.png": (pair, 5),
    "media/lesson-study.png": (pair, 4),
    "media/leuven.png": (arches, 1),
    "media/monthly-evening.png": (conversation, 2),
    "media/network-day.png": (paths, 4),
    "media/question-for-a-year.png": (paths, 5),
    "media/reading-aloud.png": (books, 2),
    "media/shelf.png": (books, 5),
    "media/six-ways.png": (growth, 2),
    "media/summer-school.png": (hills, 5),
    "media/taking-part.png": (conversation, 3),
    "media/tea-on-screen.png": (paths, 1),
    "media/walk.png": (hills, 1),
    "media/webinar.png": (ripples, 4),
    "media/who-to-call.png": (conversation, 1),
    "media/people/amina-exempel.png": (portrait, 4),
    "media/people/an-example.png": (portrait, 1),
    "media/people/piet-voorbeeld.png": (portrait, 3),
    "media/people/sara-sample.png": (portrait, 6),
}


def draw(path: Path, composition: Callable[[Sheet], None], seed: int) -> None:
    width, height = (600, 600) if composition is portrait else (1600, 900)
    sheet = Sheet(Image.new("RGB", (width * SCALE, height * SCALE), GROUND), width, height, random.Random(seed))
    composition(sheet)
    small = sheet.image.resize((width, height), Image.Resampling.BOX)
    small = small.quantize(64, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    path.parent.mkdir(parents=True, exist_ok=True)
    small.save(path, optimize=True)


def main(wanted: str) -> None:
    for name, (composition, seed) in PICTURES.items():
        if wanted in name:
            draw(CONTENT / name, composition, seed)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
