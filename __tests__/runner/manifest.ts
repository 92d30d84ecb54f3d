import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** What the runner needs of an action.yml. */
export interface ActionManifest {
  /** The script of `runs.main`, relative to the action's folder. */
  readonly main: string;
  /** Default of each input by its name; '' where there is none. */
  readonly inputs: ReadonlyMap<string, string>;
}

/**
 * Reads action.yml of a JavaScript action.
 *
 * @throws Error when it is missing, or holds what this model does not run
 */
export function readManifest(actionFolder: string): ActionManifest {
  // The failsafe schema keeps every scalar the text that it is, as the runner does with a default.
  const path = join(actionFolder, 'action.yml');
  const manifest: unknown = parse(readFileSync(path, 'utf8'), { schema: 'failsafe' });
  const main = property(property(manifest, 'runs'), 'main');
  if (typeof main !== 'string' || main === '') {
    throw new Error('action.yml has no runs.main: only JavaScript actions can be run.');
  }
  const inputs = property(manifest, 'inputs');
  const names = isRecord(inputs) ? Object.keys(inputs) : [];
  return {
    main,
    inputs: new Map(names.map((name) => [name, defaultOf(name, property(inputs, name))])),
  };
}

function defaultOf(name: string, input: unknown): string {
  const value = property(input, 'default') ?? '';
  if (typeof value !== 'string' || value.includes('${{')) {
    throw new Error(`The default of input '${name}' is not plain text, which this model needs.`);
  }
  return value;
}

function property(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
