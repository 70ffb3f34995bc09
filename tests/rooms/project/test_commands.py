# SPDX-License-Identifier: EUPL-1.2
"""Commands of those who run the house, in processes of their own: what they print and how they end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import builders
from tests.awake import work_on
from tests.races import race
from tests.servers import surroundings

ROOT = Path(__file__).resolve().parents[3]


class House:
    """One installation with a database of its own."""

    def __init__(self, state: Path, database_url: str) -> None:
        self.url = database_url
        self.environment = surroundings(state, database_url, port=8000)

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        name, *rest = arguments
        command = [sys.executable, "-m", "ugyfelkapu.project.command", name, "--skip-checks", *rest]
        around = {**self.environment, **more}
        return subprocess.run(command, env=around, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> House:
    return House(tmp_path, database_url)


def add_office(house: House, code: str) -> None:
    race(open_office, [(house.url, code)])


def open_office(where: tuple[str, str]) -> None:
    url, code = where
    work_on(url)
    builders.office(code)


def test_an_empty_database_gets_its_tables(empty_database_url: str, tmp_path: Path) -> None:
    house = House(tmp_path, empty_database_url)

    migrated = house.run("migrate")

    added = house.run("offices", "add", "BP-01", "--name", "Minta", "--address", "Minta utca 1.")
    assert (migrated.returncode, added.returncode) == (0, 0), migrated.stderr + added.stderr


def test_nobody_comes_to_the_desk_without_a_record_of_their_own_to_keep_from(house: House) -> None:
    add_office(house, "BP-01")
    more = ("--name", "Minta", "--office", "BP-01")

    clerk = house.run("staff", "add", "ugyintezo9", "--role", "clerk", *more)
    operator = house.run("staff", "add", "uzemelteto9", "--role", "operator", *more)

    assert (clerk.returncode, operator.returncode) == (2, 0), clerk.stderr + operator.stderr
    assert "--identity-card" in clerk.stderr


def test_the_journal_of_a_house_is_sound_and_handed_out(house: House) -> None:
    add_office(house, "BP-01")

    verified = house.run("audit", "verify", "--json")
    exported = house.run("audit", "export")

    assert json.loads(verified.stdout)["sound"] is True
    assert [json.loads(line)["event"] for line in exported.stdout.splitlines()] == ["OfficeAdded"]


def test_a_copy_brings_back_what_it_held(house: House, tmp_path: Path) -> None:
    add_office(house, "BP-01")
    copy = str(tmp_path / "copy")
    taken = house.run("backup", copy)
    add_office(house, "BP-02")

    restored = house.run("restore", copy, "--replace")

    exported = house.run("audit", "export")
    assert (taken.returncode, restored.returncode) == (0, 0), taken.stderr + restored.stderr
    assert [json.loads(line)["details"]["office"] for line in exported.stdout.splitlines()] == ["BP-01"]


def test_a_copy_never_overwrites_data_unasked(house: House, tmp_path: Path) -> None:
    add_office(house, "BP-01")
    copy = str(tmp_path / "copy")
    house.run("backup", copy)

    refused = house.run("restore", copy)

    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert refused.stderr.count("\n") == 1


@pytest.mark.once
def test_a_copy_never_overwrites_a_file(house: House, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.write_text("precious", encoding="ascii")

    refused = house.run("backup", str(copy))

    assert refused.returncode == 1
    assert copy.read_text(encoding="ascii") == "precious"


@pytest.mark.once
def test_what_is_no_copy_is_refused(house: House, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("not a database" * 100, encoding="ascii")

    refused = house.run("restore", str(other))

    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr


@pytest.mark.once
def test_keys_are_listed_by_their_ids_alone(house: House) -> None:
    listed = house.run("keys", "list", "--json")

    assert len(json.loads(listed.stdout)["keys"][0]) == 8
    assert os.environ["UGYFELKAPU_DATA_KEY"] not in listed.stdout


@pytest.mark.once
def test_wrong_usage_is_told_with_code_two(house: House) -> None:
    assert house.run("keys", "burn").returncode == 2


@pytest.mark.once
def test_a_service_answers_with_code_one_when_refused_and_two_when_misused(house: House) -> None:
    added = house.run("services", "add", "--name", "Minta", "--owner", "Minta", "--json")

    again = house.run("services", "add", "--name", "Minta", "--owner", "Minta")
    misused = house.run("services", "disable", "minta")

    assert (added.returncode, again.returncode, misused.returncode) == (0, 1, 2), added.stderr
    assert json.loads(added.stdout)["id"]
    assert again.stderr.count("\n") == 1


@pytest.mark.once
def test_an_unsafe_setting_is_told_in_one_line(house: House) -> None:
    refused = house.run("keys", "list", UGYFELKAPU_MODE="prod")

    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "UGYFELKAPU_MODE" in refused.stderr
