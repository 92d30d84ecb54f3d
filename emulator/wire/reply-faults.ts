/** What faults make of a reply before it is put on the wire. */

import { ServiceError } from '../api/service-error';
import { type ActiveFaults, faultsOf } from './faults';
import type { HeaderList, Reply } from './reply';

/** Whether a fault takes the place of the processing. */
export function preventsProcessing(faults: ActiveFaults): boolean {
  const substitutes = faults.filter(
    (fault) =>
      fault.type === 'respond' || fault.type === 'service-error' || fault.type === 'raw-response',
  );
  return substitutes.length > 0 && !substitutes.some((fault) => fault.run);
}

/**
 * The reply as the faults want it, with the headers of HTTP itself.
 *
 * @param processed the service's response; undefined when it was not asked
 * @param closes whether the connection will be closed after it
 */
export function disturbedReply(
  processed: Reply | undefined,
  { faults, now, refuse }: { faults: ActiveFaults; now: Date; refuse: Refuse },
  closes: boolean,
): Reply {
  const reply = withContentFaults(substitute(faults, refuse) ?? processed ?? EMPTY, faults);
  const isEndless = faultsOf(faults, 'endless').length > 0;
  const headers: HeaderList = [
    ...reply.headers,
    ...(isEndless ? [] : [['Content-Length', String(reply.body.length)] as const]),
    ['Date', now.toUTCString()],
    ...(closes ? [['Connection', 'close'] as const] : []),
  ];
  return withHeadFaults({ ...reply, headers }, faults);
}

type Refuse = (error: ServiceError) => Reply;

const EMPTY: Reply = { status: 200, headers: [], body: Buffer.alloc(0) };

function substitute(faults: ActiveFaults, refuse: Refuse): Reply | undefined {
  const [respond] = faultsOf(faults, 'respond');
  if (respond) {
    const { status, reason, headers = [], body = '' } = respond;
    return {
      status,
      headers,
      body: Buffer.from(body),
      ...(reason === undefined ? {} : { reason }),
    };
  }
  const [error] = faultsOf(faults, 'service-error');
  if (error) {
    const { code, message = `injected: ${code}`, headers = [] } = error;
    const refused = refuse(new ServiceError(code, message));
    return { ...refused, headers: [...refused.headers, ...headers] };
  }
  return undefined;
}

function withContentFaults(reply: Reply, faults: ActiveFaults): Reply {
  const log = faultsOf(faults, 'log').at(-1);
  const body = faultsOf(faults, 'body').at(-1);
  const headers: HeaderList = log
    ? [
        ...without(reply.headers, ['X-Fc-Log-Result']),
        ['X-Fc-Log-Result', Buffer.from(log.text).toString('base64')],
      ]
    : reply.headers;
  return { ...reply, headers, body: body ? Buffer.from(body.body) : reply.body };
}

function withHeadFaults(reply: Reply, faults: ActiveFaults): Reply {
  let { headers, reason } = reply;
  for (const fault of faultsOf(faults, 'headers')) {
    const { set = [], remove = [] } = fault;
    headers = [...without(headers, [...set.map(([name]) => name), ...remove]), ...set];
    reason = fault.reason ?? reason;
  }
  return { ...reply, headers, ...(reason === undefined ? {} : { reason }) };
}

function without(headers: HeaderList, names: readonly string[]): HeaderList {
  const removed = new Set(names.map((name) => name.toLowerCase()));
  return headers.filter(([name]) => !removed.has(name.toLowerCase()));
}
