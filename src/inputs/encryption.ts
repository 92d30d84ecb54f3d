import { type Endpoint, isLoopback, originOf, parseEndpoint } from '../http/endpoint';
import { InvalidValue, type Parser } from './parsers';
import type { InputReader } from './reader';

/** Whether others on the way can read what is sent to an endpoint. */
export function isInTheClear({ protocol, host }: Endpoint): boolean {
  return protocol === 'http' && !isLoopback(host);
}

/** Warns of an endpoint that an input names, if others on the way can read what is sent. */
export function warnIfInTheClear(reader: InputReader, name: string, endpoint: Endpoint): void {
  if (!isInTheClear(endpoint)) return;
  reader.warn(
    name,
    `${originOf(endpoint)} is not encrypted: anyone on the network path can read the event and the result; use https if the endpoint supports it`,
  );
}

/**
 * An endpoint of which nobody on the way may read what is exchanged.
 *
 * @param why follows "since"
 */
export function encryptedEndpoint(why: string): Parser<Endpoint> {
  return (text) => {
    const endpoint = parseEndpoint(text);
    if (isInTheClear(endpoint)) throw new InvalidValue(`must use https, because ${why}`);
    return endpoint;
  };
}
