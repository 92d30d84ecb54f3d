/** How the web server of a web function is started; the names of FC's CreateFunction. */
export interface CustomRuntimeConfig {
  /** Program and arguments; it runs in the folder of the code. */
  command: readonly [string, ...string[]];
  args?: readonly string[];
  /**
   * The port that the server listens on, at 127.0.0.1 or all addresses. Without it every instance
   * has a free one of its own, since they share one network here: the variable `FC_SERVER_PORT`
   * names it (FC's default is 9000 for all).
   */
  port?: number;
}

/** @throws Error when it is not one that FC would accept */
export function customRuntimeConfig(value: unknown, key: string): CustomRuntimeConfig | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null || !('command' in value)) {
    throw new Error(`${key} must have a command, as in {"command": ["node", "server.js"]}.`);
  }
  const [program, ...rest] = textList(value.command, `${key}.command`);
  if (program === undefined) throw new Error(`${key}.command must not be empty.`);
  const config: CustomRuntimeConfig = { command: [program, ...rest] };
  if ('args' in value) config.args = textList(value.args, `${key}.args`);
  if ('port' in value) config.port = portNumber(value.port, `${key}.port`);
  return config;
}

function textList(value: unknown, key: string): string[] {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw new Error(`${key} must be a list of strings, not ${JSON.stringify(value)}.`);
}

function portNumber(value: unknown, key: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536) {
    return value;
  }
  throw new Error(`${key} must be a port number, not ${JSON.stringify(value)}.`);
}
