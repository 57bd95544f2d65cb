"""Files of variables are read as systemd reads them."""

import pytest

from probes.errors import CannotTell
from readers.environment_file import parse

TEXT = """\
# a comment \\
that goes on=1
; another
TYK_GW_SECRET=plain
TYK_GW_A = spaced value \t
export TYK_GW_LOST=1
TYK_GW_B="two words" # no comment here
TYK_GW_C='single $x \\n'
TYK_GW_D="a\\"b\\\\c\\$d\\e"
TYK_GW_E=one\\
two
TYK_GW_F=
TYK_GW_G="x""y"
TYK_GW_H=k=v"w
TYK_GW_SECRET=last"""


def test_values():
    """Quotes, comments, continuation; the last one wins."""
    assert parse(TEXT) == {
        "TYK_GW_SECRET": "last",
        "TYK_GW_A": "spaced value",
        "TYK_GW_B": "two words# no comment here",
        "TYK_GW_C": "single $x \\n",
        "TYK_GW_D": 'a"b\\c$d\\e',
        "TYK_GW_E": "onetwo",
        "TYK_GW_F": "",
        "TYK_GW_G": "xy",
        "TYK_GW_H": 'k=v"w',
    }
    assert parse("") == {}


@pytest.mark.parametrize("text", ["<html>", 'A="x\nB=1\n', "A='x", "A=1\nB\n", "A=\x00"])
def test_cannot_tell(text):
    """A quote without its end swallows the rest of the file."""
    with pytest.raises(CannotTell):
        parse(text)
