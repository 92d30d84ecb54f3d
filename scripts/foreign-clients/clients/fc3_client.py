import io

from alibabacloud_fc20230330 import models
from alibabacloud_fc20230330.client import Client
from alibabacloud_tea_openapi.models import Config
from darabonba.runtime import RuntimeOptions
from steps import env


def fc3(**config):
    """invoke of the SDK for FC 3.0."""
    client = Client(
        Config(endpoint=env["ENDPOINT"], protocol="http", region_id=env["REGION"], **config)
    )

    def invoke(function_name, body, invocation_type="Sync"):
        response = client.invoke_function_with_options(
            function_name,
            models.InvokeFunctionRequest(body=io.BytesIO(body)),
            models.InvokeFunctionHeaders(x_fc_invocation_type=invocation_type),
            RuntimeOptions(read_timeout=60000, connect_timeout=60000),
        )
        content = response.body
        return response.status_code, response.headers, content.read() if content else b""

    return invoke
