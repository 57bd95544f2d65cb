"""Chromium without a window, for tests that look at a page as its reader does."""

import json
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


def browse(url: str, profile: Path, *arguments: str, javascript: bool = True) -> str:
    """What chromium prints for a page. JavaScript goes off by the profile: no flag does it."""
    (profile / "Default").mkdir(parents=True, exist_ok=True)
    settings = {"profile": {"default_content_setting_values": {"javascript": 1 + (not javascript)}}}
    (profile / "Default" / "Preferences").write_text(json.dumps(settings))
    assert CHROMIUM
    flags = ("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}")
    done = subprocess.run(
        [CHROMIUM, *flags, *arguments, url],
        capture_output=True,
        timeout=300,
        check=False,
    )
    return done.stdout.decode(errors="replace")


def dom(page: Path, profile: Path, find: str = "", *, javascript: bool = True) -> str:
    """The document after its scripts have run; `find` is the fragment of its address."""
    return browse(f"{page.as_uri()}{find}", profile, "--dump-dom", javascript=javascript)


def paper_text(path: Path) -> str:
    """The words of a PDF, by poppler."""
    if not (tool := shutil.which("pdftotext")):
        pytest.skip("pdftotext is not installed")
    done = subprocess.run([tool, str(path), "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


class Elements(HTMLParser):
    """Every start tag with its attributes, and all text between them."""

    def __init__(self, html: str) -> None:
        """Read it all."""
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Keep the tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        """Keep the text."""
        self.text += data
