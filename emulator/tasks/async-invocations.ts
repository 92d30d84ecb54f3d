import { ServiceError } from '../api/service-error';
import type { Functions, FunctionVersion } from '../functions/functions';
import type { Journal } from '../journal';
import type { FunctionRunner } from '../runtime/function-runner';
import { logTailOf, resultOf } from '../runtime/invocation-result';
import type { EndedRun } from '../runtime/run';
import type { Site } from '../site';
import { pause } from '../wire/raw-response';
import { type AcceptedInvocation, AsyncTask } from './async-task';
import type { Gate } from './gate';

/** Runs what was accepted (202) in the background: waiting, running, retrying, as FC does. */
export class AsyncInvocations {
  /** Per function, by ID. */
  readonly #tasks = new Map<string, Map<string, AsyncTask>>();
  readonly #working = new Set<Promise<void>>();
  #failure: unknown;

  /** @param queue where everything waits before each run */
  constructor(
    private readonly site: Site,
    private readonly functions: Functions,
    private readonly runner: FunctionRunner,
    private readonly journal: Journal,
    private readonly queue: Gate,
  ) {}

  /**
   * Accepts an invocation and starts it.
   *
   * @throws ServiceError when the function has had a task of this ID. FC's 3.0 code for that is not
   *   known; this is the one of 2.0.
   */
  accept(accepted: AcceptedInvocation): void {
    const { functionName, taskId } = accepted;
    const tasks = this.#tasks.get(functionName) ?? new Map<string, AsyncTask>();
    if (tasks.has(taskId)) {
      throw new ServiceError(
        'StatefulAsyncInvocationAlreadyExists',
        `function '${functionName}' already has a task with the ID '${taskId}'`,
      );
    }
    const task = new AsyncTask(accepted, this.site.clock, () => this.journal.changed());
    this.#tasks.set(functionName, tasks.set(taskId, task));
    const working = this.#work(task)
      .catch((error: unknown) => {
        // A failure of the emulator itself, which a caller that awaits the invocation would miss.
        console.error(error);
        this.#failure = error;
      })
      .then(() => void this.#working.delete(working));
    this.#working.add(working);
  }

  /** The function's invocations in the order of their acceptance. */
  of(functionName: string): readonly AsyncTask[] {
    return [...(this.#tasks.get(functionName)?.values() ?? [])];
  }

  /** @throws what went wrong in the emulator itself while an invocation ran */
  async settled(): Promise<void> {
    await Promise.all(this.#working);
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #work(task: AsyncTask): Promise<void> {
    const { closing, asyncRetryDelayMilliseconds } = this.site;
    const interrupted = AbortSignal.any([task.stopSignal, closing]);
    for (;;) {
      await this.queue.pass(interrupted);
      if (closing.aborted) return;
      if (task.stopSignal.aborted) return task.enter('Stopped');
      const version = this.#dequeue(task);
      if (!version) return;
      const run = await this.#run(task, version);
      if (closing.aborted) return;
      const failure = failureOf(run);
      const detail = JSON.stringify({ logTail: logTailOf(run).toString() });
      task.instanceId = run.instanceId;
      task.durationMs = run.execution.durationMs;
      task.errorMessage = failure;
      if (failure === undefined) {
        task.returnPayload = resultOf(run).body;
        return task.enter('Succeeded', detail);
      }
      if (task.stopSignal.aborted) return task.enter('Stopped', detail);
      if (task.retries >= version.configuration.asyncInvokeConfig.maxAsyncRetryAttempts) {
        return task.enter('Failed', detail);
      }
      task.retries += 1;
      task.enter('Retrying');
      await pause(asyncRetryDelayMilliseconds, interrupted);
    }
  }

  /** @returns what to run; undefined when the task has ended instead */
  #dequeue(task: AsyncTask): FunctionVersion | undefined {
    const { functionName, qualifier } = task.accepted;
    let version: FunctionVersion;
    try {
      version = this.functions.route(functionName, qualifier);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      task.errorMessage = error.message;
      task.enter('Invalid');
      return undefined;
    }
    const { maxAsyncEventAgeInSeconds } = version.configuration.asyncInvokeConfig;
    const ageMs = this.site.clock().getTime() - task.acceptedTime;
    if (ageMs > maxAsyncEventAgeInSeconds * 1000) {
      task.errorMessage = `it was not run within ${maxAsyncEventAgeInSeconds} seconds`;
      task.enter('Expired');
      return undefined;
    }
    task.enter('Dequeued');
    return version;
  }

  #run(task: AsyncTask, version: FunctionVersion): Promise<EndedRun> {
    const { qualifier, requestId, input } = task.accepted;
    return this.runner.run({
      version,
      qualifier,
      input,
      requestId,
      invocationType: 'Async',
      signal: task.stopSignal,
      onRunning: (instanceId) => {
        task.instanceId = instanceId;
        // Who asked to stop it shall not see it start.
        if (!task.stopSignal.aborted) task.enter('Running');
      },
    });
  }
}

/** The message of a failed run; undefined of one that has succeeded. */
function failureOf(run: EndedRun): string | undefined {
  try {
    const { errorType, body } = resultOf(run);
    return errorType === undefined ? undefined : (errorMessageIn(body) ?? errorType);
  } catch (error) {
    if (error instanceof ServiceError) return error.message;
    throw error;
  }
}

function errorMessageIn(body: Buffer): string | undefined {
  try {
    const content: unknown = JSON.parse(body.toString());
    if (typeof content !== 'object' || content === null) return undefined;
    return 'errorMessage' in content ? String(content.errorMessage) : undefined;
  } catch {
    return undefined;
  }
}
