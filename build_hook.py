"""Bring the page's third-party files and the basemap from npm, by lock file, into the package.

Runs when a wheel is built and when the tree is installed in editable mode. What it brings is ignored
by git and shipped in the wheel; a stamp with the digest of the lock file says that it is there.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("whoholds/serve/page/vendor")
BASEMAP = Path("whoholds/publish/basemap")
STAMP = ".from-lock"

# Where each file of an npm package goes; a folder is copied with all its modules.
COPIES = (
    ("maplibre-gl/dist/maplibre-gl.mjs", VENDOR / "maplibre-gl/maplibre-gl.mjs"),
    ("maplibre-gl/dist/maplibre-gl-worker.mjs", VENDOR / "maplibre-gl/maplibre-gl-worker.mjs"),
    ("maplibre-gl/dist/maplibre-gl.css", VENDOR / "maplibre-gl/maplibre-gl.css"),
    (
        "@mapbox/mapbox-gl-rtl-text/mapbox-gl-rtl-text.js.min",
        VENDOR / "rtl-text/mapbox-gl-rtl-text.js",
    ),
    ("topojson-client/src", VENDOR / "topojson-client"),
    ("world-atlas/countries-50m.json", BASEMAP / "countries-50m.json"),
    ("world-atlas/countries-10m.json", BASEMAP / "countries-10m.json"),
    ("world-atlas/LICENSE", BASEMAP / "LICENSE"),
)

NPM_MISSING = (
    "whoholds: bringing the page's files (MapLibre GL, the Natural Earth basemap) from npm: "
    "there is no `npm` on the path; install Node.js with npm 9 or later "
    "(Debian, Ubuntu: apt-get install nodejs npm) and run the installation again"
)


COMPRESSED = (".js", ".mjs", ".css", ".json")
COMPRESS = """
const fs = require("fs"), zlib = require("zlib");
for (const path of process.argv.slice(1)) {
  fs.writeFileSync(path + ".br", zlib.brotliCompressSync(fs.readFileSync(path)));
}
"""


class CustomBuildHook(BuildHookInterface[Any]):
    """Hatchling's entry: called before every wheel, editable ones too."""

    # `typing.override` came with Python 3.12.
    def initialize(  # type: ignore[explicit-override]
        self,
        version: str,  # noqa: ARG002 - hatchling fixes the signature
        build_data: dict[str, Any],  # noqa: ARG002 - the same
    ) -> None:
        bring(Path(self.root))


def bring(root: Path) -> bool:
    """Copy the files under `root` unless they are there already; tell whether anything was copied.

    Raises:
        SystemExit: with one line, if npm is missing or fails.
    """
    digest = hashlib.sha256(
        (root / "package-lock.json").read_bytes() + Path(__file__).read_bytes()
    ).hexdigest()
    folders = (root / VENDOR, root / BASEMAP)
    whole = all((root / target).exists() for _, target in COPIES)
    if whole and all(_stamp_of(folder) == digest for folder in folders):
        return False
    with tempfile.TemporaryDirectory(prefix="whoholds-npm-") as scratch:
        modules = _install(root, Path(scratch))
        fresh = Path(scratch) / "fresh"
        for source, target in COPIES:
            place = fresh / target
            place.parent.mkdir(parents=True, exist_ok=True)
            if (modules / source).is_dir():
                shutil.copytree(modules / source, place)
            else:
                shutil.copyfile(modules / source, place)
        _compress([*(fresh / VENDOR).rglob("*"), *(fresh / BASEMAP).rglob("*")])
        (fresh / VENDOR / "LICENSES.txt").write_text(_licences(modules), encoding="utf-8")
        for relative in (VENDOR, BASEMAP):
            (fresh / relative / STAMP).write_text(digest + "\n", encoding="ascii")
            shutil.rmtree(root / relative, ignore_errors=True)
            shutil.copytree(fresh / relative, root / relative)
    return True


def _compress(files: list[Path]) -> None:
    """Lay a file in Brotli beside every large one: the server sends it to browsers that take it."""
    node = shutil.which("node")
    if node is None:
        raise SystemExit(NPM_MISSING)
    large = [path for path in files if path.suffix in COMPRESSED and path.is_file()]
    done = subprocess.run(
        [node, "-e", COMPRESS, *large], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        sys.stderr.write(done.stderr)
        raise SystemExit("whoholds: compressing the page's files: node failed; see above")


def _stamp_of(folder: Path) -> str | None:
    try:
        return (folder / STAMP).read_text(encoding="ascii").strip()
    except OSError:
        return None


def _install(root: Path, scratch: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit(NPM_MISSING)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(root / name, scratch / name)
    # No package's own script runs, nothing that only developers need comes, and npm says nothing
    # unless it fails.
    command = [
        npm,
        "ci",
        "--omit=dev",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]
    done = subprocess.run(
        command,
        cwd=scratch,
        capture_output=True,
        text=True,
        errors="replace",
        env={**os.environ, "npm_config_update_notifier": "false"},
        check=False,
    )
    if done.returncode != 0:
        sys.stderr.write(done.stderr)
        reason = next(
            (line for line in done.stderr.splitlines() if line.strip()), "no reason given"
        )
        raise SystemExit(
            f"whoholds: bringing the page's files from npm: `npm ci` ended with {done.returncode} "
            f"({reason.strip()}); check that an npm registry can be reached and install again"
        )
    return scratch / "node_modules"


def _licences(modules: Path) -> str:
    """Return the licences of all packages, since MapLibre's one file has its dependencies inside."""
    parts = []
    for manifest in sorted([*modules.glob("*/package.json"), *modules.glob("@*/*/package.json")]):
        folder = manifest.parent
        name = folder.relative_to(modules).as_posix()
        texts = [
            path.read_text(encoding="utf-8", errors="replace").strip()
            for path in sorted(folder.iterdir())
            if path.name.lower().startswith(("license", "licence", "copying"))
        ]
        named = json.loads(manifest.read_bytes()).get("license", "none")
        body = "\n\n".join(texts) or f"No licence file; its package.json names: {named}."
        parts.append(f"{'=' * 80}\n{name}\n{'=' * 80}\n\n{body}\n")
    return "\n".join(parts)
