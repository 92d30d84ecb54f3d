import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { parseFunctionName } from '../functions/function-name';
import type { FunctionVersion } from '../functions/functions';
import { newInstanceId } from '../identifiers';
import type { ExecutionRecord, Journal } from '../journal';
import type { Site } from '../site';
import { type Execution, execute } from './execution';
import type { InvocationInput } from './invocation-input';
import type { Outcome } from './observation';
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

/** Runs functions in instances of their own, and keeps a record of each execution. */
export class FunctionRunner {
  constructor(
    private readonly site: Site,
    private readonly journal: Journal,
  ) {}

  async run(run: Run): Promise<EndedRun> {
    const { version, requestId, invocationType } = run;
    const instanceId = newInstanceId(this.site.clock());
    let record: ExecutionRecord | undefined;
    const execution = await execute({
      version,
      input: version.configuration.customRuntimeConfig ? asWebRequest(run, this.site) : run.input,
      signal: AbortSignal.any([run.signal, this.site.closing]),
      logFile: join(this.site.workFolder, `${randomUUID()}.log`),
      context: this.#context(run),
      environment: this.#environment(version),
      onRunning: () => {
        const { functionName, versionId } = version;
        record = this.journal.startExecution({
          functionName,
          versionId,
          requestId,
          invocationType,
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

  /** FC's variables, the function's own, and what a process needs to start at all. */
  #environment({ functionName, code, configuration }: FunctionVersion): Record<string, string> {
    const { serviceName, shortName } = parseFunctionName(functionName);
    const environment: Record<string, string> = {
      FC_ACCOUNT_ID: this.site.accountId,
      FC_REGION: this.site.region,
      FC_FUNCTION_NAME: shortName,
      FC_FUNCTION_HANDLER: configuration.handler,
      FC_FUNCTION_MEMORY_SIZE: String(configuration.memorySize),
      FC_FUNC_CODE_PATH: code.folder,
    };
    if (serviceName !== undefined) environment.FC_SERVICE_NAME = serviceName;
    for (const name of ['PATH', 'SystemRoot', 'TEMP', 'TMPDIR']) {
      const value = process.env[name];
      if (value !== undefined) environment[name] = value;
    }
    return { ...environment, ...configuration.environmentVariables };
  }
}

function stateOf(outcome: Outcome): Exclude<ExecutionRecord['state'], 'running'> {
  return outcome.type === 'exited' ? 'failed' : outcome.type;
}
