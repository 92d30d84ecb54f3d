import type { CalledTrigger } from '../function-compute/invocation';
import { oneLine } from '../text';

const MAX_PATH_LENGTH = 200;

/** `GET /healthz` */
export function requestLine({ method, url }: CalledTrigger): string {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  return `${method} ${oneLine(path, MAX_PATH_LENGTH)}`;
}

/** `GET https://…fcapp.run/healthz` */
export function calledUrl({ method, url }: CalledTrigger): string {
  return `${method} ${url}`;
}
