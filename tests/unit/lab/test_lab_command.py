"""`keysim lab`: what it refuses, and how it serves."""

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("streamlit", reason="the lab needs streamlit: pip install 'keysim[lab]'")

from experiments import cli
from experiments.commands import lab as command
from experiments.invocation import installation_of
from experiments.lab import server


def test_it_serves_this_machine_alone_and_tells_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr("streamlit.web.cli.main", lambda words, **_: called.append(words))
    server.serve("my firm.yaml", port=8599, browser=False)
    (words,) = called
    assert words[:2] == ["run", str(server.APP)]
    assert {"--server.address=127.0.0.1", "--browser.gatherUsageStats=false", "--server.headless=true"} <= {*words}
    assert words[-2:] == ["--", "my firm.yaml"]


def test_a_taken_port_is_passed_over() -> None:
    first = server.free_port()
    with socket.socket() as holder:
        holder.bind((server.ADDRESS, first))
        assert server.free_port() != first
        result = CliRunner().invoke(cli.main, ["lab", "--port", str(first)])
    assert result.exit_code == 2
    assert result.stderr == f"--port: {first} is taken, or not allowed\n"


def test_a_faulty_file_is_told_before_anything_is_served(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("extends: chase_or_build\nrun: {sed: 7}\n", encoding="utf-8")
    result = CliRunner().invoke(cli.main, ["lab", str(file), "--no-browser"])
    assert result.exit_code == 2
    assert result.stderr == f"{file}:2: run.sed: unknown name 'sed'; did you mean 'seed'?\n"


def test_without_streamlit_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    result = CliRunner().invoke(cli.main, ["lab"])
    assert result.exit_code == 1
    assert result.stderr == f"keysim: the lab needs streamlit: {installation_of('lab')}\n"
