import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FunctionVersion } from '../functions/functions';
import { newInstanceId } from '../identifiers';
import type { FunctionLogs } from '../logs/function-logs';
import type { Site } from '../site';
import { environmentOf } from './environment';
import { Instance } from './instance';

/**
 * The instances of all functions. As on FC, an event goes to a free instance of its version, with
 * that instance's ID and memory; only when there is none, a new one starts.
 */
export class Instances {
  readonly #byVersion = new Map<FunctionVersion, Set<Instance>>();

  constructor(
    private readonly site: Site,
    private readonly functionLogs: FunctionLogs,
  ) {}

  /** An instance that can take an event now. */
  freeOne(version: FunctionVersion): Instance {
    for (const instance of this.#of(version)) if (instance.isFree) return instance;
    return this.#start(version);
  }

  /** Of a version that is gone or updated: ends what is idle, and the others after their events. */
  retire(version: FunctionVersion): void {
    for (const instance of this.#of(version)) instance.retire();
  }

  /** Ends all of them; resolves when nothing is left. */
  async close(): Promise<void> {
    const instances = [...this.#byVersion.values()].flatMap((set) => [...set]);
    for (const instance of instances) instance.kill();
    await Promise.all(instances.map(({ ended }) => ended));
  }

  #of(version: FunctionVersion): ReadonlySet<Instance> {
    return this.#byVersion.get(version) ?? new Set();
  }

  #start(version: FunctionVersion): Instance {
    const { clock, workFolder } = this.site;
    const id = newInstanceId(clock());
    const instance = new Instance(
      id,
      version,
      environmentOf(version, this.site),
      join(workFolder, `${randomUUID()}.log`),
      this.functionLogs.of(version, id),
    );
    const instances = this.#byVersion.get(version) ?? new Set();
    this.#byVersion.set(version, instances.add(instance));
    void instance.ended.then(() => {
      instances.delete(instance);
      if (instances.size === 0) this.#byVersion.delete(version);
    });
    return instance;
  }
}
