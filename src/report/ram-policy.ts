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

/** The logstore that Log Service refused. */
const REFUSED_LOG =
  /acs:log:[a-z0-9-]{1,40}:(?<account>\d{1,20}):(?<path>project\/[\w-]{1,128}\/logstore\/[\w-]{1,128})/;

/**
 * The least that RAM has to allow for reading a logstore.
 *
 * @param refusal Log Service's message, bounded; from it comes the account, if it speaks of this
 * logstore
 */
export function logPolicy(
  { project, logstore }: { readonly project: string; readonly logstore: string },
  { region, accountId, roleArn }: Pick<FunctionResource, 'region' | 'accountId' | 'roleArn'>,
  refusal: string,
): string {
  const path = `project/${project}/logstore/${logstore}`;
  const refused = REFUSED_LOG.exec(refusal)?.groups ?? {};
  const account =
    accountId || (refused.path === path && refused.account) || accountIn(roleArn) || '*';
  const resource = `acs:log:${region}:${account}:${path}`;
  const statement = { Effect: 'Allow', Action: 'log:GetLogStoreLogs', Resource: resource };
  return JSON.stringify({ Version: '1', Statement: [statement] });
}

/** What to do with a policy. */
export function attachPolicy(policy: string, roleArn: string | undefined): string {
  const grantee = roleArn ?? 'the RAM user or role that the AccessKey belongs to';
  return `Attach a policy with this permission to ${grantee}: ${policy}`;
}

function companionsOf(operation: string, qualifier: string): readonly string[] | undefined {
  // After the function, what the alias stands for is read.
  if (operation === 'fc:GetFunction' && isAlias(qualifier)) return [operation, 'fc:GetAlias'];
  return COMPANIONS.find((actions) => actions.includes(operation));
}

/** The account in `acs:ram::{account}:role/{name}`. */
function accountIn(roleArn: string | undefined): string | undefined {
  return /acs:ram::(\d+):/.exec(roleArn ?? '')?.[1];
}
