"""What a browser does with the challenge's page, without a browser."""

import hashlib
import hmac
import re
from itertools import count

PATH = "/.dozor/challenge"
KEY = "5f" * 32


def puzzle_in(page):
    return re.search(r"const PUZZLE = '([0-9a-f.]+)'", page)[1]


def solve(puzzle):
    _, bits, parts, mac = puzzle.split(".")
    return f"{puzzle}:{','.join(str(_number(f'{mac}.{part}.', int(bits))) for part in range(int(parts)))}"


def _number(prefix, bits):
    for number in count():
        if int(hashlib.sha256(f"{prefix}{number}".encode()).hexdigest()[:8], 16) < 2 ** (32 - bits):
            return number
    raise AssertionError


def get_page(nginx, source="127.0.0.9", **request):
    return nginx.ask(source, Accept="text/html,*/*;q=0.8", **request)


def post(nginx, solution, source="127.0.0.9", **request):
    return nginx.ask(source, path=PATH, method="POST", body=solution, **request)


def earn_pass(nginx, source="127.0.0.9", **request):
    """Solve the page's puzzle and return the cookie as a browser sends it back."""
    _, _, page = get_page(nginx, source, **request)
    status, headers, _ = post(nginx, solve(puzzle_in(page)), source, **request)
    assert status == 204
    return headers["Set-Cookie"].partition(";")[0]


def sign(*words, source="127.0.0.9", service="shop.example", key=KEY):
    """Sign as a node of the fleet does."""
    return hmac.new(key.encode(), "\n".join((*words, source, service)).encode(), "sha256").hexdigest()[:32]


def new_pass(until, **signed):
    return f"dozor_pass={int(until)}.{sign('pass', str(int(until)), **signed)}"


def new_puzzle(issued, bits=4, parts=2, **signed):
    words = (str(int(issued)), str(bits), str(parts))
    return ".".join((*words, sign("puzzle", *words, **signed)))
