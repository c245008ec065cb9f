"""Run the ```console blocks of a page, and compare or refresh what they show.

A line that begins with `$ ` is typed, a line that begins with `> ` continues it, the rest is the
answer. The blocks of one page share one folder, the user's home, in order. A line `[…]` in an answer
stands for any number of lines. `make` and `source` are shown and not run.

    python docs/_ext/console.py README.md docs/tutorial/*.md      writes the answers anew
"""

import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COLUMNS = 100
LEFT_OUT = "[…]"
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True)
class Step:
    """One command of a page and the answer shown under it."""

    command: str
    shown: str

    @property
    def runs(self) -> bool:
        """Tell whether the command is run at all."""
        return not self.command.startswith(("make ", "source "))


def steps(text: str) -> Iterator[Step]:
    """Yield the commands of all console blocks of `text`, with their answers."""
    for block in BLOCK.finditer(text):
        command: list[str] = []
        shown: list[str] = []
        for line in block[1].splitlines():
            if line.startswith("$ "):
                if command:
                    yield Step("\n".join(command), "\n".join(shown))
                command, shown = [line[2:]], []
            elif (line == ">" or line.startswith("> ")) and command and not shown:
                command.append(line[2:])
            else:
                shown.append(line)
        if command:
            yield Step("\n".join(command), "\n".join(shown))


class Session:
    """A shell in an empty folder, the user's home, on a terminal of fixed width.

    `gazetteers` is a folder of compiled gazetteers, so that not every session compiles its own.
    """

    def __init__(self, folder: Path, *, gazetteers: Path) -> None:
        self.folder = folder
        self.gazetteers = gazetteers
        self._furnish(folder / ".whoholds")
        self._furnish(folder / ".whoholds" / "demo")
        programs = folder / ".bin"
        programs.mkdir()
        shim = programs / "whoholds"
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m whoholds "$@"\n', encoding="utf-8")
        shim.chmod(0o755)
        self.environ = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "WHOHOLDS_WHO": "ada",
            "TERM": "xterm",
            "LANG": "C.UTF-8",
            "COLUMNS": str(COLUMNS),
        }

    def run(self, command: str) -> str:
        """Return what the terminal shows for `command`, without colours and trailing blanks.

        The folder reads `/home/ada`. What a command of its own exports holds for those after it.
        """
        exported = re.fullmatch(r"export (\w+)=(\S+)", command)
        if exported is not None:
            self.environ[exported[1]] = exported[2].replace("~", str(self.folder))
            if exported[1] == "WHOHOLDS_HOME":
                self._furnish(Path(self.environ[exported[1]]))
            return ""
        ours, theirs = pty.openpty()
        ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(
                ["bash", "-c", command],
                cwd=self.folder,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=theirs,
                stderr=errors,
            )
            os.close(theirs)
            data = b""
            while True:
                try:
                    chunk = os.read(ours, 65536)
                except OSError:  # Linux says so when the other end is closed
                    break
                if not chunk:
                    break
                data += chunk
            os.close(ours)
            process.wait(timeout=120)
            errors.seek(0)
            said = errors.read().decode()
        # Progress bars go to standard error too, but only to a terminal, and this is none.
        shown = _ESCAPES.sub("", data.decode()).replace("\r\n", "\n") + said
        shown = shown.replace(str(self.folder), "/home/ada")
        return "\n".join(line.rstrip() for line in shown.rstrip().splitlines())

    def _furnish(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        if not (home / "gazetteers").exists():
            (home / "gazetteers").symlink_to(self.gazetteers)


def matches(shown: str, found: str) -> bool:
    """Tell whether `found` is what a page shows, `[…]` standing for any lines."""
    pattern = ".*".join(re.escape(part) for part in f"\n{shown}\n".split(LEFT_OUT))
    return re.fullmatch(pattern, f"\n{found}\n", re.DOTALL) is not None


def refreshed(text: str, session: Session) -> str:
    """Return `text` with the answers of its console blocks made anew.

    An answer that leaves lines out is cut at the same place again.
    """

    def block(match: re.Match[str]) -> str:
        lines = []
        for step in steps(match[0]):
            typed = step.command.splitlines()
            lines += [f"$ {typed[0]}", *(f"> {line}".rstrip() for line in typed[1:])]
            shown = step.shown.splitlines()
            lines += _renewed(shown, session.run(step.command)) if step.runs else shown
        return "```console\n" + "".join(f"{line}\n" for line in lines) + "```"

    return BLOCK.sub(block, text)


def _renewed(shown: list[str], found: str) -> list[str]:
    lines = found.splitlines()
    if LEFT_OUT in shown:
        gap = shown.index(LEFT_OUT)
        tail = len(shown) - gap - 1
        # Counted from the last line that still stands there, so that the cut falls at the same place.
        standing = next((at for at in reversed(range(gap)) if shown[at] in lines), -1)
        end = gap if standing < 0 else lines.index(shown[standing]) + gap - standing
        return [*lines[:end], LEFT_OUT, *lines[len(lines) - tail :]]
    kept = [*shown, *[""] * len(lines)]
    return [
        old if LEFT_OUT in old and matches(old, new) else new
        for old, new in zip(kept, lines, strict=False)
    ]


def main(paths: list[str]) -> None:
    """Refresh the pages at `paths`."""
    with tempfile.TemporaryDirectory() as gazetteers:
        for path in map(Path, paths):
            with tempfile.TemporaryDirectory() as folder:
                session = Session(Path(folder), gazetteers=Path(gazetteers))
                text = refreshed(path.read_text(encoding="utf-8"), session)
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
