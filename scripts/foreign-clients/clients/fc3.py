from fc3_client import fc3
from steps import ACCESS_KEY, invocation_steps, step

invoke = fc3(**ACCESS_KEY)
invocation_steps(invoke)
step("unknown", lambda: invoke("nowhere", b""))
