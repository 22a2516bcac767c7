"""`python deploy/probe.py URL`: exit 0 when the portal answers 200 there, else say what it answered.

The question is asked in the name of SITE_URL, because no other host is answered.
"""

import os
import sys
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen


def main(url: str) -> int:
    host = urlsplit(os.environ.get("SITE_URL", "")).netloc or urlsplit(url).netloc
    try:
        urlopen(Request(url, headers={"Host": host}), timeout=5).close()  # noqa: S310 - the operator's own address
    except URLError as error:
        print(error, getattr(error, "fp", None) and error.fp.read().decode())  # type: ignore[attr-defined]
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
