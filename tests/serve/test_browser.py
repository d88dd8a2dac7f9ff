"""The page in a real browser: add a file, ask, open the evidence, correct a line, forget it, see that it is gone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

playwright = pytest.importorskip("playwright.sync_api")

_CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture
def page(app: FastAPI, keys: Any, serving: Any) -> Iterator[Any]:
    if _CHROMIUM is None:
        pytest.skip("no Chromium is installed (Debian's package is called chromium)")
    with serving(app) as url, playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_context(base_url=url).new_page()
        tab.set_default_timeout(15_000)
        tab.faults = []
        tab.on("console", lambda each: tab.faults.append(each.text) if each.type == "error" else None)
        tab.on("pageerror", lambda each: tab.faults.append(str(each)))
        tab.on("request", lambda each: tab.faults.append(each.url) if not each.url.startswith(url) else None)
        tab.goto("/")
        tab.fill("#key", keys.ann)
        tab.click("text=Sign in")
        tab.wait_for_selector("h1:has-text('Today')")
        yield tab
        browser.close()


def test_from_a_file_to_an_answer_to_a_corrected_line_to_nothing_left(page: Any, tmp_path: Path) -> None:
    notes = tmp_path / "notes.csv"
    notes.write_text("date,text\n2024-04-02,I adopted a tortoise called Otto\n", encoding="utf-8")
    page.click("nav >> text=Traces")
    page.click("summary:has-text('Add')")
    page.set_input_files("#file", str(notes))
    page.click("text=Add it")
    page.wait_for_selector("text=1 new")

    page.click("nav >> text=Ask")
    page.fill("#text", "What is my tortoise called?")
    page.click("main button")
    page.wait_for_selector("#answer blockquote:has-text('Otto')")
    page.click("#answer blockquote:has-text('Otto') >> a")
    page.wait_for_selector("article:has-text('I adopted a tortoise called Otto')")

    page.click("nav >> text=Profile")
    line = page.locator("li[id^=line-]", has_text="Lives in Graz")
    line.locator("summary:has-text('Change')").click()
    line.locator("input[name=text]").fill("Lives in Graz, by the river")
    line.locator("button:has-text('Save')").click()
    page.wait_for_selector("text=Lives in Graz, by the river")

    page.goto("/traces?q=Otto")
    page.click("li.trace a")
    page.click("text=Forget this")
    page.click("button:has-text('Forget it')")
    page.wait_for_selector("text=Not a byte of it is left")
    page.goto("/traces?q=Otto")
    page.wait_for_selector("text=Nothing has these words")
    assert page.faults == []


def test_it_works_with_the_keyboard_on_a_phone_and_in_the_dark(page: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark")
    for path in ("/", "/ask", "/profile", "/traces", "/picks", "/insights", "/sent", "/settings"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        unnamed = (
            "[...document.querySelectorAll('input:not([type=hidden]),select,textarea')].filter(e => !e.labels.length)"
        )
        assert page.evaluate(f"{unnamed}.length") == 0, path
        assert page.evaluate("document.querySelectorAll('h1').length") == 1, path
    page.goto("/ask")
    page.keyboard.press("Control+Home")
    page.fill("#text", "Where do I live?")
    page.press("#text", "Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer >> text=Graz")
    page.goto("/profile")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.faults == []


def test_it_can_be_read_without_scripts(app: FastAPI, keys: Any, serving: Any) -> None:
    if _CHROMIUM is None:
        pytest.skip("no Chromium is installed (Debian's package is called chromium)")
    with serving(app) as url, playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_context(base_url=url, java_script_enabled=False).new_page()
        tab.goto("/")
        tab.fill("#key", keys.ann)
        tab.click("text=Sign in")
        tab.goto("/ask")
        tab.fill("#text", "Where do I live?")
        tab.click("main button")
        assert "Graz" in tab.inner_text("#answer")
        tab.goto("/profile")
        assert "Lives in Graz" in tab.inner_text("main")
        browser.close()
