"""A plain client of the IETF resumable upload draft, with nothing but the standard library: creates,
loses its connection in the middle, asks where it stands, and goes on.

    python3 tests/clients/ietf_client.py BASE_URL ENVELOPE_FILE IMAGE_FILE

Prints the receipt; ends with an error if there is none.
"""

import base64
import hashlib
import http.client
import json
import socket
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit


def digest(data: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"


def ask(url, method, headers, body=b""):
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    connection.request(method, parts.path, body=body, headers=headers)
    answer = connection.getresponse()
    return answer.status, dict((k.lower(), v) for k, v in answer.getheaders()), answer.read()


def expect(condition, what):
    if not condition:
        sys.exit(f"ietf_client: {what}")


def break_off(url, image, part):
    """Announces the whole image and hangs up after `part` bytes."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as line:
        head = (
            f"PATCH {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            "Content-Type: application/partial-upload\r\nUpload-Offset: 0\r\n"
            f"Upload-Complete: ?1\r\nContent-Length: {len(image)}\r\n\r\n"
        )
        line.sendall(head.encode() + image[:part])
        time.sleep(0.2)


def main() -> None:
    base, envelope_file, image_file = sys.argv[1:]
    envelope = Path(envelope_file).read_text().strip()
    image = Path(image_file).read_bytes()

    status, headers, body = ask(f"{base}/v1/uploads", "OPTIONS", {})
    expect("max-size=" in headers.get("upload-limit", ""), f"no limits: {status} {headers}")
    create = {
        "Prep-Envelope": envelope,
        "Upload-Complete": "?0",
        "Upload-Length": str(len(image)),
        "Repr-Digest": digest(image),
    }
    status, headers, body = ask(f"{base}/v1/uploads", "POST", create)
    expect(status == 201 and "location" in headers, f"not created: {status} {body}")
    url = headers["location"]

    break_off(url, image, len(image) // 2)
    status, headers, _ = ask(url, "HEAD", {})
    expect(status == 204 and headers["upload-complete"] == "?0", f"no state: {status} {headers}")
    offset = int(headers["upload-offset"])
    expect(0 < offset < len(image), f"nothing of the broken request stayed: {offset}")

    wrong = {
        "Content-Type": "application/partial-upload",
        "Upload-Offset": str(offset - 1),
        "Upload-Complete": "?1",
    }
    status, headers, body = ask(url, "PATCH", wrong, image[offset - 1 :])
    expect(status == 409 and json.loads(body)["expected-offset"] == offset, f"{status} {body}")

    rest = image[offset:]
    right = {**wrong, "Upload-Offset": str(offset), "Content-Digest": digest(rest)}
    status, headers, body = ask(url, "PATCH", right, rest)
    expect(status == 200 and headers["upload-complete"] == "?1", f"not stored: {status} {body}")
    print(json.loads(body)["receipt"])


main()
