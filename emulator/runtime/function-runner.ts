import { parseFunctionName } from '../functions/function-name';
import type { ExecutionRecord, Journal } from '../journal';
import type { FunctionLogs } from '../logs/function-logs';
import type { Site } from '../site';
import type { Outcome } from './execution';
import type { InstanceEvent } from './instance';
import type { Instances } from './instances';
import type { EndedRun, Run } from './run';
import { asWebRequest } from './web-request';

/** Runs functions, and keeps a record of each execution. */
export class FunctionRunner {
  constructor(
    private readonly site: Site,
    private readonly instances: Instances,
    private readonly journal: Journal,
    private readonly functionLogs: FunctionLogs,
    private readonly onNote: (sentence: string) => void = () => {},
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
    const ended = { version, requestId, instanceId, execution };
    this.functionLogs.end(ended);
    const note = noteOn(ended);
    if (note !== undefined) this.onNote(note);
    return ended;
  }

  /** The serialisable part of the handler's `context`. */
  #context({ version, requestId, qualifier }: Run): InstanceEvent['context'] {
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

/** What helps here, and FC does not say. */
function noteOn({ version, execution: { outcome } }: EndedRun): string | undefined {
  const { functionName, configuration } = version;
  const { customRuntimeConfig } = configuration;
  const hasStarted = !('phase' in outcome && outcome.phase === 'loading');
  if (hasStarted || customRuntimeConfig === undefined || customRuntimeConfig.port) return undefined;
  return `The server of ${functionName} did not start: without a port in its customRuntimeConfig it must listen on the port in the variable FC_SERVER_PORT.`;
}

function stateOf(outcome: Outcome): Exclude<ExecutionRecord['state'], 'running'> {
  return outcome.type === 'exited' ? 'failed' : outcome.type;
}
