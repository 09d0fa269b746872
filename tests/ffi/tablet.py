"""A tablet in Python over the generated binding: takes photos, sends them, prints what it knows.

    tablet.py FOLDER LABEL USER PASSWORD ACTA=PHOTO...

It goes on from wherever an earlier run in the same folder was killed, and ends when everything is
delivered. The key stands in a file, as a device without hardware has it.
"""

import http.client
import json
import pathlib
import sys
import time
import urllib.parse

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

import prep_casilla as casilla

PIN = "428193"


class FileKey(casilla.DeviceSigner):
    """A P-256 key in a file."""

    def __init__(self, path):
        if not path.exists():
            made = ec.generate_private_key(ec.SECP256R1())
            temporary = path.with_suffix(".tmp")
            temporary.write_bytes(
                made.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            )
            temporary.rename(path)
        self.key = serialization.load_pem_private_key(path.read_bytes(), None)

    def public_key(self):
        return self.key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, message):
        return self.key.sign(message, ec.ECDSA(hashes.SHA256()))


class SystemClock(casilla.Clock):
    """This machine's clock."""

    def now_micros(self):
        return time.time_ns() // 1000


class StderrLog(casilla.LogSink):
    """The log on the standard error."""

    def log(self, level, line):
        print(f"{level.name}: {line}", file=sys.stderr)


class Tablet:
    """The app and a person who does what its screens ask for."""

    def __init__(self, folder, label, user, password):
        folder.mkdir(exist_ok=True)
        self.label, self.user, self.password = label, user, password
        hardware = casilla.Hardware(
            platform=casilla.Platform.SIMULATOR,
            key_storage=casilla.KeyStorage.SOFTWARE,
            model="python",
            app_version="0.1.0",
            attestation=b"",
        )
        key = FileKey(folder.parent / f"{folder.name}.pem")
        self.app = casilla.App.open(str(folder), key, SystemClock(), StderrLog(), hardware)

    def network(self):
        """Performs requests until nothing waits."""
        while True:
            action = self.app.next_action()
            if action.is_IDLE():
                return
            if action.is_WAIT_UNTIL():
                # Whoever waits for a test is less patient than a tablet in the rain.
                time.sleep(0.02)
                self.app.network_is_back()
                continue
            request = action.request
            try:
                answer = perform(request)
            except (OSError, http.client.HTTPException) as error:
                self.app.on_transport_error(request.ticket, type(error).__name__)
            else:
                self.app.on_response(request.ticket, answer)

    def enter(self):
        """Enrols the tablet and signs the person in, as far as the screens ask for it."""
        for _ in range(50):
            screen = self.app.screen()
            if screen.kind == casilla.ScreenKind.ENROLMENT:
                self.app.scanned(self.label)
            elif screen.kind == casilla.ScreenKind.PEOPLE:
                self.app.act(screen.rows[0].intent if screen.rows else screen.primary.intent, [])
            elif screen.kind in (casilla.ScreenKind.SIGN_IN, casilla.ScreenKind.NEW_PIN):
                self.app.act(screen.primary.intent, [self.typed(field) for field in screen.fields])
            else:
                self.network()
                return
            self.network()
        raise RuntimeError(f"nobody comes in: {self.app.screen()}")

    def typed(self, field):
        """What this person types in a field."""
        by_input = {
            casilla.Input.TEXT: self.user,
            casilla.Input.PASSWORD: self.password,
            casilla.Input.PIN: PIN,
        }
        return by_input.get(field.input, "")

    def photograph(self, acta, photo):
        """From the camera to the outbox; gives the verdict."""
        casilla_key = acta.split("/")[1]
        self.app.act(casilla.Intent.CHOOSE_CASILLA(casilla_key), [])
        self.app.act(casilla.Intent.CHOOSE_ACTA(acta), [])
        for _ in range(3):
            screen = self.app.photograph(photo)
            if screen.kind == casilla.ScreenKind.QUESTION:
                screen = self.app.act(casilla.Intent.KEEP_CHOICE(), [])
            assert screen.kind == casilla.ScreenKind.REVIEW, screen
            assert self.app.picture()[:2] == b"\xff\xd8", "the picture on review is a JPEG"
            wishes = [screen.primary, *screen.others]
            for wish in (casilla.Intent.SEND(), casilla.Intent.INSIST()):
                if any(button.intent == wish for button in wishes):
                    kept = self.app.act(wish, [])
                    assert kept.kind == casilla.ScreenKind.KEPT, kept
                    return "accepted" if wish.is_SEND() else "insisted"
            self.app.act(casilla.Intent.REPEAT(), [])
        raise RuntimeError(f"neither accepted nor refused: {screen}")


def perform(request):
    """Performs a request of the core over plain HTTP."""
    url = urllib.parse.urlsplit(request.url)
    line = http.client.HTTPConnection(url.hostname, url.port, timeout=10)
    try:
        headers = {header.name: header.value for header in request.headers}
        target = url.path + (f"?{url.query}" if url.query else "")
        line.request(request.method, target, body=body_of(request.body), headers=headers)
        answer = line.getresponse()
        found = [casilla.HttpHeader(name=name, value=value) for name, value in answer.getheaders()]
        return casilla.HttpResponse(status=answer.status, headers=found, body=answer.read())
    finally:
        line.close()


def body_of(body):
    """The bytes that a request carries."""
    if body.is_BYTES():
        return body.bytes
    if body.is_FILE():
        with open(body.path, "rb") as file:
            file.seek(body.offset)
            return file.read(body.length)
    return None


def main():
    folder, label, user, password, *photos = sys.argv[1:]
    tablet = Tablet(pathlib.Path(folder), label, user, password)
    tablet.enter()
    # What an earlier run kept is in the queue, in the order of the arguments.
    kept = len(tablet.app.queue())
    for photo in photos[kept:]:
        acta, path = photo.split("=", 1)
        verdict = tablet.photograph(acta, pathlib.Path(path).read_bytes())
        print(json.dumps({"kept": acta, "verdict": verdict}), flush=True)
        tablet.network()
    tablet.network()
    for item in tablet.app.queue():
        receipt = tablet.app.receipt(item.id)
        line = {"id": item.id, "acta": item.acta, "state": item.state.name, "sha256": item.sha256}
        if receipt:
            line["receipt"] = receipt.text
            assert receipt.sha256 == item.sha256, "the receipt is of this image"
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
