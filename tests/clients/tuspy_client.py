"""A real tus client (tuspy) sends an image to our server in pieces.

    pip install -r tests/clients/requirements.txt
    python3 tests/clients/tuspy_client.py BASE_URL ENVELOPE_FILE IMAGE_FILE

Prints the receipt; ends with an error if there is none.
"""

import json
import sys
import urllib.request
from pathlib import Path

from tusclient.client import TusClient


def main() -> None:
    base, envelope_file, image_file = sys.argv[1:]
    envelope = Path(envelope_file).read_text().strip()
    client = TusClient(f"{base}/v1/uploads")
    uploader = client.uploader(
        image_file, metadata={"envelope": envelope}, chunk_size=32 * 1024, retries=2
    )
    uploader.upload(stop_at=32 * 1024)
    # Another program goes on from the URL alone.
    resumed = client.uploader(image_file, url=uploader.url, chunk_size=64 * 1024)
    resumed.upload()
    with urllib.request.urlopen(resumed.url) as answer:
        state = json.load(answer)
    if state["state"] != "stored":
        sys.exit(f"not stored: {state}")
    print(state["receipt"])


main()
