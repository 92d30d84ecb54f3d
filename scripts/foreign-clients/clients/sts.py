from pathlib import Path

from alibabacloud_sts20150401 import models
from alibabacloud_sts20150401.client import Client
from alibabacloud_tea_openapi.models import Config
from fc3_client import fc3
from steps import env, step

client = Client(Config(endpoint=env["STS_ENDPOINT"], protocol="https", region_id=env["REGION"]))
key = {}


def credentials():
    request = models.AssumeRoleWithOIDCRequest(
        role_arn=env["ROLE_ARN"],
        oidcprovider_arn=env["OIDC_PROVIDER_ARN"],
        oidctoken=Path(env["OIDC_TOKEN_FILE"]).read_text(),
        role_session_name="foreign",
        duration_seconds=900,
    )
    given = client.assume_role_with_oidc(request).body.credentials
    key.update(
        access_key_id=given.access_key_id,
        access_key_secret=given.access_key_secret,
        security_token=given.security_token,
    )
    return f"{given.access_key_id[:4]}…"


step("credentials", credentials)
step("hello", lambda: fc3(**key)("hello", b"FC")[2].decode())
