import type { FunctionResource } from './hints';

/**
 * What is granted together: who may do one of these needs all of them, and would be refused the
 * next after having been granted the first. Names of RAM's actions, FC 3.0 and 2.0.
 */
const COMPANIONS: readonly (readonly string[])[] = [
  ['fc:GetAsyncTask', 'fc:StopAsyncTask'],
  ['fc:GetStatefulAsyncInvocation', 'fc:StopStatefulAsyncInvocation'],
];

/**
 * The least that RAM has to allow for an operation on a function, as compact JSON.
 *
 * @param operation as RAM names it, e.g. `fc:InvokeFunction`
 * @param refusal FC's message, which names the account and the resource: `the caller is not
 * authorized to perform 'fc:…' on resource 'acs:fc:…'`
 */
export function minimalPolicy(
  operation: string,
  resource: FunctionResource,
  refusal: string,
): string {
  const refused = /'(acs:fc:[^']+)'/.exec(refusal)?.[1];
  const account = resource.accountId || accountIn(refused) || accountIn(resource.roleArn) || '*';
  const name = functionArn(resource, account);
  const covers = refused === undefined || refused === name || refused.startsWith(`${name}/`);
  const statement = {
    Effect: 'Allow',
    Action: COMPANIONS.find((actions) => actions.includes(operation)) ?? operation,
    Resource: covers ? [name, `${name}/*`] : [name, `${name}/*`, refused],
  };
  return JSON.stringify({ Version: '1', Statement: [statement] });
}

/** Resources of FC in RAM: with versions and triggers below the function; 2.0 by service. */
function functionArn(resource: FunctionResource, account: string): string {
  const { region, serviceName, functionName, qualifier } = resource;
  const path =
    serviceName === ''
      ? `functions/${functionName}`
      : `services/${serviceName}.${qualifier}/functions/${functionName}`;
  return `acs:fc:${region}:${account}:${path}`;
}

/** The account in `acs:{service}:{region}:{account}:…`. */
function accountIn(arn: string | undefined): string | undefined {
  return /^acs:[^:]*:[^:]*:(\d+):/.exec(arn ?? '')?.[1];
}
