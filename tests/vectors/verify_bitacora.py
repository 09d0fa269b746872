"""Recomputes prep-model/vectors/bitacora.json with nothing but the standard library.

Run from anywhere: python3 tests/vectors/verify_bitacora.py
"""

import hashlib
import json
import struct
import sys
from pathlib import Path

VECTORS = Path(__file__).resolve().parents[2] / "prep-model" / "vectors" / "bitacora.json"


def digest(prefix: str, data: bytes) -> bytes:
    return hashlib.sha256(prefix.encode() + data).digest()


def is_compact(text: str) -> bool:
    """True if the text is JSON without spaces or needless escapes, fields in the order written."""
    return json.dumps(json.loads(text), separators=(",", ":"), ensure_ascii=False) == text


def main() -> int:
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    faults = []

    run = f"{vectors['proceso']}/{vectors['ejercicio']}"
    chain = digest("prep-bitacora-genesis-v1\n", run.encode())
    if chain.hex() != vectors["genesis_sha256"]:
        faults.append("genesis")

    for number, row in enumerate(vectors["events"], start=1):
        text = row["event"]
        event_sha256 = digest("prep-bitacora-event-v1\n", text.encode())
        chain = digest("prep-bitacora-chain-v1\n", chain + struct.pack(">Q", number) + event_sha256)
        event = json.loads(text)
        ((machine, data),) = event["what"].items()
        checks = {
            "n": row["n"] == number,
            "name": row["name"] == f"{machine}.{data['kind']}",
            "form": is_compact(text),
            "ejercicio": event["ejercicio"] == vectors["ejercicio"],
            "event_sha256": row["event_sha256"] == event_sha256.hex(),
            "chain_sha256": row["chain_sha256"] == chain.hex(),
        }
        faults += [f"event {number}: {what}" for what, right in checks.items() if not right]

    for number, row in enumerate(vectors["contents"], start=1):
        text = row["content"]
        content_sha256 = digest("prep-captura-content-v1\n", text.encode())
        if row["content_sha256"] != content_sha256.hex() or not is_compact(text):
            faults.append(f"content {number}")

    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(vectors['events'])} events, {len(vectors['contents'])} contents, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
