"""Catalogues, settings, token estimates and the registry."""

import subprocess
import sys
from pathlib import Path

import pytest

from thyself.core import Catalog, InvalidInput, Item, Settings, UnknownSystem, estimate_tokens, registry


def test_an_item_without_a_title_takes_its_first_line() -> None:
    assert Item("b1", "Emma\nJane Austen").title == "Emma"


def test_a_catalogue_keeps_the_order_and_refuses_an_id_that_comes_twice() -> None:
    assert Catalog([Item("b", "B"), Item("a", "A")]).ids == ("b", "a")
    with pytest.raises(InvalidInput, match="'a' comes twice"):
        Catalog([Item("a", "A"), Item("a", "B")])


def test_settings_come_from_the_environment_alone() -> None:
    settings = Settings.from_environment({"THYSELF_TIMEZONE": "Europe/Rome", "THYSELF_HOME": "x.db", "HOME": "/root"})
    assert settings.zone.key == "Europe/Rome"
    assert settings.home == Path("x.db")
    assert settings.language_model == "auto"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [("THYSELF_TIMEZONE", "Rome", "no time zone"), ("THYSELF_REMOTE_ALLOWS", "all", "none of")],
)
def test_a_setting_that_makes_no_sense_is_said_at_once(name: str, value: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        Settings.from_environment({name: value})


def test_token_estimates_grow_with_the_text() -> None:
    assert estimate_tokens("") == 0
    assert estimate_tokens("I saw the dentist.") == 6
    assert estimate_tokens("incomprehensibilities") > 3


def test_an_unknown_system_names_the_nearest() -> None:
    with pytest.raises(UnknownSystem, match="secom"):
        registry.card("secon")
    with pytest.raises(UnknownSystem, match="these do"):
        registry.card("secom", serves="draw")


def test_importing_thyself_brings_in_no_heavy_library() -> None:
    heavy = ("torch", "onnxruntime", "xllamacpp", "vl_convert", "numpy", "typer", "rich", "httpx")
    code = f"import sys, thyself; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
