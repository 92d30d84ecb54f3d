/** action.yml as documents show it: in groups, in two languages. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isMap, isScalar, parse, parseDocument } from 'yaml';

export interface Input {
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string;
}

export interface ActionFile {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
}

/** A comment of action.yml that stands above some inputs, and their names. */
export interface Group {
  readonly title: string;
  readonly names: readonly string[];
}

/** docs/i18n/action.zh-CN.yml: each text with the hash of the English one that it translates. */
export interface Translation {
  readonly groups: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, { readonly text: string; readonly of: string }>>;
  readonly outputs: Readonly<Record<string, { readonly text: string; readonly of: string }>>;
}

export const TRANSLATION_FILE = 'docs/i18n/action.zh-CN.yml';

const ACTION_FILE = 'action.yml';

/** @throws Error when something has no description */
export function readActionFile(): ActionFile {
  const action: ActionFile = parse(readFileSync(ACTION_FILE, 'utf8'));
  for (const [name, { description }] of Object.entries({ ...action.inputs, ...action.outputs })) {
    if (!description) throw new Error(`${ACTION_FILE}: ${name} has no description.`);
  }
  return action;
}

/** The inputs by the comments that stand above them in action.yml. */
export function inputGroups(): Group[] {
  const inputs = parseDocument(readFileSync(ACTION_FILE, 'utf8')).get('inputs');
  if (!isMap(inputs)) throw new Error(`${ACTION_FILE} has no inputs.`);
  const groups: { title: string; names: string[] }[] = [];
  for (const [index, { key }] of inputs.items.entries()) {
    if (!isScalar(key)) continue;
    // The comment above the first input belongs to the whole map.
    const comment = index === 0 ? inputs.commentBefore : key.commentBefore;
    if (comment) groups.push({ title: comment.trim(), names: [] });
    groups.at(-1)?.names.push(String(key.value));
  }
  return groups;
}

export function readTranslation(): Translation {
  return parse(readFileSync(TRANSLATION_FILE, 'utf8'));
}

/** What a translation notes of the English text, to be told from a later one. */
export function hashOf(description: string): string {
  return createHash('sha256').update(description).digest('hex').slice(0, 8);
}
