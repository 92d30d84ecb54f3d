import { type EventHttpRequest, httpRequestFromEvent } from '../event/http-request';
import { messageOf } from '../text';
import { eventInput } from './event';
import type { InputReader } from './reader';

/** Which trigger to call, and with what request. */
interface HttpTriggerChoice {
  readonly trigger: 'of-qualifier' | { readonly name: string } | { readonly url: URL };
  readonly request: EventHttpRequest;
}

/**
 * The HTTP trigger to call, and the request that the event makes; `undefined` when the function
 * is invoked through the API.
 */
export async function readHttpTrigger(
  reader: InputReader,
  payload: Uint8Array | Promise<Uint8Array>,
): Promise<HttpTriggerChoice | undefined> {
  const text = reader.text('http-trigger');
  if (text.toLowerCase() === 'false') return undefined;
  const trigger = reader.parsed('http-trigger', parseTrigger, undefined);
  if (urlOf(trigger) !== undefined && reader.isGiven('service-name')) {
    reader.reject('service-name', 'means nothing beside the URL of an HTTP trigger; leave it out');
  }
  try {
    const request = httpRequestFromEvent(await payload);
    return trigger && { trigger, request };
  } catch (error) {
    reader.reject(eventInput(reader), messageOf(error));
    return undefined;
  }
}

function urlOf(trigger: HttpTriggerChoice['trigger'] | undefined): URL | undefined {
  return typeof trigger === 'object' && 'url' in trigger ? trigger.url : undefined;
}

function parseTrigger(text: string): HttpTriggerChoice['trigger'] {
  if (text.toLowerCase() === 'true') return 'of-qualifier';
  if (!/^https?:/i.test(text)) {
    // FC's names of triggers; a wrong one is told apart from a URL without a scheme.
    if (/^[A-Za-z_][\w-]{0,127}$/.test(text)) return { name: text };
    throw new Error('must be true, false, the name of an HTTP trigger or its http(s) URL');
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '' || url.hash !== '') {
    throw new Error('must be the URL of an HTTP trigger without user and fragment');
  }
  return { url };
}
