import { isLoopback, originOf } from '../http/endpoint';
import { connectRefusal, isTransportError } from '../http/errors';
import { jsonIn } from '../json-reader';
import { oneLine } from '../text';
import { type CallSettings, callForJson, type Operation, unreadable } from './call';
import type { Channel } from './invocation';
import { accountHeaders, functionPath, versionOf } from './invoke-function';
import { recordFrom, type Trigger, triggerFrom } from './resources';
import type { FunctionTarget } from './target';

/** The function has no HTTP trigger that can be called as asked. */
export class TriggerError extends Error {
  override readonly name = 'TriggerError';
}

/** Where a trigger is reached, and who may call it. */
export interface Destination {
  readonly url: URL;
  /** As FC names it: `function`, `anonymous`, `jwt`, `basic`, `bearer`; `undefined` for a URL that was given. */
  readonly authType: string | undefined;
  /** The version or alias that it calls; `undefined` for a URL that was given. */
  readonly qualifier: string | undefined;
  readonly isSigned: boolean;
}

type LookedUp = Extract<Channel, { kind: 'trigger' }>;

/** Whose hosts may see a signature and a security token. */
const FC_HOST = /(^|\.)(fcapp\.run|fc\.aliyuncs\.com)$/;

/** Authentication of HTTP that needs a header of the event's own. */
const NEEDS_AUTHORIZATION = ['basic', 'bearer'];

const MAX_NAME_LENGTH = 128;
const MAX_SHOWN_METHODS = 10;
const MAX_SHOWN_TRIGGERS = 10;

/**
 * Asks FC for the triggers of a function and chooses the one to call.
 *
 * @throws TriggerError if none can be called as asked; ServiceError, TransportError or
 * CredentialsError of the question, after which nothing was invoked
 */
export async function lookUpTrigger(
  target: FunctionTarget,
  channel: LookedUp,
  settings: CallSettings,
): Promise<Destination> {
  const all = await listTriggers(target, settings).catch((error: unknown) => {
    throw beforeInvocation(error);
  });
  return destinationOf(chosen(target, channel, all), target, channel);
}

/** More than any function has; FC gives 20 without it. */
const MAX_TRIGGERS = 100;

/**
 * ListTriggers, which 3.0 and 2.0 have alike. Not by the SDK: every call through a looked-up trigger
 * would wait for it to load.
 */
export async function listTriggers(
  target: FunctionTarget,
  settings: CallSettings,
): Promise<readonly Trigger[]> {
  const operation: Operation = {
    version: versionOf(target),
    action: 'ListTriggers',
    method: 'GET',
    path: `${functionPath(target)}/triggers`,
    query: { limit: String(MAX_TRIGGERS) },
    headers: accountHeaders(target),
  };
  const { triggers } = recordFrom(await callForJson(target.endpoint, operation, settings));
  if (!Array.isArray(triggers)) {
    throw unreadable(new TypeError('the response to ListTriggers has no list of triggers'));
  }
  return triggers.map(triggerFrom);
}

/**
 * The version or alias that a call through a channel leads to: a trigger that was named has its own.
 *
 * @throws as {@link lookUpTrigger} does
 */
export async function calledQualifier(
  target: FunctionTarget,
  channel: Channel,
  settings: CallSettings,
): Promise<string> {
  const isNamed = channel.kind === 'trigger' && channel.which !== 'of-qualifier';
  if (!isNamed) return target.qualifier;
  return qualifierOf(chosen(target, channel, await listTriggers(target, settings)));
}

/** An error of the look-up, as one before which nothing was invoked. */
function beforeInvocation(error: unknown): unknown {
  if (isTransportError(error, 'network')) {
    return connectRefusal(`the triggers cannot be read: ${error.message}`, error);
  }
  return isTransportError(error) ? error.with({ mayHaveBeenDelivered: false }) : error;
}

function chosen(
  { functionName, qualifier }: FunctionTarget,
  { which }: LookedUp,
  all: readonly Trigger[],
): Trigger {
  const http = all.filter(({ type }) => type === 'http');
  const found = http.filter((each) =>
    which === 'of-qualifier' ? qualifierOf(each) === qualifier : each.name === which.name,
  );
  const wanted =
    which === 'of-qualifier' ? `for the qualifier ${qualifier}` : `named ${which.name}`;
  const [only, another] = found;
  if (only === undefined) throw new TriggerError(noTrigger(functionName, wanted, http));
  if (another !== undefined) {
    const names = listed(found.map(({ name }) => name));
    throw new TriggerError(
      `Function ${functionName} has several HTTP triggers ${wanted} (${names}); set http-trigger to the name of one`,
    );
  }
  return only;
}

function noTrigger(functionName: string, wanted: string, http: readonly Trigger[]): string {
  const others = listed(http.map((each) => `${each.name} (${qualifierOf(each)})`));
  const advice =
    others === ''
      ? 'it has none at all; create one, or invoke the function without http-trigger'
      : `it has ${others}; set http-trigger to one of these names, or qualifier to its qualifier`;
  return `Function ${functionName} has no HTTP trigger ${wanted}: ${advice}`;
}

function qualifierOf({ qualifier }: Trigger): string {
  return qualifier || 'LATEST';
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_SHOWN_TRIGGERS).map((name) => oneLine(name, MAX_NAME_LENGTH));
  return [...shown, ...(names.length > shown.length ? ['…'] : [])].join(', ');
}

/** @throws TriggerError if the trigger cannot be called with this request */
function destinationOf(
  trigger: Trigger,
  target: FunctionTarget,
  { request: { method, headers } }: LookedUp,
): Destination {
  const name = oneLine(trigger.name, MAX_NAME_LENGTH);
  const { methods, disableURLInternet, authType } = configurationOf(trigger, name);
  if (methods.length > 0 && !methods.includes(method)) {
    const allowed = methods.slice(0, MAX_SHOWN_METHODS).join(', ');
    throw new TriggerError(
      `HTTP trigger ${name} does not allow ${method}, only ${allowed}; change method in the event, or the trigger`,
    );
  }
  const isSigned = authType === 'function';
  const hasAuthorization = headers.authorization !== undefined;
  if (isSigned && hasAuthorization) {
    throw new TriggerError(
      `HTTP trigger ${name} has authType function, so this action signs the request in the header authorization, which the event sets too; remove it from the event`,
    );
  }
  if (NEEDS_AUTHORIZATION.includes(authType) && !hasAuthorization) {
    throw new TriggerError(
      `HTTP trigger ${name} has authType ${authType}, which needs the header authorization; set it under headers in the event`,
    );
  }
  const text = disableURLInternet
    ? trigger.urlIntranet
    : (trigger.urlInternet ?? trigger.urlIntranet);
  if (text === undefined) {
    throw new TriggerError(
      `FC returned no URL for HTTP trigger ${name}; set http-trigger to its URL`,
    );
  }
  return {
    url: trustedUrl(text, name, target, isSigned),
    authType,
    qualifier: qualifierOf(trigger),
    isSigned,
  };
}

/**
 * The URL, if a request may go there: FC's own word for it is checked all the same, since
 * credentials, and the event, would follow it anywhere.
 */
function trustedUrl(text: string, name: string, target: FunctionTarget, isSigned: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isEndpoint = url?.origin === originOf(target.endpoint);
  if (url === undefined || hasUserInfo(url) || !(isEndpoint || isConfidential(url))) {
    throw new TriggerError(
      `The URL that FC returned for HTTP trigger ${name} is not an https URL without user info; set http-trigger to the right URL`,
    );
  }
  if (isSigned && !isEndpoint && !FC_HOST.test(url.hostname)) {
    throw new TriggerError(
      `The URL that FC returned for HTTP trigger ${name} points to ${oneLine(url.host, MAX_NAME_LENGTH)}, but a signed request is sent only to hosts under fcapp.run or fc.aliyuncs.com, or to the endpoint; set http-trigger to its URL to call it unsigned`,
    );
  }
  return url;
}

/** Whether nobody on the way can read what is sent there: it is encrypted, or stays on this machine. */
function isConfidential({ protocol, host }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(host));
}

function hasUserInfo({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}

/** FC's default is to ask for a signature. */
const DEFAULT_AUTH_TYPE = 'function';

/**
 * What a trigger's configuration says; what is missing or `null` is FC's default.
 *
 * @throws TriggerError if it cannot be read: whether to sign is not to be guessed
 */
function configurationOf({ config }: Trigger, name: string) {
  const read = config === '' ? {} : jsonIn(config);
  const { authType: type, methods: list, disableURLInternet } = recordFrom(read);
  const authType = type ?? '';
  const methods = list ?? [];
  if (read === undefined || typeof authType !== 'string' || !isListOfStrings(methods)) {
    throw new TriggerError(
      `The configuration that FC returned for HTTP trigger ${name} cannot be read: an object with authType, a string, and methods, a list of strings, was expected; set http-trigger to its URL`,
    );
  }
  return {
    authType: oneLine(authType || DEFAULT_AUTH_TYPE, MAX_NAME_LENGTH),
    methods,
    disableURLInternet: disableURLInternet === true,
  };
}

function isListOfStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
