import { parseFunctionName } from '../functions/function-name';
import type { FunctionVersion } from '../functions/functions';
import { lastLines } from '../runtime/invocation-log';
import type { EndedRun } from '../runtime/run';
import type { Site } from '../site';
import type { Logstores } from './logstores';

const LINE_BREAK = 0x0a;
const NANOSECONDS = 1_000_000_000n;

/**
 * Brings what functions write to their logstores, a record for each line, with the fields that FC
 * gives them. A line has the time at which it was taken from the instance: when an event began, or
 * when one ended.
 */
export class FunctionLogs {
  /** By instance: the start of a line that is still to be ended. */
  readonly #starts = new Map<string, Buffer>();
  /** The time of the last line in nanoseconds: no two have the same. */
  #last = 0n;

  constructor(
    private readonly site: Pick<Site, 'clock' | 'logDelayMilliseconds' | 'logNanoseconds'>,
    private readonly logstores: Logstores,
  ) {}

  /**
   * Takes what an instance writes; undefined if that is to go nowhere. Creates the logstore, which
   * on FC exists before.
   */
  of(version: FunctionVersion, instanceId: string): ((bytes: Buffer) => void) | undefined {
    const { logConfig } = version.configuration;
    if (logConfig === undefined) return undefined;
    this.logstores.create(logConfig);
    return (bytes) => this.#take(version, instanceId, bytes);
  }

  /** Writes the lines that FC adds at the end of an invocation. */
  end({ version, instanceId, requestId, execution }: EndedRun): void {
    const start = this.#starts.get(instanceId);
    this.#starts.delete(instanceId);
    if (start !== undefined) this.#write(version, instanceId, start.toString());
    for (const line of lastLines(execution, requestId, version.configuration.memorySize)) {
      this.#write(version, instanceId, line);
    }
  }

  #take(version: FunctionVersion, instanceId: string, bytes: Buffer): void {
    const text = Buffer.concat([this.#starts.get(instanceId) ?? Buffer.alloc(0), bytes]);
    let at = 0;
    for (let end = text.indexOf(LINE_BREAK); end >= 0; end = text.indexOf(LINE_BREAK, at)) {
      this.#write(version, instanceId, text.toString('utf8', at, end));
      at = end + 1;
    }
    if (at < text.length) this.#starts.set(instanceId, text.subarray(at));
    else this.#starts.delete(instanceId);
  }

  #write(version: FunctionVersion, instanceID: string, message: string): void {
    const { functionName, versionId, configuration } = version;
    if (configuration.logConfig === undefined) return;
    const { serviceName, shortName } = parseFunctionName(functionName);
    const now = BigInt(this.site.clock().getTime()) * 1_000_000n;
    this.#last = (now > this.#last ? now : this.#last) + 1n;
    const nanoseconds = Number(this.#last % NANOSECONDS);
    this.logstores.write(
      configuration.logConfig,
      {
        seconds: Number(this.#last / NANOSECONDS),
        ...(this.site.logNanoseconds ? { nanoseconds } : {}),
        topic: serviceName ?? `FCLogs:${shortName}`,
        source: '127.0.0.1',
        fields: {
          message,
          ...(serviceName === undefined ? {} : { serviceName }),
          functionName: shortName,
          qualifier: versionId,
          versionId,
          instanceID,
        },
      },
      this.site.logDelayMilliseconds,
    );
  }
}
