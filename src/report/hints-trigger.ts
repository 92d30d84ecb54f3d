import type { HintContext } from './hint-context';

/** For a trigger that is missing or cannot be called; the message says which it is. */
export function triggerHint({ functionName, qualifier }: HintContext): string {
  return `http-trigger: true calls the HTTP trigger of the qualifier ${qualifier}; the console lists all triggers of ${functionName}.`;
}

/** Where an event can carry what a trigger asks for, by the trigger's authType. */
const CREDENTIAL_PLACES: Readonly<Record<string, string>> = {
  basic: 'set the header authorization in the event (Basic and base64 of user:password)',
  bearer: 'set the header authorization in the event (Bearer and the token)',
  jwt: "put the token where the trigger's configuration reads it: a header, the query, a form field or a cookie of the event",
};

/** Words of a service do not become advice, unless they can be no more than a name. */
function isName(text: string): boolean {
  return /^[a-z][\w-]{0,31}$/i.test(text);
}

/** For a 401 or 403 to a request that this action did not sign; else `undefined`. */
export function triggerAccessHint({ trigger, statusCode }: HintContext): string | undefined {
  if (trigger === undefined || (statusCode !== 401 && statusCode !== 403)) return undefined;
  const { isUrl, authType = 'function' } = trigger;
  if (isUrl) {
    return 'A URL is called without a signature: if the authType of the trigger is function, use http-trigger: true or its name; for basic, bearer and jwt, put the token into the event.';
  }
  // The function refused by itself, or FC did because of the signature.
  if (authType === 'anonymous' || authType === 'function') return undefined;
  if (!Object.hasOwn(CREDENTIAL_PLACES, authType)) {
    return isName(authType)
      ? `The HTTP trigger has authType ${authType}: put what it requires into headers or queries of the event.`
      : undefined;
  }
  return `The HTTP trigger has authType ${authType}: ${CREDENTIAL_PLACES[authType]}.`;
}
