"""Starts a `prep serve` on an invented election and runs a command (JUnit) that knows where it is.

    junit.py COMMAND...
"""

import os
import subprocess
import sys

from installation import Installation, free_port
from story import photos_of


def main():
    port = free_port()
    installation = Installation(f"http://127.0.0.1:{port}", port)
    try:
        installation.serve()
        photos_of(installation)
        labels = [installation.label(f"Tableta {number}") for number in range(7)]
        env = dict(
            os.environ,
            PREP_TEST_LABELS=" ".join(labels),
            PREP_TEST_PASSWORD=installation.passwords["cael"],
            PREP_TEST_PASSWORD_ACOPIO=installation.passwords["acopio"],
            PREP_TEST_PASSWORD_SUPERVISA=installation.passwords["supervisa"],
            PREP_TEST_PHOTOS=str(installation.folder / "fotos"),
        )
        sys.exit(subprocess.run(sys.argv[1:], env=env, check=False).returncode)
    finally:
        installation.end()


if __name__ == "__main__":
    main()
