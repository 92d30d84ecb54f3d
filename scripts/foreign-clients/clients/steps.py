"""The steps of the Python clients, whatever SDK they use."""

import json
import os

env = os.environ
ALL_BYTES = bytes(range(256))
ACCESS_KEY = {
    "access_key_id": env["ACCESS_KEY_ID"],
    "access_key_secret": env["ACCESS_KEY_SECRET"],
}


def step(name, see):
    """Runs one step and prints what it saw."""
    try:
        saw = see()
    except Exception as error:
        data = getattr(error, "data", None) or {}
        status = getattr(error, "status_code", None) or data.get("statusCode")
        saw = f"{status} {getattr(error, 'code', None) or type(error).__name__}"
    print(json.dumps({"step": name, "saw": saw}), flush=True)


def invocation_steps(invoke):
    """invoke takes a function's name, a body and an invocation type; gives status, headers, body."""
    step("hello", lambda: invoke("hello", b"FC")[2].decode())

    def bytes_step():
        same = invoke("echo", ALL_BYTES)[2] == ALL_BYTES
        return "all 256 as they were" if same else "damaged by the client"

    step("bytes", bytes_step)
    step("throws", lambda: invoke("throws", b"")[1].get("x-fc-error-type"))
    step("async", lambda: str(invoke("hello", b"", "Async")[0]))
