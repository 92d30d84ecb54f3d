import { type EventHttpRequest, httpRequestFromEvent } from '../event/http-request';
import { CONTROL_CHARACTER, joinedQueries, splitAtQuery } from '../event/request-query';
import { messageOf } from '../text';
import { warnIfInTheClear } from './encryption';
import { eventInput } from './event';
import { InvalidValue } from './parsers';
import { type InputReader, problemWith } from './reader';

/** Which trigger to call, and with what request. */
interface HttpTriggerChoice {
  readonly trigger: 'of-qualifier' | { readonly name: string } | { readonly url: URL };
  readonly request: EventHttpRequest;
}

/**
 * The HTTP trigger to call, and the request that the event describes; `undefined` if the function
 * is invoked through the API. The query of a trigger's URL becomes the beginning of the request's.
 */
export function readHttpTrigger(
  reader: InputReader,
  payload: Uint8Array,
  warnings: string[],
): HttpTriggerChoice | undefined {
  if (reader.text('http-trigger').toLowerCase() === 'false') return undefined;
  const choice = reader.parsed('http-trigger', parseTrigger, undefined);
  const url = urlOf(choice?.trigger);
  if (url !== undefined) {
    if (reader.isGiven('service-name')) {
      reader.reject(
        'service-name',
        'cannot be used with the URL of an HTTP trigger, which names the function already',
      );
    }
    const { host } = url;
    const protocol = url.protocol === 'http:' ? 'http' : 'https';
    warnIfInTheClear('http-trigger', { protocol, host }, warnings);
  }
  const input = eventInput(reader);
  try {
    const request = httpRequestFromEvent(payload, (sentence) =>
      warnings.push(problemWith(input, sentence)),
    );
    if (choice === undefined) return undefined;
    const query = joinedQueries(choice.query, request.query);
    return { trigger: choice.trigger, request: { ...request, query } };
  } catch (error) {
    reader.reject(input, messageOf(error));
    return undefined;
  }
}

function urlOf(trigger: HttpTriggerChoice['trigger'] | undefined): URL | undefined {
  return typeof trigger === 'object' && 'url' in trigger ? trigger.url : undefined;
}

/** A trigger, and the query of its URL as it was written. */
interface GivenTrigger {
  readonly trigger: HttpTriggerChoice['trigger'];
  readonly query?: string | undefined;
}

function parseTrigger(text: string): GivenTrigger {
  if (text.toLowerCase() === 'true') return { trigger: 'of-qualifier' };
  if (!/^https?:/i.test(text)) {
    // FC's names of triggers; a wrong one is told apart from a URL without a scheme.
    if (/^[A-Za-z_][\w-]{0,127}$/.test(text)) return { trigger: { name: text } };
    throw new InvalidValue(
      'must be true, false, the name of an HTTP trigger or its http(s) URL',
      /^[\w.-]+\.\w+(?:[:/?]|$)/.test(text) ? 'a URL begins with https://' : undefined,
    );
  }
  const { before, query } = splitAtQuery(text);
  // The URL parser repairs what should be refused: back slashes, missing slashes, tabs.
  const isWellFormed =
    /^https?:\/\/[^/\\@]+(?:\/[^\\]*)?$/i.test(before) &&
    !text.includes('#') &&
    URL.canParse(before);
  if (!isWellFormed || CONTROL_CHARACTER.test(text)) {
    throw new InvalidValue(
      'must be the URL of an HTTP trigger without user info, fragment and control characters',
    );
  }
  return { trigger: { url: new URL(before) }, query };
}
