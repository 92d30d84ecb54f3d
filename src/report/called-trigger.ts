import type { CalledTrigger } from '../function-compute/invocation';
import { oneLine } from '../text';

const MAX_PATH_LENGTH = 200;

/** `GET /healthz`: without the query, which may hold a token. */
export function requestLine({ method, url }: CalledTrigger): string {
  return `${method} ${oneLine(parsed(url)?.pathname ?? url, MAX_PATH_LENGTH)}`;
}

/** `GET https://…fcapp.run/healthz?…`: whether there was a query, and not what it was. */
export function calledUrl({ method, url }: CalledTrigger): string {
  const { origin, pathname, search } = parsed(url) ?? { origin: '', pathname: url, search: '' };
  return `${method} ${origin}${pathname}${search === '' ? '' : '?…'}`;
}

function parsed(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}
