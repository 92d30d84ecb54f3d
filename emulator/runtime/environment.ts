import { parseFunctionName } from '../functions/function-name';
import type { FunctionVersion } from '../functions/functions';
import type { Site } from '../site';

/** What a process needs to start at all. */
const INHERITED = ['PATH', 'SystemRoot', 'TEMP', 'TMPDIR'];

/** The environment of an instance: FC's variables, the inherited ones, and the function's own. */
export function environmentOf(
  { functionName, code, configuration }: FunctionVersion,
  site: Site,
): Record<string, string> {
  const { serviceName, shortName } = parseFunctionName(functionName);
  const inherited = INHERITED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    FC_ACCOUNT_ID: site.accountId,
    FC_REGION: site.region,
    FC_FUNCTION_NAME: shortName,
    FC_FUNCTION_HANDLER: configuration.handler,
    FC_FUNCTION_MEMORY_SIZE: String(configuration.memorySize),
    FC_FUNC_CODE_PATH: code.folder,
    ...(serviceName === undefined ? {} : { FC_SERVICE_NAME: serviceName }),
    ...Object.fromEntries(inherited),
    ...configuration.environmentVariables,
  };
}
