"""There is no default target: an inventory is named, or it lies in the current folder."""

import pytest

from inventory import InventoryError, find


@pytest.fixture
def places(tmp_path):
    """Three inventories: to name, in the environment, and in the current folder."""
    for name in ("option", "variable", "here"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "inventory.yaml").touch()
    return tmp_path


def test_option_wins(places):
    """What is named on the command line is meant."""
    environ = {"UPGRADE_INVENTORY": str(places / "variable" / "inventory.yaml")}

    found = find("../option/inventory.yaml", environ, places / "here")

    assert found.resolve() == places / "option" / "inventory.yaml"


def test_folder_means_the_file_in_it(places):
    """An environment is a folder."""
    assert find(str(places / "option"), {}, places) == places / "option" / "inventory.yaml"


def test_variable_before_current_folder(places):
    """The environment variable is more deliberate than where one stands."""
    environ = {"UPGRADE_INVENTORY": str(places / "variable" / "inventory.yaml")}

    assert find(None, environ, places / "here") == places / "variable" / "inventory.yaml"


@pytest.mark.parametrize("environ", [{}, {"UPGRADE_INVENTORY": " "}])
def test_current_folder(places, environ):
    """Last comes inventory.yaml where one stands."""
    assert find(None, environ, places / "here") == places / "here" / "inventory.yaml"


@pytest.mark.parametrize(
    ("option", "environ", "words"),
    [
        (None, {}, "name one with --inventory=FILE or UPGRADE_INVENTORY"),
        ("", {}, "--inventory: is empty"),
        ("nowhere.yaml", {}, r"no such file \(named by --inventory\)"),
        (None, {"UPGRADE_INVENTORY": "nowhere"}, r"no such file \(named by UPGRADE_INVENTORY\)"),
    ],
)
def test_nothing_is_guessed(tmp_path, option, environ, words):
    """Where nothing is named, or what is named is not there, it is said what to do."""
    with pytest.raises(InventoryError, match=words):
        find(option, environ, tmp_path)


def test_empty_option_is_not_the_current_folder(places):
    """`--inventory "$UNSET"` must not fall back on another target."""
    with pytest.raises(InventoryError):
        find("", {}, places / "here")
