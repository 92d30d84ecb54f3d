from alibabacloud_credentials.client import Client
from alibabacloud_credentials.provider import OIDCRoleArnCredentialsProvider
from fc3_client import fc3
from steps import env, step

provider = OIDCRoleArnCredentialsProvider(
    role_arn=env["ROLE_ARN"],
    oidc_provider_arn=env["OIDC_PROVIDER_ARN"],
    oidc_token_file_path=env["OIDC_TOKEN_FILE"],
    role_session_name="foreign",
    duration_seconds=900,
    sts_endpoint=env["STS_ENDPOINT"],
)
client = Client(provider=provider)

step("credentials", lambda: f"{client.get_credential().access_key_id[:4]}…")
step("hello", lambda: fc3(credential=client)("hello", b"FC")[2].decode())
