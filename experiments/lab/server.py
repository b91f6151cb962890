"""Starts the server behind the page: on this machine alone, and telling nobody."""

import socket
import threading
import time
import webbrowser
from pathlib import Path
from urllib.parse import quote

ADDRESS = "127.0.0.1"
USUAL_PORT = 8501
APP = Path(__file__).with_name("app.py")
SECONDS_TO_START = 20.0
# Nothing leaves the machine, nothing is asked of the user, nothing watches files.
OPTIONS = {
    "server.address": ADDRESS,
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.maxUploadSize": "1",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "global.developmentMode": "false",
    "logger.level": "warning",
    "theme.light.primaryColor": "#0f766e",
    "theme.dark.primaryColor": "#14a195",
}


def serve(file: str | None, *, port: int | None, browser: bool) -> None:
    """Serves the page until it is interrupted.

    Args:
        file: What is opened first; by default the main question.
        port: Where to listen; by default 8501, or another one if that is taken.
        browser: Whether to open the page in the user's browser.
    """
    from streamlit.web import cli

    chosen = port or free_port()
    address = f"http://{ADDRESS}:{chosen}"
    page = f"{address}/?open={quote(file)}" if file else address
    print(f"The lab is at {page} (Ctrl-C ends it)", flush=True)
    if browser:
        threading.Thread(target=_open_when_ready, args=(chosen, page), daemon=True).start()
    options = [f"--{name}={value}" for name, value in {**OPTIONS, "server.port": str(chosen)}.items()]
    cli.main(["run", str(APP), *options, "--", *([file] if file else [])], standalone_mode=False)


def free_port() -> int:
    """The usual port, or any other that nobody listens on."""
    port = bound(USUAL_PORT) or bound(0)
    if port is None:
        raise OSError("no port is free")
    return port


def bound(port: int) -> int | None:
    """The port that one would listen on (any free one for 0); none if it is taken."""
    with socket.socket() as probe:
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return None
        return int(probe.getsockname()[1])


def _open_when_ready(port: int, page: str) -> None:
    """Opens the browser as soon as somebody listens."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex((ADDRESS, port)) == 0:
                webbrowser.open(page)
                return
        time.sleep(0.1)
