from alibabacloud_fc_open20210406 import models
from alibabacloud_fc_open20210406.client import Client
from alibabacloud_tea_openapi.models import Config
from alibabacloud_tea_util.models import RuntimeOptions
from steps import ACCESS_KEY, env, invocation_steps, step

client = Client(Config(endpoint=env["ENDPOINT"], protocol="http", **ACCESS_KEY))


def invoke(function_name, body, invocation_type="Sync", service_name="shop"):
    response = client.invoke_function_with_options(
        service_name,
        function_name,
        models.InvokeFunctionRequest(body=body),
        models.InvokeFunctionHeaders(x_fc_invocation_type=invocation_type),
        RuntimeOptions(read_timeout=60000, connect_timeout=60000),
    )
    return response.status_code, response.headers, response.body


invocation_steps(invoke)
step("unknown", lambda: invoke("hello", b"", "Sync", "nowhere"))
