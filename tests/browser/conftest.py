"""A real Chromium and a running app for the browser tests."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from time import monotonic, sleep

import pytest
from playwright.sync_api import sync_playwright

from tests.conftest import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def installed():
    """A Chromium that is on this machine already: the system's, or the one that Playwright keeps."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install():
    """Try to install one: Playwright's own, else the distribution's where we may."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        attempts += [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]]
    for attempt in attempts:
        done = subprocess.run(attempt, capture_output=True, timeout=600, check=False)
        if done.returncode == 0 and (path := installed()):
            return path
    return None


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium, or one line that says why there is none - which in CI is a failure."""
    path = installed() or install()
    if path is None:
        reason = "no Chromium on this machine and none could be installed; the browser tests are skipped"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The app, started the way a user starts it, on a port that stays its own also when it is killed."""

    def __init__(self, folder, root=ROOT):
        self.port, self.folder, self.root = free_port(), folder, root
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        """Start it, and wait until it answers."""
        self.log = (self.folder / "log.txt").open("a")
        command = [sys.executable, "-m", "planner", "app", "--port", str(self.port), "--headless"]
        self.process = subprocess.Popen(
            command, cwd=self.root, stdout=self.log, stderr=self.log, start_new_session=True
        )
        until = monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health") as answer:
                    assert answer.status == 200
                return self
            except (urllib.error.URLError, ConnectionError):
                assert monotonic() < until, "the app did not start in time"
                assert self.process.poll() is None, "the app stopped"
                sleep(0.2)

    def stop(self, sign=signal.SIGTERM):
        """Stop the command and the Streamlit that it started."""
        os.killpg(self.process.pid, sign)
        self.process.wait(timeout=20)
        self.log.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """The address of a running app."""
    server = Server(tmp_path_factory.mktemp("app")).start()
    yield server.url
    server.stop()


@pytest.fixture
def own_server(tmp_path):
    """An app of a test's own, which may be killed and started again."""
    server = Server(tmp_path).start()
    yield server
    server.stop(signal.SIGKILL)


@pytest.fixture(scope="session")
def context(browser):
    """What pages share: a page that is opened again is read from the browser's store."""
    shared = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    yield shared
    shared.close()


@pytest.fixture
def page(context, address):
    """A fresh page on the app's first page, drawn to the end."""
    opened = context.new_page()
    opened.requests = []
    opened.on("request", lambda request: opened.requests.append(request.url))
    opened.goto(address)
    settled(opened)
    yield opened
    opened.close()


QUIET = 700
"""So many milliseconds the page must stand still: what was asked for has begun by then, also on a busy machine."""
STANDS_STILL = """quiet => {
    const app = document.querySelector('[data-testid=stApp]'), now = performance.now();
    const still = app && app.dataset.testScriptState === 'notRunning' && document.querySelector('h1')
        && !document.querySelector('[data-testid=stSkeleton], [data-stale=true], [data-testid=stSpinner]')
        && [...document.querySelectorAll('[data-testid=stVegaLiteChart], [data-testid=stGraphVizChart]')]
            .every(chart => chart.offsetParent === null || chart.querySelector('svg'));
    if (!still) window.stillSince = undefined;
    else window.stillSince ??= now;
    return still && now - window.stillSince >= quiet;
}"""


def settled(page):
    """Wait until the script has run and the page stands still."""
    page.evaluate("window.stillSince = undefined")
    page.wait_for_function(STANDS_STILL, arg=QUIET, timeout=90_000)
