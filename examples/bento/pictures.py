"""Draws pictures of celestial bodies. A seed says which: the same seed, the same pictures."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

BODIES = ["earth", "jupiter", "mars", "moon", "saturn", "sun"]
SIZE = 96


def draw(body: str, random: np.random.Generator) -> Image.Image:
    """Draws a body somewhere among stars, in a size and in shades of its own."""
    picture = Image.new("RGB", (SIZE, SIZE), (4, 4, 12))
    canvas = ImageDraw.Draw(picture)
    for x, y in random.integers(0, SIZE, (25, 2)):
        canvas.point((int(x), int(y)), fill=(170, 170, 180))
    radius = int(random.integers(18, 27))
    x, y = (int(place) for place in random.integers(36, SIZE - 36, 2))
    DRAWERS[body](picture, x, y, radius, random)
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def disc(picture: Image.Image, x: int, y: int, radius: int, colour: tuple[int, int, int]) -> None:
    """A ball without light and shadow."""
    box = (x - radius, y - radius, x + radius, y + radius)
    ImageDraw.Draw(picture).ellipse(box, fill=colour)


def spots(
    picture: Image.Image,
    place: tuple[int, int, int],
    colours: list[tuple[int, int, int]],
    random: np.random.Generator,
) -> None:
    """Spots on a ball: land, craters."""
    x, y, radius = place
    for colour in colours:
        angle, far = random.uniform(0, 2 * np.pi), random.uniform(0.1, 0.6) * radius
        size = int(radius * random.uniform(0.12, 0.3))
        disc(picture, int(x + far * np.cos(angle)), int(y + far * np.sin(angle)), size, colour)


def shade(colour: tuple[int, int, int], random: np.random.Generator) -> tuple[int, int, int]:
    """A shade of a colour."""
    red, green, blue = (int(np.clip(part + random.integers(-14, 15), 0, 255)) for part in colour)
    return red, green, blue


def draw_sun(picture: Image.Image, x: int, y: int, radius: int, random: np.random.Generator) -> None:
    """A bright ball in its own light."""
    for glow in range(9, 0, -3):
        disc(picture, x, y, radius + glow, (255, 150 - 10 * glow, 20))
    disc(picture, x, y, radius, shade((255, 226, 90), random))


def draw_earth(picture: Image.Image, x: int, y: int, radius: int, random: np.random.Generator) -> None:
    """Water, land and clouds."""
    disc(picture, x, y, radius, shade((38, 90, 190), random))
    spots(picture, (x, y, radius), [(60, 140, 70)] * 4 + [(235, 240, 245)] * 2, random)


def draw_mars(picture: Image.Image, x: int, y: int, radius: int, random: np.random.Generator) -> None:
    """Red sand."""
    disc(picture, x, y, radius, shade((190, 82, 44), random))
    spots(picture, (x, y, radius), [(150, 60, 36)] * 4, random)


def draw_moon(picture: Image.Image, x: int, y: int, radius: int, random: np.random.Generator) -> None:
    """Grey rock with craters."""
    disc(picture, x, y, radius, shade((190, 190, 188), random))
    spots(picture, (x, y, radius), [(135, 135, 135)] * 6, random)


def draw_jupiter(
    picture: Image.Image, x: int, y: int, radius: int, random: np.random.Generator
) -> None:
    """Belts of clouds, and the red spot."""
    ball = Image.new("L", picture.size, 0)
    ImageDraw.Draw(ball).ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    belts = Image.new("RGB", picture.size, shade((214, 186, 150), random))
    canvas = ImageDraw.Draw(belts)
    for height in range(y - radius, y + radius, 9):
        canvas.rectangle((0, height, SIZE, height + 3), fill=(160, 110, 76))
    canvas.ellipse((x, y + 4, x + 10, y + 10), fill=(186, 70, 50))
    picture.paste(belts, mask=ball)


def draw_saturn(
    picture: Image.Image, x: int, y: int, radius: int, random: np.random.Generator
) -> None:
    """A ball with rings."""
    small = int(radius * 0.75)
    disc(picture, x, y, small, shade((222, 196, 130), random))
    box = (x - 2 * small, y - small // 2, x + 2 * small, y + small // 2)
    ImageDraw.Draw(picture).ellipse(box, outline=(196, 178, 140), width=4)


DRAWERS = {
    "earth": draw_earth,
    "jupiter": draw_jupiter,
    "mars": draw_mars,
    "moon": draw_moon,
    "saturn": draw_saturn,
    "sun": draw_sun,
}
