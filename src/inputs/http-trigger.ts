import { httpRequestFromEvent } from '../event/http-request';
import { CONTROL_CHARACTER, joinedQueries, splitAtQuery } from '../event/request-query';
import type { Channel } from '../function-compute/invocation';
import { messageOf } from '../text';
import { warnIfInTheClear } from './encryption';
import { eventInput } from './event';
import { InvalidValue } from './parsers';
import type { InputReader } from './reader';

/** The way to the function: InvokeFunction, or a trigger, with the query of its URL as written. */
export type Way =
  | { readonly kind: 'api' }
  | { readonly kind: 'trigger'; readonly which: 'of-qualifier' | { readonly name: string } }
  | { readonly kind: 'trigger-url'; readonly url: URL; readonly query: string | undefined };

const API = { kind: 'api' } as const;
const TRIGGER_OF_QUALIFIER: Way = { kind: 'trigger', which: 'of-qualifier' };

/** `http-trigger`: the way to the function. */
export function readWay(reader: InputReader): Way {
  const way = reader.parsed('http-trigger', parseWay, TRIGGER_OF_QUALIFIER);
  if (way.kind !== 'trigger-url') return way;
  if (reader.isGiven('service-name')) {
    reader.reject(
      'service-name',
      'cannot be used with the URL of an HTTP trigger, which names the function already',
    );
  }
  const { host } = way.url;
  const protocol = way.url.protocol === 'http:' ? 'http' : 'https';
  warnIfInTheClear(reader, 'http-trigger', { protocol, host });
  return way;
}

/**
 * The way to the function with the request that the event describes, if it is one of HTTP. The query
 * of a trigger's URL becomes the beginning of the request's.
 *
 * @param inherited headers that a described request has if it does not set them; lower-case names
 */
export function readChannel(
  reader: InputReader,
  way: Way,
  payload: Uint8Array,
  inherited?: Readonly<Record<string, string>>,
): Channel {
  if (way.kind === 'api') return way;
  const input = eventInput(reader);
  try {
    const warn = (sentence: string) => reader.warn(input, sentence);
    const request = httpRequestFromEvent(payload, warn, inherited);
    if (way.kind === 'trigger') return { ...way, request };
    const query = joinedQueries(way.query, request.query);
    return { kind: way.kind, url: way.url, request: { ...request, query } };
  } catch (error) {
    reader.reject(input, messageOf(error));
    return API;
  }
}

function parseWay(text: string): Way {
  if (text.toLowerCase() === 'false') return API;
  if (text.toLowerCase() === 'true') return TRIGGER_OF_QUALIFIER;
  if (!/^https?:/i.test(text)) {
    // FC's names of triggers; a wrong one is told apart from a URL without a scheme.
    if (/^[A-Za-z_][\w-]{0,127}$/.test(text)) return { kind: 'trigger', which: { name: text } };
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
  return { kind: 'trigger-url', url: new URL(before), query };
}
