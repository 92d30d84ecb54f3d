import type { Emulator } from '../../emulator';

/** Deploys a version for each source and names the first `live`; the last is what `LATEST` runs. */
export async function deployVersions(
  emulator: Emulator,
  deploy: (source: string) => Promise<string>,
  live: string,
  next: string,
): Promise<string> {
  const functionName = await deploy(live);
  emulator.createAlias(functionName, 'live', emulator.publishVersion(functionName));
  await emulator.deploy({ functionName, code: { 'index.js': next } });
  return functionName;
}

/** A handler that returns the value of an expression. */
export const returning = (value: string) => `exports.handler = async () => (${value});`;
