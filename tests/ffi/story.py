"""One night of a tablet, told in Python and in Kotlin over the generated bindings.

A real `prep serve`; a line that is cut at random bytes; the tablet's process killed at random
moments, the servers killed once. In the end every photo that the tablet said it kept is delivered,
its receipt verifies with a JOSE library that is not ours, and the server has those very bytes.

    story.py python|kotlin [SEED]
"""

import json
import os
import pathlib
import random
import shlex
import subprocess
import sys
import threading
import time

from joserfc import jws
from joserfc.jwk import ECKey

from cutting_proxy import CuttingProxy
from installation import Installation, free_port

HERE = pathlib.Path(__file__).resolve().parent
SPECIMEN = pathlib.Path(os.environ.get("PREP_REAL_DATA", "../shared/data/cdmx2024"))
#: An acta of the invented election that the simulated photos do not show; the specimen has no label.
OTHER_ACTA = "GUB/090001B0100/A02"
#: How often the tablet's process is killed before it may finish.
KILLS = 6


def photos_of(installation):
    """Twelve megapixels that can be read, twelve that cannot, and the real specimen if it is here."""
    out = installation.folder / "fotos"
    installation.sim(
        "photos", "--proceso", str(installation.proceso), "--count", "3", "--seed", "3",
        "--megapixels", "12", "--kind", "movil", "--out", str(out),
    )
    truths = [(path, json.loads(path.read_text())) for path in sorted(out.glob("*.json"))]
    shots = [(truth["sheet"]["acta"], path.with_suffix(".jpg")) for path, truth in truths]
    specimen = SPECIMEN / "acta_muestra_A02.jpg"
    if specimen.exists():
        shots.append((OTHER_ACTA, specimen.resolve()))
    else:
        print("SKIPPED: the real specimen is not here")
    return shots


def tell(language, installation, line, dice):
    """Runs the tablet until it ends by itself; gives what it kept, its queue and how many it took."""
    folder = installation.folder / "tablet"
    password = installation.passwords["cael"]
    arguments = [str(folder), installation.label("Tableta de prueba"), "cael", password]
    arguments += [f"{acta}={photo}" for acta, photo in photos_of(installation)]
    printed = []
    for kill in range(KILLS + 1):
        status = run(command(language) + arguments, line, moment(kill, dice), printed)
        if status == 0:
            break
        if kill == 1:
            installation.restart()
    print(f"{kill} kills of the tablet, 1 of the servers, {line.cuts} cuts of the line")
    assert kill >= 2 and line.cuts >= 3, "the night was too quiet to prove anything"
    kept = [said["kept"] for said in printed if "kept" in said]
    return kept, [said for said in printed if "id" in said], len(arguments) - 4


def moment(kill, dice):
    """When a run is killed: after some seconds or after some bytes sent; the last one never."""
    if kill == KILLS:
        return 240, float("inf")
    # Seconds find it starting, judging and signing; bytes find it within an image.
    return (240, dice.randint(5_000, 200_000)) if kill % 2 else (dice.uniform(0.3, 1.5), float("inf"))


def run(command_line, line, when, printed):
    """Runs the tablet once; gives its status, negative if it was killed, and adds what it printed."""
    seconds, sent = when
    ends, last_byte = time.monotonic() + seconds, line.passed + sent
    with subprocess.Popen(command_line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        out = Drain(process.stdout)
        err = Drain(process.stderr)
        while process.poll() is None and time.monotonic() < ends and line.passed < last_byte:
            time.sleep(0.002)
        process.kill()
        status = process.wait()
        for text in out.text().splitlines():
            if text.endswith("}"):
                printed.append(json.loads(text))
        if status > 0 or (status < 0 and seconds == 240 and sent == float("inf")):
            raise RuntimeError(f"the tablet failed ({status}):\n{out.text()}\n{err.text()}")
        return status


class Drain:
    """Reads a pipe to its end in a thread of its own, so that nobody waits for a full one."""

    def __init__(self, pipe):
        self.pieces = []
        self.thread = threading.Thread(target=lambda: self.pieces.append(pipe.read()), daemon=True)
        self.thread.start()

    def text(self):
        """Everything that came."""
        self.thread.join()
        return b"".join(self.pieces).decode(errors="replace")


def command(language):
    """How the tablet is started."""
    if language == "python":
        return [sys.executable, str(HERE / "tablet.py")]
    return shlex.split(os.environ["PREP_KOTLIN_TABLET"])


def check(installation, kept, queue, taken):
    """Everything that was kept is here once, delivered, and as it was signed."""
    assert len(queue) == taken, f"{taken} photos were taken, {len(queue)} are in the queue"
    assert len({item["id"] for item in queue}) == taken, "no id twice"
    delivered = [item["acta"] for item in queue if item["state"] == "DELIVERED"]
    assert sorted(delivered) == sorted(item["acta"] for item in queue), queue
    assert set(kept) <= set(delivered), "what was said to be kept is delivered"
    folder = installation.folder / "tablet"
    keys = json.loads((folder / "device.json").read_text())["server_keys"]
    objects = installation.objects()
    for item in queue:
        receipt = verified(item["receipt"], keys)
        assert receipt["id"] == item["id"] and receipt["sha256"] == item["sha256"], receipt
        assert objects[item["sha256"]].read_bytes() == (folder / f"{item['id']}.jpg").read_bytes()


def verified(text, keys):
    """The payload of a receipt whose signature holds with a pinned key for receipts."""
    [key] = [ECKey.import_key(key["jwk"]) for key in keys if key["purpose"] == "acuse"]
    return json.loads(jws.deserialize_compact(text, key).payload)


def main():
    language, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    started = time.monotonic()
    dice = random.Random(seed)
    # The proxy must know the server's port, the server its public address: that of the proxy.
    proxy_port = free_port()
    installation = Installation(f"http://127.0.0.1:{proxy_port}")
    try:
        line = CuttingProxy(installation.port, proxy_port, seed)
        installation.serve()
        kept, queue, taken = tell(language, installation, line, dice)
        check(installation, kept, queue, taken)
        print(f"{language}: {taken} photos delivered, {time.monotonic() - started:.0f} s")
        line.end()
    finally:
        installation.end()


if __name__ == "__main__":
    main()
