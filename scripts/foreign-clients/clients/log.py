import socket
import time

from aliyun.log import LogClient
from fc3_client import fc3
from steps import ACCESS_KEY, env, step

# The client puts the project before the host, and DNS does not know that name here.
system_lookup = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **named: system_lookup("127.0.0.1", *rest, **named)

PROJECT, LOGSTORE = env["LOG_PROJECT"], env["LOGSTORE"]
request_id = fc3(**ACCESS_KEY)("hello", b"FC")[1]["x-fc-request-id"]


def read(auth_version, key=env["ACCESS_KEY_SECRET"], **query):
    client = LogClient(
        f"http://{env['ENDPOINT']}",
        env["ACCESS_KEY_ID"],
        key,
        auth_version=auth_version,
        region=env["REGION"],
    )
    now = int(time.time())
    response = client.get_log(PROJECT, LOGSTORE, now - 900, now + 900, **query)
    return [log.get_contents()["message"] for log in response.get_logs()]


def lines(auth_version):
    query = f'__topic__:"FCLogs:hello" and "{request_id}"'
    found = read(auth_version, topic="FCLogs:hello", query=query)
    own = [line for line in found if line.startswith("FC ")]
    return ", ".join(sorted(line.replace(request_id, "…") for line in own))


def refused(auth_version):
    try:
        return read(auth_version, key="wrong")
    except Exception as error:
        return f"{error.resp_status} {error.get_error_code()}"


for version in ["v1", "v4"]:
    step(f"log {version}", lambda: lines(version))
    step(f"wrong secret {version}", lambda: refused(version))
