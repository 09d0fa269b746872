#!/usr/bin/env python3
"""Checks prep-model/vectors with a standard JOSE library and none of our own code.

Needs Python 3.10 and joserfc (PyPI). Prints how many checks of each kind were made; ends with
status 1 and a list if any case came out differently than the vectors say.
"""

import base64
import hashlib
import json
import re
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws
from joserfc.jwk import ECKey

VECTORS = Path(__file__).resolve().parents[2] / "prep-model" / "vectors"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

counts: Counter[str] = Counter()
failures: list[str] = []


def check(kind: str, name: str, found, expected) -> None:
    counts[kind] += 1
    if found != expected:
        failures.append(f"{kind}: {name}: {found!r} instead of {expected!r}")


def load(name: str) -> dict:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def b64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def canonical(value) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


# Keys and signatures.


def load_keys(file: dict) -> dict[str, ECKey]:
    keys = {}
    for name, stored in file["keys"].items():
        key = ECKey.import_key(stored["jwk"])
        check("thumbprint", name, key.thumbprint(), stored["thumbprint"])
        private = ec.derive_private_key(int(stored["secret_hex"], 16), ec.SECP256R1())
        point = private.public_key().public_numbers()
        coordinates = [b64url(n.to_bytes(32, "big")) for n in (point.x, point.y)]
        check("secret", name, coordinates, [stored["jwk"]["x"], stored["jwk"]["y"]])
        check("secret name", name, sha256(f"prep test key {name}"), stored["secret_hex"])
        keys[name] = key
    return keys


def header_of(text: str) -> dict:
    return json.loads(unb64url(text.split(".")[0]))


def verified(text: str, key: ECKey) -> bytes | None:
    """The payload, if a standard library believes the signature."""
    try:
        return jws.deserialize_compact(text, key, algorithms=["ES256"]).payload
    except Exception:  # noqa: BLE001 - any refusal will do
        return None


def check_jws(file_name: str, case: dict, keys: dict[str, ECKey], embedded: bool) -> dict | None:
    """Checks the signature of a case; gives the payload if it is said to be good."""
    name, text = f"{file_name} {case['name']}", case["jws"]
    check("digest", name, sha256(text), case["sha256"])
    key = keys[case["key"]]
    if embedded:
        try:
            key = ECKey.import_key(header_of(text)["jwk"])
        except KeyError:
            pass  # the case without an embedded key
        except Exception:  # noqa: BLE001 - not a key at all
            check("signature invalid", name, case["signature"] != "valid", True)
            return None
    payload = verified(text, key)
    if case["signature"] != "depends":
        kind = f"signature {case['signature']}"
        check(kind, name, payload is not None, case["signature"] == "valid")
    if case["outcome"] != "ok" or payload is None:
        return None
    header = header_of(text)
    thumbprint = key.thumbprint()
    check("alg", name, header["alg"], "ES256")
    if embedded:
        check("embedded key", name, thumbprint, keys[case["key"]].thumbprint())
    else:
        check("kid", name, header["kid"], thumbprint)
    check("payload", name, payload.decode(), case["payload"])
    value = json.loads(payload)
    check("canonical", name, canonical(value), case["payload"])
    return value


# QR labels and claves.

PARTS = {
    "proceso": r"[a-z][a-z0-9-]{1,39}",
    "ejercicio": r"[a-z][a-z0-9-]{1,19}",
    "eleccion": r"[A-Z][A-Z0-9_]{1,15}",
    "tipo_acta": r"[A-Z][A-Z0-9]{1,9}",
}


def casilla_parts(text: str) -> tuple | None:
    match = re.fullmatch(r"([0-9]{2})([0-9]{4})([BCESMAP])([0-9]{2})([0-9]{2})", text)
    if not match:
        return None
    entidad, seccion, tipo, number, contigua = match.groups()
    entidad, seccion, number, contigua = map(int, (entidad, seccion, number, contigua))
    good = 1 <= entidad <= 32 and number >= 1
    good = good and (seccion > 0 or tipo in "MAP") and (contigua == 0 or tipo == "E")
    return (entidad, seccion, tipo, number, contigua) if good else None


def is_part(name: str, text: str) -> bool:
    return re.fullmatch(PARTS[name], text) is not None


def is_acta(text: str) -> bool:
    parts = text.split("/")
    if len(parts) != 3:
        return False
    eleccion, casilla, tipo = parts
    return is_part("eleccion", eleccion) and bool(casilla_parts(casilla)) and is_part("tipo_acta", tipo)


def label_outcome(text: str) -> str:
    parts = text.split(":")
    if len(parts) != 7 or parts[0] != "PREP1" or len(text.encode()) > 160:
        return "foreign"
    body, _, digits = text.rpartition(":")
    if sha256(body)[:8] != digits:
        return "check"
    _, proceso, ejercicio, eleccion, casilla, tipo, _ = parts
    good = is_part("proceso", proceso) and is_part("ejercicio", ejercicio)
    return "ok" if good and is_acta(f"{eleccion}/{casilla}/{tipo}") else "part"


def label_of(value: dict) -> str:
    body = ":".join(["PREP1", value["proceso"], value["ejercicio"], *value["acta"].split("/")])
    return f"{body}:{sha256(body)[:8]}"


def check_labels_and_claves() -> None:
    for case in load("qr_label.json")["cases"]:
        check("label", case["name"], label_outcome(case["text"]), case["outcome"])
    claves = load("claves.json")
    for case in claves["casillas"]:
        stored = tuple(case[m] for m in ("entidad", "seccion", "tipo", "id", "ext_contigua"))
        parts = casilla_parts(case["text"])
        check("casilla", case["text"], parts is not None, case["valid"])
        check("casilla parts", case["text"], parts or (None,) * 5, stored)
    for case in claves["publicadas"]:
        text = case["text"]
        good = bool(casilla_parts(text[:11])) and is_part("tipo_acta", text[11:])
        check("clave de acta", text, good, case["valid"])
    for case in claves["actas"]:
        check("acta", case["text"], is_acta(case["text"]), case["valid"])


# Envelopes and receipts.


def check_envelopes() -> None:
    file = load("envelope.json")
    keys = load_keys(file)
    digests = {}
    for case in file["cases"]:
        value = check_jws("envelope", case, keys, embedded=False)
        if value is None:
            continue
        name = case["name"]
        check("typ", name, header_of(case["jws"])["typ"], "prep-digitalizacion+jws")
        check("version of the id", name, value["id"][14], "7")
        if value["identified"] == "qr":
            check("label of the acta", name, value["qr"], label_of(value))
        if value["identified"] == "none":
            check("no acta", name, value["acta"], None)
        digests.setdefault(value["seq"], case["sha256"])
        if name == "second_of_the_device":
            check("chain", name, value["prev"], digests[1])


def check_receipts() -> None:
    file = load("receipt.json")
    keys = load_keys(file)
    for case in file["cases"]:
        value = check_jws("receipt", case, keys, embedded=False)
        if value is None:
            continue
        check("typ", case["name"], header_of(case["jws"])["typ"], "prep-acuse+jws")
        envelope = json.loads(unb64url(case["envelope"].split(".")[1]))
        pairs = [
            ("proceso", envelope["proceso"]),
            ("ejercicio", envelope["ejercicio"]),
            ("id", envelope["id"]),
            ("acta", envelope["acta"]),
            ("sha256", envelope["image"]["sha256"]),
            ("envelope_sha256", sha256(case["envelope"])),
        ]
        mismatch = next((member for member, wanted in pairs if value[member] != wanted), None)
        check("receipt match", case["name"], mismatch, case["mismatch"])


# Bolsas PREP.


def code_casilla(text: str) -> tuple[str, str | None]:
    if casilla_parts(text):
        return "ok", text
    parts = text.split(":")
    if len(parts) != 5 or parts[0] != "PREPB1" or len(text.encode()) > 160:
        outcome = label_outcome(text)
        return outcome, parts[4] if outcome == "ok" else None
    body, _, digits = text.rpartition(":")
    if sha256(body)[:8] != digits:
        return "check", None
    good = is_part("proceso", parts[1]) and is_part("ejercicio", parts[2]) and casilla_parts(parts[3])
    return ("ok", parts[3]) if good else ("part", None)


def report_written(text: str) -> str | None:
    members = dict.fromkeys(("waiting", "rejected", "oldest", "person"))
    for member in text.split(","):
        name, equals, value = member.strip().partition("=")
        if not equals or (name in ("waiting", "rejected", "oldest") and not value.isdecimal()):
            return None
        members |= {name: value} if name in members else {}
    if members["waiting"] is None:
        return None
    members["rejected"] = members["rejected"] or "0"
    return ", ".join(f"{name}={value}" for name, value in members.items() if value is not None)


def check_bolsas() -> None:
    file = load("bolsa.json")
    keys = load_keys(file)
    for case in file["codes"]:
        check("code of a bag", case["name"], code_casilla(case["text"]), (case["outcome"], case["casilla"]))
    for case in file["reports"]:
        check("device report", case["text"], report_written(case["text"]), case["written"])
    for case in file["receptions"]:
        value = check_jws("bolsa", case, keys, embedded=False)
        if value is None:
            continue
        check("typ", case["name"], header_of(case["jws"])["typ"], "prep-bolsa+jws")
        check("actas in order", case["name"], sorted(set(value["actas"])), value["actas"])
        if value["identified"] == "qr":
            check("code of the bag", case["name"], code_casilla(value["code"]), ("ok", value["casilla"]))
    for case in file["receipts"]:
        value = check_jws("receipt of a bag", case, keys, embedded=False)
        if value is None:
            continue
        check("typ", case["name"], header_of(case["jws"])["typ"], "prep-acuse-bolsa+jws")
        bolsa = json.loads(unb64url(case["bolsa"].split(".")[1]))
        pairs = [(member, bolsa[member]) for member in ("proceso", "ejercicio", "id", "casilla")]
        pairs.append(("envelope_sha256", sha256(case["bolsa"])))
        mismatch = next((member for member, wanted in pairs if value[member] != wanted), None)
        check("receipt match", case["name"], mismatch, case["mismatch"])


# Proofs.


def normal_url(text: str) -> str:
    url = urlsplit(text)
    port = f":{url.port}" if url.port not in (None, {"https": 443, "http": 80}[url.scheme]) else ""
    path = re.sub(
        r"%([0-9A-Fa-f]{2})",
        lambda m: c if re.fullmatch(r"[A-Za-z0-9._~-]", c := chr(int(m[1], 16))) else m[0].upper(),
        url.path,
    )
    path = path.replace("/./", "/") or "/"
    return f"{url.scheme}://{url.hostname}{port}{path}"


def dpop_outcome(claims: dict, expect: dict, thumbprint: str) -> str:
    token = expect["access_token"]
    ath = b64url(hashlib.sha256(token.encode()).digest()) if token else None
    rules = [
        ("method", claims["htm"] == expect["method"]),
        ("url", normal_url(claims["htu"]) == normal_url(expect["url"])),
        ("use_nonce", not expect["nonces"] or claims.get("nonce") in expect["nonces"]),
        ("stale", abs(claims["iat"] - expect["now"]) <= expect["skew_seconds"]),
        ("token_hash", claims.get("ath") == ath),
        ("binding", expect["jkt"] in (None, thumbprint)),
    ]
    return next((code for code, kept in rules if not kept), "ok")


def check_proofs() -> None:
    file = load("dpop.json")
    keys = load_keys(file)
    by_claims = {"ok", "method", "url", "use_nonce", "stale", "token_hash", "binding"}
    for case in file["cases"]:
        check_jws("dpop", case, keys, embedded=True)
        if case["outcome"] in by_claims:
            claims = json.loads(unb64url(case["jws"].split(".")[1]))
            thumbprint = ECKey.import_key(header_of(case["jws"])["jwk"]).thumbprint()
            found = dpop_outcome(claims, case["expect"], thumbprint)
            check("proof", case["name"], found, case["outcome"])


# Tokens.


def lifetime_outcome(claims: dict, expect: dict, max_lifetime: int) -> str:
    iat, exp, now, skew = claims["iat"], claims["exp"], expect["now"], expect["skew_seconds"]
    if not 0 < exp - iat <= max_lifetime:
        return "lifetime"
    if exp + skew <= now:
        return "expired"
    return "not_yet" if iat - skew > now else "ok"


def assertion_outcome(claims: dict, expect: dict) -> str:
    if claims["iss"] != claims["sub"]:
        return "issuer"
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if audience != [expect["party"]]:
        return "audience"
    return lifetime_outcome(claims, expect, 300)


def access_token_outcome(claims: dict, expect: dict) -> str:
    if claims["iss"] != expect["party"]:
        return "issuer"
    return lifetime_outcome(claims, expect, 3600)


def check_tokens() -> None:
    by_claims = {"ok", "issuer", "audience", "expired", "not_yet", "lifetime"}
    for name, typ, outcome in (
        ("client_assertion", "client-authentication+jwt", assertion_outcome),
        ("access_token", "at+jwt", access_token_outcome),
    ):
        file = load(f"{name}.json")
        keys = load_keys(file)
        for case in file["cases"]:
            value = check_jws(name, case, keys, embedded=False)
            if case["outcome"] in by_claims:
                claims = json.loads(unb64url(case["jws"].split(".")[1]))
                check(name, case["name"], outcome(claims, case["expect"]), case["outcome"])
            if value is None:
                continue
            check("typ", case["name"], header_of(case["jws"])["typ"], typ)
            check("version of the id", case["name"], value["sub"][14], "7")
            if name == "access_token":
                check("binding", case["name"], value["cnf"]["jkt"], keys["device"].thumbprint())


# Enrolment.


def code_outcome(text: str) -> tuple[str, str | None]:
    letters = re.sub(r"[- ]", "", text).upper().replace("O", "0")
    letters = letters.replace("I", "1").replace("L", "1")
    if len(letters) != 18 or any(letter not in ALPHABET for letter in letters):
        return "form", None
    value = 0
    for letter in letters:
        value <<= 1
        value = (value ^ 0b100101 if value & 32 else value) ^ ALPHABET.index(letter)
    return ("check", None) if value else ("ok", letters)


def check_enrolment() -> None:
    file = load("enrolment.json")
    keys = load_keys(file)
    for case in file["codes"]:
        outcome, letters = code_outcome(case["text"])
        check("code", case["text"], outcome, case["outcome"])
        if letters:
            groups = "-".join(letters[at : at + 6] for at in (0, 6, 12))
            check("code text", case["text"], groups, case["canonical"])
            check("code digest", case["text"], sha256(letters), case["sha256"])
    for case in file["labels"]:
        if case["outcome"] == "ok":
            url, _, code = case["text"].removeprefix("PREPE1:").rpartition(":")
            check("label", case["text"], normal_url(url), case["server"])
            check("label", case["text"], code_outcome(code)[0], "ok")
    for case in file["requests"]:
        value = check_jws("enrolment", case, keys, embedded=True)
        if value is not None:
            check("typ", case["name"], header_of(case["jws"])["typ"], "prep-alta+jws")
            check("code in request", case["name"], code_outcome(value["code"])[0], "ok")
    for case in file["responses"]:
        if case["outcome"] == "ok":
            value = json.loads(case["json"])
            check("canonical", case["name"], canonical(value), case["json"])
            for key in value["server_keys"]:
                ECKey.import_key(key["jwk"])


def check_canonical() -> None:
    file = load("canonical.json")
    for case in file["documents"]:
        check("canonical", case["name"], canonical(case["value"]), case["text"])
        check("digest", case["name"], sha256(case["text"]), case["sha256"])
    good = next(case["text"] for case in file["documents"] if case["name"] == "identified_by_qr")
    rewritten = {"white_space", "trailing_line_feed", "needless_escape", "escaped_slash"}
    for case in file["refused"]:
        check("refused text differs", case["name"], case["text"] != good, True)
        if case["name"] in rewritten:
            check("second writing", case["name"], canonical(json.loads(case["text"])), good)


def main() -> int:
    check_labels_and_claves()
    check_envelopes()
    check_receipts()
    check_bolsas()
    check_proofs()
    check_tokens()
    check_enrolment()
    check_canonical()
    for kind, count in sorted(counts.items()):
        print(f"{count:5} {kind}")
    print(f"{sum(counts.values()):5} checks, {len(failures)} differences")
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
