"""A small election in a temporary folder, served by the real programs."""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request

BIN = pathlib.Path(os.environ.get("PREP_BIN_DIR", "target/debug")).resolve()


def free_port():
    """A port of loopback that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Installation:
    """`prep serve` on an invented election of one district, reached by tablets at `public_url`."""

    def __init__(self, public_url, port=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="prep-ffi-"))
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = dict(
            os.environ,
            PREP_DATA_DIR=str(self.folder / "data"),
            PREP_LISTEN=f"127.0.0.1:{self.port}",
            PREP_PUBLIC_URL=public_url,
            PREP_LOG="error",
        )
        self.env.pop("PREP_CONFIG", None)
        self.server = None
        election = ["--distritos", "1", "--casillas", "12", "--seed", "7"]
        self.prep("demo", "--out", str(self.proceso), *election)
        self.passwords = self._passwords(self.prep("demo", *election))

    @property
    def proceso(self):
        """The folder of the invented proceso, as the simulator wants it."""
        return self.folder / "proceso"

    def prep(self, *arguments):
        """Runs `prep` and gives what it printed."""
        return self._run("prep", *arguments)

    def sim(self, *arguments):
        """Runs `prep-sim` and gives what it printed."""
        return self._run("prep-sim", *arguments)

    def _run(self, program, *arguments):
        done = subprocess.run(
            [BIN / program, *arguments], env=self.env, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program} {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    @staticmethod
    def _passwords(printed):
        rows = [line.split() for line in printed.splitlines()]
        return {row[0]: row[1] for row in rows if len(row) == 3 and row[1].startswith("demo-")}

    def label(self, name):
        """The text of the code with which one tablet is enrolled."""
        return json.loads(self.prep("device", "enroll", name, "--json"))["label"]

    def serve(self):
        """Starts the servers and waits until they are ready."""
        self.server = subprocess.Popen([BIN / "prep", "serve"], env=self.env)
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/health/ready", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                pass
            if self.server.poll() is not None:
                raise RuntimeError("prep serve ended")
            time.sleep(0.02)

    def restart(self):
        """Kills the servers as a power failure would and starts them again."""
        self.server.kill()
        self.server.wait()
        self.serve()

    def objects(self):
        """Every stored image by the SHA-256 that names it."""
        folder = self.folder / "data" / "objects"
        return {path.stem: path for path in folder.rglob("*") if path.is_file()}

    def end(self):
        """Ends the servers and removes everything."""
        if self.server:
            self.server.terminate()
            self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
