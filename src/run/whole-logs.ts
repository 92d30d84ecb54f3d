import type { Failure } from '../failure';
import {
  hasRun,
  type Invocation,
  type InvocationRequest,
  type PlannedMode,
  type WholeLog,
} from '../function-compute/invocation';
import type { Logged } from '../gate/logged-attempt';
import { withDeadline } from '../http/deadline';
import type { Endpoint } from '../http/endpoint';
import type { TransportError } from '../http/errors';
import type { CredentialsInputs } from '../inputs/inputs';
import { findLogstore } from '../log-service/find-logstore';
import { linesOfWholeTail } from '../log-service/invocation-lines';
import { type InvocationLog, readInvocationLog } from '../log-service/invocation-log';
import type { Logstore } from '../log-service/log-config';
import { ReadingTime } from '../log-service/reading-time';
import type { UnreadLog } from '../log-service/unread-log';
import { unreadLogWarning } from '../report/log-warnings';
import * as progress from '../report/progress';
import { keepLog } from '../runner/log-file';
import { type Runner, temporaryFolder } from '../runner/runner';
import type { Log } from '../runner/step-log';
import { exchangeSettings, type StepSettings } from './invoke-once';

/** Reasons of this action's own. */
const NO_REQUEST_ID = {
  kind: 'incomplete',
  reason: 'the response has no request ID',
} as const;
const NO_TIME = {
  kind: 'incomplete',
  reason: 'reading the logs of this step has already taken 5 minutes',
} as const;

type Source = { readonly kind: 'found'; readonly logstore: Logstore } | UnreadLog;

export interface WholeLogSettings extends Pick<StepSettings, 'credentials' | 'maxRetries'> {
  /** Of Log Service, without the project. */
  readonly endpoint: Endpoint;
  /** What the inputs say of the credentials, for advice. */
  readonly given: CredentialsInputs | undefined;
}

/** When an invocation began and ended, by this machine's clock. */
export interface Period {
  readonly sentAt: Date;
  readonly endedAt: Date;
}

/**
 * Reads the whole logs of a step's invocations. The logstore of a qualifier is looked up once, and a
 * refusal is final.
 */
export class WholeLogs {
  readonly #sources = new Map<string, Promise<Source>>();
  readonly #time: ReadingTime;

  constructor(
    private readonly runner: Runner,
    private readonly settings: WholeLogSettings,
  ) {
    this.#time = new ReadingTime(runner.clock);
  }

  /**
   * The invocation with its whole log, which a tail may be. Nothing is read of one that FC did not
   * run to its end, or whose request ID is not known.
   */
  async read(
    invocation: Invocation,
    request: InvocationRequest<PlannedMode>,
    period: Period,
    log: Log,
  ): Promise<Logged> {
    if (!hasEnded(invocation)) return { invocation };
    const { logs, requestId } = invocation.metadata;
    if (requestId === undefined) {
      return this.#unread(invocation, request, NO_REQUEST_ID, undefined);
    }
    const tail = logs && linesOfWholeTail(logs, requestId);
    if (tail) return { invocation: { ...invocation, wholeLog: this.#kept(tail, 0) } };
    const { target } = request;
    const called = { ...target, qualifier: invocation.trigger?.qualifier ?? target.qualifier };
    const { startedAt = period.sentAt } = invocation;
    // By FC's clock a task may have begun before it was sent, or long before this step.
    const sentAt = new Date(Math.min(Number(startedAt), Number(period.sentAt)));
    const { read, logstore } = await this.#time.limited((secondsLeft) =>
      this.#read(
        { ...request, target: called },
        { ...period, sentAt, requestId },
        secondsLeft,
        log,
      ),
    );
    if (read.kind === 'cancelled') {
      return { invocation, cancelled: cancelledWhileReading(read.error) };
    }
    if (read.kind !== 'whole') return this.#unread(invocation, request, read, logstore);
    const wholeLog = this.#kept(read.lines, read.foreignLines);
    const metadata = { ...invocation.metadata, logs: wholeLog.end };
    return { invocation: { ...invocation, metadata, wholeLog } };
  }

  #unread(
    invocation: Invocation,
    request: InvocationRequest<PlannedMode>,
    unread: Exclude<UnreadLog, { kind: 'cancelled' }>,
    logstore: Logstore | undefined,
  ): Logged {
    const warning = unreadLogWarning(unread, request, this.settings.given, logstore);
    return { invocation: { ...invocation, wholeLog: 'unknown' }, warning };
  }

  #kept(lines: readonly string[], foreignLines: number): WholeLog {
    return keepLog(lines, foreignLines, temporaryFolder(this.runner.variables));
  }

  async #read(
    request: InvocationRequest<PlannedMode>,
    logged: { readonly requestId: string } & Period,
    secondsLeft: () => number,
    log: Log,
  ): Promise<{ read: InvocationLog; logstore?: Logstore }> {
    const seconds = secondsLeft();
    if (seconds <= 0) return { read: NO_TIME };
    const source = await this.#source(request, seconds, log);
    if (source.kind !== 'found') return { read: source };
    const { target } = request;
    const { logstore } = source;
    const { clock, stop } = this.runner;
    const { credentials, endpoint } = this.settings;
    const read = await readInvocationLog(
      { ...logstore, endpoint, region: target.region },
      { functionName: target.functionName, ...logged },
      {
        ...exchangeSettings(this.runner, request, credentials, log),
        clock,
        stop,
        seconds: secondsLeft(),
      },
    );
    return { read, logstore };
  }

  #source(request: InvocationRequest<PlannedMode>, seconds: number, log: Log): Promise<Source> {
    const { target } = request;
    const known = this.#sources.get(target.qualifier) ?? this.#find(request, seconds, log);
    this.#sources.set(target.qualifier, known);
    return known;
  }

  #find(request: InvocationRequest<PlannedMode>, seconds: number, log: Log): Promise<Source> {
    const { clock, stop } = this.runner;
    const { credentials, maxRetries } = this.settings;
    return withDeadline(seconds, stop, (deadline) =>
      findLogstore(request.target, {
        ...exchangeSettings(this.runner, request, credentials, log),
        clock,
        deadline,
        maxRetries,
        onResend: (resend) => progress.reportLogRetry(log, resend),
      }),
    );
  }
}

/** Whether FC ran the function to its end; no other invocation has a log that could be whole. */
function hasEnded(invocation: Invocation): boolean {
  // A response that began with the ID is the function's.
  const { failure, metadata } = invocation;
  return hasRun(invocation) || (failure?.kind === 'too-large' && metadata.requestId !== undefined);
}

/** The invocation has ended: its outputs stay. */
function cancelledWhileReading({ message }: TransportError): Failure {
  const summary = `The job was cancelled (${message}) while the log of the invocation was read`;
  return { kind: 'cancelled', type: 'Cancelled', summary };
}
