"""deploy/ as far as it can be checked without an engine: it parses, names what exists, runs as nobody special."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import SECRETS, Settings
from tests import docs

DEPLOY = docs.ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OWN = {name: service for name, service in SERVICES.items() if service["image"] == "gendan"}
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
KNOWN = {f"GENDAN_{name.upper()}" for name in Settings.model_fields} | {
    f"GENDAN_{name.upper()}_FILE" for name in SECRETS
}
SYSTEMD = shutil.which("systemd-analyze")


@pytest.mark.parametrize(
    "path", sorted(path for path in DEPLOY.iterdir() if path.is_file()), ids=lambda p: p.name
)
def test_every_setting_named_in_deploy_exists(path: Path) -> None:
    assert set(re.findall(r"\bGENDAN_[A-Z_]*[A-Z]\b", path.read_text("utf-8"))) <= KNOWN


def test_the_example_of_the_environment_has_every_setting() -> None:
    example = (DEPLOY / ".env.example").read_text("utf-8")
    assert {name for name in KNOWN if not name.endswith("_FILE")} <= set(
        re.findall(r"GENDAN_[A-Z_]*[A-Z]", example)
    )


def test_every_command_run_in_deploy_exists() -> None:
    known = {line.split("`")[1].split(" [")[0].split(" FILE")[0] for line in docs.cli("en").splitlines()[2:]}
    texts = [path.read_text("utf-8") for path in (*UNITS, DEPLOY / "Dockerfile", DEPLOY / "compose.yaml")]
    texts = [re.sub(r'[\["\],]+ *', " ", text) for text in texts]
    run = {
        found
        for text in texts
        for found in re.findall(r"\bgendan (?:run|db \w+|backup|check|export)\b", text)
    }
    assert {"gendan run", "gendan backup", "gendan db upgrade"} <= run <= known


# the image ------------------------------------------------------------------------------------------------
def test_the_image_is_small_and_runs_as_nobody_special_with_a_health_check() -> None:
    stages = DOCKERFILE.split("\nFROM ")[1:]
    assert len(stages) == 2 and "pip install" not in stages[1]
    assert re.findall(r"^USER (\w+)", stages[1], re.MULTILINE) == ["gendan"]
    assert "HEALTHCHECK" in stages[1] and "/healthz" in stages[1]
    assert stages[1].index("USER gendan") < stages[1].index('CMD ["gendan", "run"]')


def test_the_image_is_built_from_what_is_there() -> None:
    kept = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8")
    for copied in re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        for source in copied.split():
            assert (docs.ROOT / source).exists() and f"!{source}" in kept.splitlines(), source


def test_the_images_lock_has_the_same_versions_as_ours_and_no_developers_tools() -> None:
    def pins(path: Path) -> set[str]:
        return set(re.findall(r"^\S+==\S+", path.read_text("utf-8"), re.MULTILINE))

    run = pins(DEPLOY / "requirements.lock")
    assert run < pins(docs.ROOT / "requirements.lock")
    assert not {pin.split("==")[0] for pin in run} & {"pytest", "mypy", "playwright", "ruff", "hatchling"}


def test_nothing_is_fetched_for_the_image_but_what_a_hash_names() -> None:
    for line in re.findall(r"pip (?:install|wheel) (.+?)(?: \\\\)?$", DOCKERFILE, re.MULTILINE):
        assert "--require-hashes" in line or "--no-index" in line or "--no-build-isolation" in line, line
    pins = set(re.findall(r"^\S+==\S+", (DEPLOY / "build.lock").read_text("utf-8"), re.MULTILINE))
    assert {pin.partition("==")[0] for pin in pins} >= {"hatchling"}
    assert pins <= set(
        re.findall(r"^\S+==\S+", (docs.ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    )
    images = [*re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)]
    images += [service["image"] for name, service in SERVICES.items() if name not in OWN]
    assert all(re.search(r":\d+\.\d+(\.\d+)?(-|$)", image) for image in images), images


def test_the_package_alone_has_all_it_needs(tmp_path: Path) -> None:
    """As the image has it: built, installed without our folder, run from somewhere else."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    source = tmp_path / "src"
    for name in ("bot", "store", "templates"):
        shutil.copytree(docs.ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(docs.ROOT / name, source)
    wheel = [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), str(source)]
    subprocess.run(wheel, check=True, timeout=120)
    (built,) = tmp_path.glob("gendan-*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(tmp_path / "lib"), str(built)], check=True)
    program = (
        "import bot, store, sys; from pathlib import Path; from bot.settings import SHIPPED_TEMPLATES as shipped;"
        f"assert all(Path(p).is_relative_to({str(tmp_path)!r}) for p in (bot.__file__, store.__file__, shipped));"
        "from bot.sandbox.server import _PAGE_FILES; assert 'app.js' in _PAGE_FILES;"
        "from bot.cli import main; main()"
    )
    bare = {name: value for name, value in os.environ.items() if not name.startswith("GENDAN_")}
    checked = subprocess.run(
        [sys.executable, "-c", program, "check"],
        env=bare | {"PYTHONPATH": str(tmp_path / "lib")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "commands" in checked.stdout


# compose --------------------------------------------------------------------------------------------------
def test_what_compose_refers_to_is_declared() -> None:
    for name, service in SERVICES.items():
        assert service["profiles"] in (["single"], ["replicas"]), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source.startswith("./") or source in COMPOSE["volumes"], volume
        for secret in service.get("secrets", []):
            assert secret in COMPOSE["secrets"], secret
        for other in service.get("depends_on", []):
            assert SERVICES[other]["profiles"] == service["profiles"], (name, other)
    for path in DEPLOY.glob("Caddyfile"):
        assert (
            set(re.findall(r"(\S+):8080", path.read_text("utf-8")))
            == {"replica-a", "replica-b"}
            <= set(SERVICES)
        )


def test_no_container_of_ours_may_do_more_than_it_needs() -> None:
    for name, service in OWN.items():
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    exposed = [port for service in OWN.values() for port in service.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in exposed)
    assert all(":" in service["image"] for name, service in SERVICES.items() if name not in OWN)


def test_only_what_talks_to_telegram_has_the_token() -> None:
    assert {name for name, service in SERVICES.items() if "env_file" in service} == {
        "bot",
        "replica-a",
        "replica-b",
    }
    assert SERVICES["migrate"]["secrets"] == ["database_url"]


def test_every_container_has_bounds_and_reaches_no_more_than_it_needs() -> None:
    for name, service in SERVICES.items():
        assert service["mem_limit"] and service["pids_limit"], name
        assert ("networks" in service) != (service.get("network_mode") == "none"), name
    assert COMPOSE["networks"]["store"]["internal"]
    for name, service in SERVICES.items():
        assert ("store" in service.get("networks", ())) == (
            name in {"database", "migrate", "replica-a", "replica-b"}
        ), name
    assert SERVICES["database"]["networks"] == ["store"]


def test_the_folder_of_copies_belongs_to_whoever_writes_them() -> None:
    (uid,) = re.findall(r"--uid (\d+)", DOCKERFILE)
    folder = SERVICES["backup-folder"]
    assert folder["command"] == ["chown", f"{uid}:{uid}", "/backup"] and folder["cap_add"] == ["CHOWN"]
    assert set(folder["volumes"]) < set(SERVICES["backup"]["volumes"])
    assert SERVICES["backup"]["depends_on"]["backup-folder"]["condition"] == "service_completed_successfully"


def test_replicas_share_a_database_and_take_webhooks() -> None:
    for name in ("replica-a", "replica-b"):
        settings = SERVICES[name]["environment"]
        assert settings["GENDAN_WEBHOOK_URL"].endswith("/webhook") and settings["GENDAN_DATABASE_URL"] == ""
        assert {"GENDAN_DATABASE_URL_FILE", "GENDAN_WEBHOOK_SECRET_FILE"} <= settings.keys()
    assert SERVICES["migrate"]["command"] == ["gendan", "db", "upgrade"]


# systemd --------------------------------------------------------------------------------------------------
@pytest.mark.skipif(SYSTEMD is None, reason="there is no systemd-analyze here")
def test_systemd_takes_the_units_and_finds_them_closed(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("gendan")
    for unit in UNITS:
        text = unit.read_text("utf-8").replace("/opt/gendan/.venv/bin/gendan", str(program))
        (tmp_path / unit.name).write_text(text, "utf-8")
    copies = [str(tmp_path / unit.name) for unit in UNITS]
    verified = subprocess.run([str(SYSTEMD), "verify", *copies], capture_output=True, text=True, timeout=60)
    assert (verified.returncode, verified.stderr) == (0, "")
    for unit in tmp_path.glob("*.service"):
        rated = [str(SYSTEMD), "security", "--offline=true", "--threshold=20", "--no-pager", str(unit)]
        done = subprocess.run(rated, capture_output=True, text=True, timeout=60)
        if (
            "Unknown" not in done.stderr and "unrecognized" not in done.stderr
        ):  # an older systemd has no --offline
            assert done.returncode == 0, done.stdout[-200:]
