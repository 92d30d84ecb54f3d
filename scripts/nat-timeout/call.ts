/**
 * The two ends of `run.sh`, each started in its own network namespace:
 *
 *     serve                              an emulator with a function that is silent
 *     with-keep-alive MINUTES            a call of the bundled action, which must succeed
 *     without-keep-alive MINUTES         the same without TCP keep-alive, which must be lost
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runAction } from '../../__tests__/runner/action';
import { startEmulator } from '../../emulator';

const HOST = '10.77.2.2';
const PORT = 9000;
const KEEP_ALIVE_OFF = new URL('keep-alive-off.mjs', import.meta.url).href;

const { FC_KEY_ID: accessKeyId = '', FC_KEY_SECRET: accessKeySecret = '' } = process.env;
const [role, minutes = '6'] = process.argv.slice(2);
if (role === 'serve') await serve();
else await call(role === 'with-keep-alive', Number(minutes) * 60);

async function serve(): Promise<void> {
  const accessKeys = [{ accessKeyId, accessKeySecret }] as const;
  const emulator = await startEmulator({ host: HOST, port: PORT, accessKeys });
  const code = fileURLToPath(new URL('../../__tests__/functions/sleeps', import.meta.url));
  await emulator.deploy({ functionName: 'sleeps', code, timeout: 3600 });
}

async function call(hasKeepAlive: boolean, silentSeconds: number): Promise<void> {
  await untilServed();
  const step = await runAction({
    inputs: {
      region: 'cn-hangzhou',
      endpoint: `http://${HOST}:${PORT}`,
      'access-key-id': accessKeyId,
      'access-key-secret': accessKeySecret,
      'function-name': 'sleeps',
      event: JSON.stringify({ ms: silentSeconds * 1000 }),
      timeout: String(silentSeconds + 30),
    },
    env: hasKeepAlive ? {} : { NODE_OPTIONS: `--import ${KEEP_ALIVE_OFF}` },
  });
  const { outputs, exitCode, durationMs } = step;
  const outcome = outputs.result || `${outputs['error-type']}: ${outputs['error-message']}`;
  const seconds = Math.round(durationMs / 1000);
  console.log(`${role}: exit code ${exitCode} after ${seconds} s, ${outcome}`);
  process.exitCode = (exitCode === 0) === hasKeepAlive ? 0 : 1;
}

/** The server starts at the same time. */
async function untilServed(): Promise<void> {
  for (let attempt = 1; attempt <= 100; attempt++) {
    try {
      await fetch(`http://${HOST}:${PORT}/`);
      return;
    } catch {
      await sleep(200);
    }
  }
  throw new Error('The emulator did not start.');
}
