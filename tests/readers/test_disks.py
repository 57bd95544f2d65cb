"""Room on file systems, as df tells it."""

import pytest

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers.disks import Room, rooms

HEAD = "Filesystem 1024-blocks Used Available Capacity Mounted on\n"


def answer(text: str, rc: int = 0, err: str = "") -> CommandAnswer:
    """Give what a command said."""
    return CommandAnswer(rc, text.encode(), err.encode())


def test_each_folder_gets_its_file_system():
    """A mount point may hold a blank, and btrfs counts no inodes."""
    space = f"{HEAD}/dev/sda1 100 50 4096 1% /\n/dev/sda2 100 50 2048 1% /my disk\n"
    inodes = f"{HEAD}/dev/sda1 10 5 5 50% /\n/dev/sda2 0 - - - /my disk\n"

    found = rooms(answer(space), answer(inodes), "/opt", "/tmp")

    assert found == (Room("/opt", "/", 4, 5, 0), Room("/tmp", "/my disk", 2, None, 0))


@pytest.mark.parametrize(
    ("space", "rc"),
    [
        ("", 0),
        (HEAD, 0),
        (f"{HEAD}/dev/sda1 100 50 4096 1% /", 0),
        (f"{HEAD}/dev/sda1 100 50 4096 1% /\n", 1),
        (f"{HEAD}/dev/sda1 100 50 - - /\n", 0),
        (f"{HEAD}garbage\n", 0),
    ],
)
def test_what_is_not_a_table_tells_nothing(space, rc):
    """Cut, empty and refused answers are none."""
    fine = answer(f"{HEAD}/dev/sda1 10 5 5 50% /\n")

    with pytest.raises(CannotTell):
        rooms(answer(space, rc), fine, "/opt")


def test_two_tables_of_different_places_tell_nothing():
    """A mount that came between the two questions."""
    one, two = (answer(f"{HEAD}/dev/sda1 10 5 5 50% {mount}\n") for mount in ("/", "/opt"))

    with pytest.raises(CannotTell):
        rooms(one, two, "/opt")
