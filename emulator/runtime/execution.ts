import { open, rm } from 'node:fs/promises';
import type { FunctionVersion } from '../functions/functions';
import { encodeFrame } from './frame-reader';
import { InstanceProcess } from './instance-process';
import type { InvocationInput } from './invocation-input';
import { LOG_TAIL_BYTES, readTail } from './log-tail';
import { Observation, type Observed } from './observation';

export interface ExecutionRequest {
  version: FunctionVersion;
  /** JSON-serialisable part of the handler's `context`. */
  context: object;
  environment: Readonly<Record<string, string>>;
  input: InvocationInput;
  /** Name for a temporary file with the process's output. */
  logFile: string;
  /** Ends the execution, as `cancelled`. */
  signal: AbortSignal;
  /** Called when the handler is called with the input. */
  onRunning: () => void;
}

export interface Execution extends Observed {
  /** The last bytes of what the process wrote, at most `LOG_TAIL_BYTES`. */
  output: Buffer;
}

/**
 * Runs one input in a new instance and reports how that ended.
 *
 * @throws Error when no process can be started, which is the emulator's own failure
 */
export async function execute(request: ExecutionRequest): Promise<Execution> {
  const { code, configuration } = request.version;
  const log = await open(request.logFile, 'ax+');
  try {
    const instance = new InstanceProcess(
      configuration.customRuntimeConfig ? 'web-server.mjs' : 'bootstrap.mjs',
      code.folder,
      request.environment,
      configuration.memorySize,
      log.fd,
    );
    const observation = new Observation(instance, configuration, request.onRunning);
    const observed = observation.untilEnd(request.signal);
    const { handler, initializer, customRuntimeConfig } = configuration;
    const { context, input } = request;
    const http = input.type === 'http' ? input.head : undefined;
    const header = { context, handler, initializer, customRuntimeConfig, http };
    const body = input.type === 'http' ? input.body : input.payload;
    for (const part of encodeFrame(header, body)) instance.channel.write(part);
    return { ...(await observed), output: await readTail(log, LOG_TAIL_BYTES) };
  } finally {
    await log.close();
    await rm(request.logFile);
  }
}
