"""A4 sheets with our fonts and colours: whatever the text, each letter is put or replaced."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import VAlign, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from reports import times
from reports.clean import clean, short

# Where distributions put DejaVu. A PDF's own fonts know Latin-1 only: without it letters change.
PLACES = (
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/dejavu-sans-fonts",
    "/usr/share/fonts/dejavu",
    "/usr/share/fonts/TTF",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
LATIN = str.maketrans(
    {
        "\u2192": "->",
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2022": "*",
    }
)
COLOURS = {"GO": (26, 127, 55), "NO-GO": (180, 35, 24), "UNKNOWN": (138, 90, 0)}
INK, DIM, SOFT = (28, 36, 48), (91, 102, 117), (246, 247, 249)


@cache
def dejavu() -> Path | None:
    """The folder with DejaVu Sans, regular and bold; None where the system has none."""
    for place in map(Path, PLACES):
        if all((place / name).is_file() for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")):
            return place
    return None


class Paper(FPDF):
    """A4 with our fonts, colours and running foot."""

    def __init__(self, title: str, foot: str, made_at: str) -> None:
        """Set up fonts; the date is that of the run, so that equal runs make equal files."""
        super().__init__()
        self._foot = foot
        self.face = "Helvetica"
        if folder := dejavu():
            self.add_font("DejaVu", "", folder / "DejaVuSans.ttf")
            self.add_font("DejaVu", "B", folder / "DejaVuSans-Bold.ttf")
            self.face = "DejaVu"
        if ended := times.parse(made_at):
            self.set_creation_date(ended)
        self.set_title(self.safe(title))
        self.set_auto_page_break(auto=True, margin=16)
        self.set_margins(16, 14)
        self.alias_nb_pages()
        self.add_page()

    def footer(self) -> None:
        """What the sheet belongs to, and which it is."""
        self.set_y(-12)
        self.ink(DIM)
        self.set_font(self.face, "", 7.5)
        self.cell(140, 5, self.safe(short(self._foot, 90)))
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")

    def close_fonts(self) -> None:
        """Close the font files, which the library leaves open until somebody collects them."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    def safe(self, text: str) -> str:
        """Text that the font can show; letters it lacks become the nearest, or a question mark."""
        shown = clean(text).expandtabs(4)
        if self.face != "Helvetica":
            return "".join(each if ord(each) < 0x10000 else "?" for each in shown)
        flat = unicodedata.normalize("NFKD", shown.translate(LATIN))
        flat = "".join(each for each in flat if not unicodedata.combining(each))
        return flat.encode("latin-1", "replace").decode("latin-1")

    def ink(self, colour: tuple[int, int, int]) -> None:
        """The colour of the text to come."""
        self.set_text_color(*colour)

    def put(
        self, text: str, size: float = 9, style: str = "", colour: tuple[int, int, int] = INK
    ) -> None:
        """A paragraph over the whole width."""
        self.ink(colour)
        self.set_font(self.face, style, size)
        self.multi_cell(
            0, size * 0.5, self.safe(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def head(self, text: str) -> None:
        """A heading that does not stand alone at the foot of a page."""
        if self.will_page_break(22):
            self.add_page()
        self.ln(3.2)
        self.put(text, 10.5, "B")
        self.ln(0.8)

    def rows(
        self, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], widths: tuple[int, ...]
    ) -> None:
        """A table with a light head."""
        self.ink(INK)
        self.set_font(self.face, "", 8)
        self.set_draw_color(223, 227, 232)
        self.set_fill_color(255, 255, 255)  # that of the verdict's bar would fill every cell
        face = FontFace(emphasis="", color=DIM, fill_color=SOFT)
        with self.table(
            col_widths=widths,
            line_height=4,
            padding=1,
            text_align="LEFT",
            headings_style=face,
            borders_layout="HORIZONTAL_LINES",
            v_align=VAlign.T,
        ) as table:
            for each in (heads, *rows):
                table.row([self.safe(text) for text in each])
