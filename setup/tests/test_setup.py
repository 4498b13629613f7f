"""The parts of the set-up that can be tried without fetching anything."""

import ast
import errno
import subprocess
import sys
from pathlib import Path

import pytest

from setup import commands, databases, environment, odoo, packages, places, postgres, shell
from setup.shell import SetupError

RELEASE = "FINAL = 'final'\nversion_info = ({series}, 0, 0, FINAL, 0, '')\n"


@pytest.fixture(autouse=True)
def private_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOP_ERP_CACHE", str(tmp_path / "cache"))
    places.cache().mkdir()
    for name in ("ODOO_HOME", "DATABASE_URL", "PGHOST"):
        monkeypatch.delenv(name, raising=False)


def odoo_tree(folder: Path, series: int = 19) -> Path:
    (folder / "odoo").mkdir(parents=True)
    (folder / "odoo" / "release.py").write_text(RELEASE.format(series=series))
    (folder / "addons" / "sale").mkdir(parents=True)
    (folder / "addons" / "sale" / "__manifest__.py").write_text("{}")
    return folder


@pytest.mark.parametrize("inside", ["", "odoo"])
def test_own_odoo_is_a_source_tree_or_the_package_in_it(tmp_path, monkeypatch, inside):
    tree = odoo_tree(tmp_path / "tree")
    monkeypatch.setenv("ODOO_HOME", str(tree / inside))
    assert odoo.ensure(tmp_path / "venv") == odoo.Odoo(tree, (tree / "addons",), "19.0.0.0")


def test_own_odoo_of_another_series_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(odoo_tree(tmp_path / "tree", series=18)))
    with pytest.raises(SetupError, match=r"Odoo 19 is needed, and .* holds Odoo 18"):
        odoo.ensure(tmp_path / "venv")


def test_a_folder_without_odoo_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(SetupError, match="where no Odoo is"):
        odoo.ensure(tmp_path / "venv")


def test_database_url_becomes_variables():
    assert postgres.from_url("postgresql://clerk:p%40ss@db:6543/x?sslmode=require") == {
        "PGHOST": "db",
        "PGPORT": "6543",
        "PGUSER": "clerk",
        "PGPASSWORD": "p@ss",
        "PGSSLMODE": "require",
    }
    assert postgres.from_url("postgresql:///?host=/run/postgresql")["PGHOST"] == "/run/postgresql"


@pytest.mark.parametrize("url", ["mysql://db", "postgresql://db:many", "db"])
def test_other_addresses_are_refused(url):
    with pytest.raises(SetupError, match="DATABASE_URL"):
        postgres.from_url(url)


def test_the_role_that_odoo_refuses_is_refused_here(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres@db")
    with pytest.raises(SetupError, match="Odoo refuses the PostgreSQL role 'postgres'"):
        postgres.ensure(tmp_path)


def test_the_socket_path_fits_however_long_the_cache_path_is(monkeypatch, tmp_path):
    monkeypatch.setenv("SHOP_ERP_CACHE", str(tmp_path / ("long" * 30)))
    assert len(str(postgres._socket_folder())) < 90


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("E: Unable to locate package odoo-19", "Trying failed: E: Unable to locate package odoo-19 "),
        ("W: Temporary failure resolving 'x'", "Trying failed: the network or the server cannot be reached"),
        ("tar: No space left on device", "Trying failed: the disk that holds .* is full"),
        ("", "Trying failed: no message"),
    ],
)
def test_a_failed_command_is_one_sentence(output, sentence):
    program = f"import sys; sys.stderr.write({output!r}); sys.exit(1)"
    with pytest.raises(SetupError, match=f"^{sentence}") as caught:
        shell.run([sys.executable, "-c", program], "Trying")
    assert "\n" not in str(caught.value)


def test_a_missing_command_is_named():
    with pytest.raises(SetupError, match="Trying needs the command 'no-such-command'"):
        shell.run(["no-such-command"], "Trying")


def test_a_full_disk_is_named():
    assert shell.explain(OSError(errno.ENOSPC, "x")).endswith("is full.")


def test_one_process_at_a_time():
    program = (
        "import sys; from setup.shell import locked\n"
        "with locked('part'):\n"
        "    print('in', flush=True); sys.stdin.read(); print('out', flush=True)"
    )
    command = [sys.executable, "-c", program]
    first = subprocess.Popen(command, cwd=places.REPOSITORY, stdin=-1, stdout=-1, text=True)
    assert first.stdout.readline() == "in\n"
    second = subprocess.Popen(command, cwd=places.REPOSITORY, stdin=-1, stdout=-1, stderr=-1, text=True)
    assert second.stderr.readline().startswith("Waiting for another process")
    assert first.communicate()[0] == "out\n"
    assert second.communicate()[0] == "in\nout\n"


def test_the_cache_may_not_lie_in_the_repository(monkeypatch):
    monkeypatch.setenv("SHOP_ERP_CACHE", str(places.REPOSITORY / "cache"))
    with pytest.raises(SetupError, match="outside the repository"):
        environment.ensure()


def test_usage_and_code_2_for_an_unknown_command(capsys):
    assert commands.main(["dance"]) == 2
    assert capsys.readouterr().err.startswith("Usage: ")


def test_a_named_test_replaces_the_default_ones():
    assert commands._sorted_out(["-q", __file__]) == (["-q", __file__], [])


def test_without_a_name_all_run_those_with_further_modules_apart():
    plain, optional = commands._sorted_out(["-x"])
    assert plain == ["-x", *(str(places.REPOSITORY / tests) for tests in commands.TESTS)]
    assert optional == ["-x", *(str(places.REPOSITORY / tests) for tests in commands.OPTIONAL_TESTS)]


def test_a_named_test_with_further_modules_runs_alone():
    kits = str(places.REPOSITORY / "shop_erp_connector_mrp" / "tests" / "test_kits.py")
    assert commands._sorted_out([kits]) == ([], [kits])


def test_the_fallback_list_is_what_the_manifest_names():
    manifest = places.ADDON / "__manifest__.py"
    if manifest.exists():
        assert set(databases.DEPENDENCIES) == set(ast.literal_eval(manifest.read_text())["depends"])


def test_every_package_is_pinned():
    lines = places.REQUIREMENTS.read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#") and "==" not in line] == []
    assert packages._key() == packages._key()
