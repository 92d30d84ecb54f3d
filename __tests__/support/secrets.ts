/** The search for secrets in all that a run leaves behind. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionOptions, ActionResult } from '../runner/action';

const SECRET_INPUTS = ['access-key-secret', 'security-token'];
const SECRET_VARIABLE = /_(SECRET|SECRET_KEY|ACCESS_KEY_SECRET|SECURITY_TOKEN|REQUEST_TOKEN)$/;
const PROXY_VARIABLE = /_proxy$/i;

/** What a run was given that nobody may read afterwards, found by the names of the places. */
export function secretsGiven({
  inputs,
  env = {},
}: Pick<ActionOptions, 'inputs' | 'env'>): string[] {
  const variables = Object.entries(env);
  return [
    ...SECRET_INPUTS.map((name) => inputs[name]),
    ...variables.filter(([name]) => SECRET_VARIABLE.test(name)).map(([, value]) => value),
    ...variables
      .filter(([name]) => PROXY_VARIABLE.test(name))
      .flatMap(([, value = '']) => proxyPasswords(value)),
  ].filter((secret): secret is string => secret !== undefined && secret !== '');
}

/** As written, decoded, and as the proxy is told it. */
function proxyPasswords(variable: string): string[] {
  const [, user = '', password = ''] = /^\w+:\/\/([^:@/]*):([^@/]*)@/.exec(variable) ?? [];
  if (password === '') return [];
  const decoded = password.replace(/(?:%[0-9a-f]{2})+/gi, (part) => decodeURIComponent(part));
  const basic = Buffer.from(`${user}:${decoded}`).toString('base64');
  return [password, decoded, basic];
}

/**
 * Searches the log, the outputs, the summary and every file that the run wrote. Only the commands
 * that ask the runner to mask a secret may hold it.
 *
 * @throws Error that says where a secret was found
 */
export function assertNoSecret(step: ActionResult, secrets: readonly string[]): void {
  const places: Place[] = [
    ...placesOf(step, step.outputs),
    ...filesUnder(step.tempFolder),
    ...filesUnder(step.workspace),
  ];
  for (const [place, text] of places) {
    const found = secrets.find((secret) => text.includes(secret));
    if (found === undefined) continue;
    throw new Error(`A secret that begins with ${found.slice(0, 6)} is in ${place}.`);
  }
}

/** So many consecutive characters of a secret are a part of it, and no chance. */
const PART_LENGTH = 6;

/**
 * The same for a function that tells secrets: what it returned and logged is handed on as it is,
 * but no part of a secret may be anywhere else.
 *
 * @throws Error that says where a part of a secret was found
 */
export function assertNoPart(step: ActionResult, secrets: readonly string[]): void {
  const { result: _result, logs: _logs, ...outputs } = step.outputs;
  for (const [place, text] of placesOf(step, outputs)) {
    const found = secrets.flatMap(partsOf).find((part) => text.includes(part));
    if (found !== undefined) throw new Error(`The part ${found} of a secret is in ${place}.`);
  }
}

function partsOf(secret: string): string[] {
  const count = Math.max(0, secret.length - PART_LENGTH + 1);
  return Array.from({ length: count }, (_, start) => secret.slice(start, start + PART_LENGTH));
}

type Place = readonly [name: string, text: string];

function placesOf(step: ActionResult, outputs: ActionResult['outputs']): Place[] {
  return [
    ['stdout', step.stdout.replace(/^::add-mask::.*$/gm, '')],
    ['stderr', step.stderr],
    ['the outputs', JSON.stringify(outputs)],
    ['the job summary', step.summary],
  ];
}

function filesUnder(folder: string): Place[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path): Place => [path, readFileSync(path, 'latin1')]);
}
