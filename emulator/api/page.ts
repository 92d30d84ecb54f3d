import { ServiceError } from './service-error';

/** FC's defaults for the parameters `limit` and `nextToken` of its List operations. */
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

export interface Page<Item> {
  items: readonly Item[];
  /** Undefined on the last page. */
  nextToken: string | undefined;
}

/** @throws ServiceError InvalidArgument */
export function page<Item>(
  all: readonly Item[],
  query: Readonly<Record<string, string>>,
): Page<Item> {
  const limit = Number(query.limit ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new ServiceError('InvalidArgument', `limit must be 1 to ${MAX_LIMIT}`);
  }
  const start = Number(query.nextToken ?? 0);
  if (!Number.isInteger(start) || start < 0) {
    throw new ServiceError('InvalidArgument', 'nextToken must be one that FC has given');
  }
  const end = start + limit;
  return {
    items: all.slice(start, end),
    nextToken: end < all.length ? String(end) : undefined,
  };
}
