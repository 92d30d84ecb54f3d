import { isAlias } from '../function-compute/target';

/** What a permission is about. */
export interface FunctionResource {
  readonly region: string;
  /** Empty when not given. */
  readonly accountId: string;
  /** FC 2.0; else empty. */
  readonly serviceName: string;
  readonly functionName: string;
  readonly qualifier: string;
  /** The role that the job assumed, if any. */
  readonly roleArn: string | undefined;
}

/** Actions to grant together: who has only the first would be refused the next. FC 3.0 and 2.0. */
const COMPANIONS: readonly (readonly string[])[] = [
  ['fc:GetAsyncTask', 'fc:StopAsyncTask'],
  ['fc:GetStatefulAsyncInvocation', 'fc:StopStatefulAsyncInvocation'],
];

/** The resource that FC refused: `… on resource 'acs:fc:{region}:{account}:{path}'`. */
const REFUSED = /'acs:fc:(?<region>[a-z0-9-]{1,40}):(?<account>\d{1,20}):(?<path>[^\s']{1,400})'/;

/**
 * The least that RAM has to allow for an operation on a function, as compact JSON. It names no
 * other resource than that function, whatever the refusal says.
 *
 * @param operation as RAM names it, e.g. `fc:InvokeFunction`
 * @param refusal FC's message, bounded; from it comes the account, if it speaks of this function,
 * and whether FC 2.0 asks for a permission on the function without its qualifier
 */
export function minimalPolicy(
  operation: string,
  resource: FunctionResource,
  refusal: string,
): string {
  const { region, serviceName, functionName, qualifier } = resource;
  const paths =
    serviceName === ''
      ? [`functions/${functionName}`]
      : [
          `services/${serviceName}.${qualifier}/functions/${functionName}`,
          `services/${serviceName}/functions/${functionName}`,
        ];
  const refused = REFUSED.exec(refusal)?.groups ?? {};
  const isOurs = (path: string) => `${refused.path}/`.startsWith(`${path}/`);
  const refusedPath = refused.region === region ? paths.find(isOurs) : undefined;
  const account =
    resource.accountId || (refusedPath && refused.account) || accountIn(resource.roleArn) || '*';
  const granted = paths.filter((path, index) => index === 0 || path === refusedPath);
  const statement = {
    Effect: 'Allow',
    Action: companionsOf(operation, qualifier) ?? operation,
    Resource: granted
      .map((path) => `acs:fc:${region}:${account}:${path}`)
      .flatMap((arn) => [arn, `${arn}/*`]),
  };
  return JSON.stringify({ Version: '1', Statement: [statement] });
}

/** The least that RAM has to allow for reading a logstore. */
export function logPolicy(
  { project, logstore }: { readonly project: string; readonly logstore: string },
  { region, accountId }: Pick<FunctionResource, 'region' | 'accountId'>,
): string {
  const resource = `acs:log:${region}:${accountId || '*'}:project/${project}/logstore/${logstore}`;
  const statement = { Effect: 'Allow', Action: 'log:GetLogStoreLogs', Resource: resource };
  return JSON.stringify({ Version: '1', Statement: [statement] });
}

function companionsOf(operation: string, qualifier: string): readonly string[] | undefined {
  // After the function, what the alias stands for is read.
  if (operation === 'fc:GetFunction' && isAlias(qualifier)) return [operation, 'fc:GetAlias'];
  return COMPANIONS.find((actions) => actions.includes(operation));
}

/** The account in `acs:{service}:{region}:{account}:…`. */
function accountIn(arn: string | undefined): string | undefined {
  return /acs:[^:]*:[^:]*:(\d+):/.exec(arn ?? '')?.[1];
}
