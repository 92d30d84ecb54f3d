import { parseFunctionName } from '../functions/function-name';
import type { FunctionVersion } from '../functions/functions';
import type { ExecutionRecord, Journal } from '../journal';
import type { Site } from '../site';
import type { Execution, Outcome } from './execution';
import type { Instances } from './instances';
import type { InvocationInput } from './invocation-input';
import { asWebRequest } from './web-request';

/** One run of a function, for whatever reason it is run. */
export interface Run {
  version: FunctionVersion;
  /** As the caller gave it. */
  qualifier: string;
  input: InvocationInput;
  requestId: string;
  invocationType: 'Sync' | 'Async';
  /** Ends the run; so does the emulator's closing. */
  signal: AbortSignal;
  /** Called when the handler is called. */
  onRunning?: (instanceId: string) => void;
}

export interface EndedRun {
  version: FunctionVersion;
  requestId: string;
  instanceId: string;
  execution: Execution;
}

/** Runs functions, and keeps a record of each execution. */
export class FunctionRunner {
  constructor(
    private readonly site: Site,
    private readonly instances: Instances,
    private readonly journal: Journal,
  ) {}

  async run(run: Run): Promise<EndedRun> {
    const { version, requestId, invocationType } = run;
    const { functionName, versionId, configuration } = version;
    const instance = this.instances.freeOne(version);
    const instanceId = instance.id;
    let record: ExecutionRecord | undefined;
    const execution = await instance.run({
      requestId,
      context: this.#context(run),
      input: configuration.customRuntimeConfig ? asWebRequest(run, this.site) : run.input,
      signal: AbortSignal.any([run.signal, this.site.closing]),
      onRunning: () => {
        record = this.journal.startExecution({
          functionName,
          versionId,
          requestId,
          invocationType,
          instanceId,
        });
        run.onRunning?.(instanceId);
      },
    });
    if (record) {
      this.journal.endExecution(record, stateOf(execution.outcome), execution.durationMs);
    }
    return { version, requestId, instanceId, execution };
  }

  /** The serialisable part of the handler's `context`. */
  #context({ version, requestId, qualifier }: Run): object {
    const { functionName, versionId, configuration } = version;
    const { serviceName = '', shortName } = parseFunctionName(functionName);
    return {
      requestId,
      // As of a function without a service role.
      credentials: { accessKeyId: '', accessKeySecret: '', securityToken: '' },
      function: {
        name: shortName,
        handler: configuration.handler,
        memory: configuration.memorySize,
        timeout: configuration.timeout,
      },
      service: { name: serviceName, logProject: '', logStore: '', qualifier, versionId },
      region: this.site.region,
      accountId: this.site.accountId,
    };
  }
}

function stateOf(outcome: Outcome): Exclude<ExecutionRecord['state'], 'running'> {
  return outcome.type === 'exited' ? 'failed' : outcome.type;
}
