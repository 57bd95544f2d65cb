"""pytest-html carries our page, and nothing of its own."""

import pytest

from reports.html_plugin import sealed
from reports.page import page
from tests.reports import samples
from tests.reports.browser import Elements, dom, needs_chromium

pytest_plugins = ["pytester"]


@pytest.fixture
def run(pytester, request, monkeypatch):
    """Run one check that fails with a hostile id, below a conftest that keeps a result."""
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("x", ["<script>document.title='owned'</script>"])
        def test_it(x):
            assert x == "secret-in-a-log"
        """
    )

    def go(*arguments, result="samples.no_go", known="in time"):
        stash = f"config.stash[DIRECTORY] = Path({str(pytester.path / 'run')!r})"
        early, late = {
            "early": (stash, "pass"),
            "in time": ("pass", f"{stash}; write_into(config, config.stash[DIRECTORY])"),
            "never": ("pass", "pass"),
        }[known]
        pytester.makeconftest(
            f"""
            from pathlib import Path
            import pytest
            from reports.html_plugin import DIRECTORY, RESULT, write_into
            from tests.reports import samples

            pytest_plugins = ["reports.html_plugin"]

            @pytest.hookimpl(tryfirst=True)
            def pytest_cmdline_main(config):
                {early}

            @pytest.hookimpl(tryfirst=True)
            def pytest_configure(config):
                {late}
                config.stash[RESULT] = {result}
            """
        )
        root = str(request.config.rootpath.parent)
        monkeypatch.setenv("PYTHONPATH", root)
        return pytester.runpytest_subprocess("-p", "no:cacheprovider", *arguments)

    return go


@pytest.mark.parametrize("known", ["early", "in time"])
def test_page_is_written_without_asking(run, pytester, known):
    """Nobody types `--html`; the page holds our fragment, no row and no log of pytest-html."""
    run(known=known).assert_outcomes(failed=1)
    html = (pytester.path / "run" / "report.html").read_text()
    found = Elements(html)

    assert samples.no_go().accounting_line in found.text
    assert "secret-in-a-log" not in html
    assert "document.title='owned'" not in html
    assert 'data-jsonblob="{&#34;environment&#34;: {}, &#34;tests&#34;: {}' in html
    assert (pytester.path / "run" / "report.html").stat().st_mode & 0o777 == 0o600


@needs_chromium
def test_page_of_pytest_html_runs_our_script_alone(run, pytester, tmp_path):
    """The policy lets our filter work and keeps pytest-html's script out."""
    run()
    shown = dom(pytester.path / "run" / "report.html", tmp_path / "profile", "#o=fail")

    assert "3 of 35 shown" in shown
    assert "No results found" not in shown.split("</template>")[-1]


def test_own_file_of_the_user_gets_the_page_too(run, pytester):
    """`--html=x.html` is honoured."""
    run("--html=mine.html", "--self-contained-html")

    assert samples.no_go().chain_head in (pytester.path / "mine.html").read_text()
    assert not (pytester.path / "run").exists()


def test_without_pytest_html_nothing_breaks(run, pytester):
    """`-p no:html` switches it off; the page is then made by `write_all`."""
    run("-p", "no:html").assert_outcomes(failed=1)

    assert not (pytester.path / "run").exists()


def test_nothing_was_run_leaves_no_page(run, pytester):
    """No result: an empty page would look like a report."""
    run(result="lambda: None")

    assert not (pytester.path / "run" / "report.html").exists()


def test_without_a_directory_no_page_is_forced(run, pytester):
    """Other uses of pytest in this folder get no report."""
    run(known="never").assert_outcomes(failed=1)

    assert list(pytester.path.glob("**/*.html")) == []


def test_sealed_title_is_escaped():
    """The title comes from the run too."""
    html = '<head><title id="head-title">report.html</title></head>'
    result = samples.result([samples.finding(1)], change=r"<script>\1")

    assert r'<title id="head-title">PRE &lt;script&gt;\1' in sealed(html, result)
    assert page(result).count("<script>") == 1
