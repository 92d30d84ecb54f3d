import { type Failure, isFunctionFailure } from './failure';
import type {
  Invocation,
  InvocationRequest,
  PlannedMode,
  WholeLog,
} from './function-compute/invocation';
import type { Logged } from './gate/logged-attempt';
import { startDeadline } from './http/deadline';
import type { Endpoint } from './http/endpoint';
import type { TransportError } from './http/errors';
import type { CredentialsInputs } from './inputs/inputs';
import { exchangeSettings, type StepSettings } from './invoke-once';
import { findLogstore } from './log-service/find-logstore';
import { linesOfWholeTail } from './log-service/invocation-lines';
import { type InvocationLog, readInvocationLog } from './log-service/invocation-log';
import type { Logstore } from './log-service/log-config';
import type { UnreadLog } from './log-service/unread-log';
import { unreadLogWarning } from './report/log-warnings';
import * as progress from './report/progress';
import { keepLog } from './runner/log-file';
import { type Runner, temporaryFolder } from './runner/runner';
import type { Log } from './runner/step-log';

/** How long to wait for the log of one invocation, and for those of all of a step. */
const SECONDS_PER_INVOCATION = 60;
const SECONDS_PER_STEP = 5 * 60;

const NO_TIME = 'the logs of this step have taken 5 minutes already';

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

/** Reads the whole logs of a step's invocations; where the function's logs are is asked once. */
export class WholeLogs {
  #logstore: Promise<Source> | undefined;
  /** What was left when the reading began that is under way. */
  #seconds = SECONDS_PER_STEP;
  #since = 0;
  #reading = 0;

  constructor(
    private readonly runner: Runner,
    private readonly settings: WholeLogSettings,
  ) {}

  /**
   * The invocation with its whole log, which a tail may be. Nothing is read of one that FC did not
   * run, or whose request ID is not known.
   */
  async read(
    invocation: Invocation,
    request: InvocationRequest<PlannedMode>,
    period: Period,
    log: Log,
  ): Promise<Logged> {
    const { logs, requestId } = invocation.metadata;
    const hasRun = invocation.failure === undefined || isFunctionFailure(invocation.failure);
    if (!hasRun || requestId === undefined) return { invocation };
    const tail = logs && linesOfWholeTail(logs, requestId);
    if (tail) return { invocation: { ...invocation, wholeLog: this.#kept(tail, 0) } };
    const source = await this.#source(request, log);
    const read =
      source.kind === 'found'
        ? await this.#lines(request, source, { requestId, ...period }, log)
        : source;
    if (read.kind === 'cancelled')
      return { invocation, cancelled: cancelledWhileReading(read.error) };
    if (read.kind === 'whole') {
      const wholeLog = this.#kept(read.lines, read.foreignLines);
      const metadata = { ...invocation.metadata, logs: wholeLog.end };
      return { invocation: { ...invocation, metadata, wholeLog } };
    }
    const { given } = this.settings;
    const logstore = source.kind === 'found' ? source.logstore : undefined;
    const warning = unreadLogWarning(read, request, given, logstore);
    const warnings = [...(invocation.warnings ?? []), warning];
    return { invocation: { ...invocation, wholeLog: 'unknown', warnings } };
  }

  #kept(lines: readonly string[], foreignLines: number): WholeLog {
    return keepLog(lines, foreignLines, temporaryFolder(this.runner.variables));
  }

  /** Asked once; what was refused once is not asked again. */
  #source(request: InvocationRequest<PlannedMode>, log: Log): Promise<Source> {
    this.#logstore ??= this.#limited(async (seconds) => {
      const deadline = startDeadline(seconds, this.runner.stop);
      const { credentials, maxRetries } = this.settings;
      try {
        return await findLogstore(request.target, {
          ...exchangeSettings(this.runner, request, credentials, log),
          clock: this.runner.clock,
          deadline,
          maxRetries,
          onResend: (resend) => progress.reportLogRetry(log, resend),
        });
      } finally {
        deadline.clear();
      }
    });
    return this.#logstore;
  }

  #lines(
    request: InvocationRequest<PlannedMode>,
    { logstore }: Extract<Source, { kind: 'found' }>,
    logged: { readonly requestId: string } & Period,
    log: Log,
  ): Promise<InvocationLog> {
    const { region, functionName } = request.target;
    const { credentials, endpoint } = this.settings;
    return this.#limited((seconds) =>
      readInvocationLog(
        { ...logstore, endpoint, region },
        { functionName, ...logged },
        {
          ...exchangeSettings(this.runner, request, credentials, log),
          clock: this.runner.clock,
          stop: this.runner.stop,
          seconds,
        },
      ),
    );
  }

  /** Reads within the time that is left for all logs of the step; what overlaps counts once. */
  async #limited<T>(read: (seconds: number) => Promise<T | UnreadLog>): Promise<T | UnreadLog> {
    const { clock } = this.runner;
    if (this.#reading === 0) this.#since = clock.now();
    const seconds = this.#seconds - (clock.now() - this.#since) / 1000;
    if (seconds <= 0) return { kind: 'incomplete', reason: NO_TIME };
    this.#reading++;
    try {
      return await read(Math.min(SECONDS_PER_INVOCATION, seconds));
    } finally {
      this.#reading--;
      if (this.#reading === 0) this.#seconds -= (clock.now() - this.#since) / 1000;
    }
  }
}

/** The invocation has ended: its outputs stay. */
function cancelledWhileReading({ message }: TransportError): Failure {
  const summary = `The job was cancelled (${message}) while the log of the invocation was read`;
  return { kind: 'cancelled', type: 'Cancelled', summary };
}
