import { deployFolder } from '../function-folders';
import { type EmulatorOptions, startEmulator } from '../index';
import type { Trigger } from '../triggers/triggers';
import type { OnExchange } from '../wire/http-front';
import type { Arguments } from './arguments';
import { type JobVariables, keylessSite, startKeyless } from './keyless';

/** Seconds; generous, since the duration of the functions of a folder is unknown. */
const DEFAULT_TIMEOUT = 60;

/** Of functions that say none, with `--logs`. */
const LOG_CONFIG = { project: 'emulator', logstore: 'functions' };

/** What a function left behind may keep its end from being noticed: nobody waits longer than this. */
const CLOSE_TIMEOUT_MS = 2000;

export interface Serving {
  /** What a step needs to find everything, see `HELP`. */
  site: Readonly<Record<string, unknown>>;
  functionNames: readonly string[];
  close: () => Promise<void>;
}

/**
 * Serves the functions of a folder.
 *
 * @param job in which it runs, if that is one on GitHub
 * @param more of the emulator itself
 * @throws Error in one sentence when the folder is not one, or the port is taken
 */
export async function serve(
  { folder, port, keyless, logs }: Arguments,
  onExchange: OnExchange,
  job: JobVariables,
  more: EmulatorOptions = {},
): Promise<Serving> {
  const emulator = await startEmulator({
    port,
    defaultTimeout: DEFAULT_TIMEOUT,
    onExchange,
    ...(logs ? { logConfig: LOG_CONFIG } : {}),
    ...more,
  });
  try {
    const triggers = await deployFolder(emulator, folder);
    const world = keyless ? await startKeyless(emulator, job, onExchange) : undefined;
    const { endpoint, region, accountId, accessKey } = emulator;
    const { accessKeyId, accessKeySecret } = accessKey;
    return {
      site: {
        endpoint,
        region,
        accountId,
        accessKeyId,
        accessKeySecret,
        logEndpoint: endpoint,
        ...(world === undefined ? {} : keylessSite(world, job)),
        httpTriggers: triggers.flatMap(told),
      },
      functionNames: emulator.functionNames,
      close: async () => void (await Promise.all([world?.close(), emulator.close()])),
    };
  } catch (error) {
    await emulator.close();
    throw error;
  }
}

/** Ends this process with what it serves. */
export async function endProcess(serving: Promise<Serving>, exitCode: number): Promise<never> {
  setTimeout(() => process.exit(exitCode), CLOSE_TIMEOUT_MS);
  await serving.then(({ close }) => close()).catch(() => {});
  process.exit(exitCode);
}

function told({ functionName, triggerName, qualifier, http }: Trigger): object[] {
  return http === undefined
    ? []
    : [{ functionName, triggerName, qualifier, url: http.urlInternet }];
}
