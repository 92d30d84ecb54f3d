import { nextPollMs } from '../function-compute/async-task';
import type { LogSource } from './get-logs';
import { type InvocationLines, invocationLines, whereaboutsOf } from './invocation-lines';
import { IncompleteSearch, OutOfTime, type SearchSettings, searchAll } from './search';
import { reasonToReadAgain, type UnreadLog, unreadLog } from './unread-log';

/** An invocation whose log is looked for. */
export interface LoggedInvocation {
  /** As FC 3.0 has it; `service$function` of one that was made on FC 2.0. */
  readonly functionName: string;
  readonly requestId: string;
  /** When it was sent, and when it had ended, by this machine's clock. */
  readonly sentAt: Date;
  readonly endedAt: Date;
}

/** The whole log of an invocation, or why there is none. */
export type InvocationLog = ({ readonly kind: 'whole' } & InvocationLines) | UnreadLog;

export interface LogSettings extends Omit<SearchSettings, 'remainingMs'> {
  /** How long to wait for the end of the log, reading included. */
  readonly seconds: number;
}

/** The clocks of this machine and of Log Service may differ by so much. */
const MARGIN_SECONDS = 15 * 60;

/** What the last of the readings is left; less is not worth to begin one. */
const LAST_READ_MS = 2_000;

/** What may become part of a query. */
const SEARCHABLE = /^[\w-]{1,128}$/;

/**
 * Reads the log of an invocation that has ended: looks for the lines by which FC begins and ends it
 * until both have arrived, and then reads what their instance wrote in between. Nothing is thrown
 * but defects.
 */
export async function readInvocationLog(
  source: LogSource,
  invocation: LoggedInvocation,
  { seconds, ...settings }: LogSettings,
): Promise<InvocationLog> {
  const { clock, stop } = settings;
  if (!SEARCHABLE.test(invocation.requestId)) {
    return { kind: 'incomplete', reason: 'the request ID is not one that can be searched for' };
  }
  const start = clock.now();
  const remainingMs = () => Math.max(0, seconds * 1000 - (clock.now() - start));
  try {
    for (let reason: string | undefined; ; ) {
      try {
        return await readOnce(source, invocation, { ...settings, remainingMs });
      } catch (error) {
        const again = reasonToReadAgain(error);
        if (again === undefined) throw error;
        // Why an earlier reading failed says more than that there was no time for another.
        reason = error instanceof OutOfTime ? (reason ?? again) : again;
      }
      const spareMs = remainingMs() - LAST_READ_MS;
      if (spareMs <= 0) return { kind: 'incomplete', reason: `${reason} (within ${seconds} s)` };
      await clock.sleep(Math.min(nextPollMs(clock.now() - start), spareMs), stop);
    }
  } catch (error) {
    return unreadLog(error);
  }
}

async function readOnce(
  source: LogSource,
  { functionName, requestId, sentAt, endedAt }: LoggedInvocation,
  settings: SearchSettings,
): Promise<InvocationLog> {
  const topic = topicOf(functionName);
  const marks = await searchAll(
    source,
    {
      topic,
      query: `"FC" and "RequestId" and "${requestId}"`,
      from: Math.floor(sentAt.getTime() / 1000) - MARGIN_SECONDS,
      to: Math.ceil(endedAt.getTime() / 1000) + MARGIN_SECONDS,
    },
    settings,
  );
  const { instanceId, from, to } = whereaboutsOf(requestId, marks);
  if (from === undefined) throw new IncompleteSearch('its first line did not arrive', false);
  if (instanceId === undefined || !SEARCHABLE.test(instanceId)) {
    throw new IncompleteSearch('its first line does not name the instance that wrote it', true);
  }
  if (to === undefined) throw new IncompleteSearch('its last line did not arrive', false);
  const written = await searchAll(
    source,
    { topic, query: `instanceID: "${instanceId}"`, from, to: to + 1 },
    settings,
  );
  const own = written.filter((record) => record.instanceId === instanceId);
  const found = invocationLines(requestId, own);
  if (found === undefined) {
    throw new IncompleteSearch('the lines of its instance did not arrive', false);
  }
  return { kind: 'whole', ...found };
}

/** The topic of a function's records: its service if it was made on FC 2.0. */
function topicOf(functionName: string): string {
  const [name = '', ...rest] = functionName.split('$');
  return rest.length > 0 ? name : `FCLogs:${name}`;
}
