import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { parseExpectations } from '../../src/gate/expectation';
import { parseIgnoredPaths } from '../../src/gate/ignored-paths';
import type { ConditionalName } from '../../src/gate/root-names';

/** How documents and recipes name this action; docs/releasing.md tells how to change it. */
export const ACTION = 'fc-invoke/fc-invoke@v1';

/** A step of a workflow, or of a part of one that a document shows. */
export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** Files that git tracks, or would. */
export function filesOf(...patterns: string[]): string[] {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...patterns];
  return [...new Set(execFileSync('git', list, { encoding: 'utf8' }).split('\n'))].filter(Boolean);
}

/** The fenced blocks of a language in a document. */
export function blocksOf(file: string, language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm');
  return [...readFileSync(file, 'utf8').matchAll(fence)].map(([, block = '']) => block);
}

/** The workflow that calls a reusable workflow or a composite action, which its first comment shows. */
export function callerIn(file: string): string {
  const [comment = ''] = /^(?:#.*\n)+/.exec(readFileSync(file, 'utf8')) ?? [];
  return [...comment.matchAll(/^# {3}(.*)$/gm)].map(([, line = '']) => `${line}\n`).join('');
}

/** Every step in a workflow, or in whatever part of one this is. */
export function stepsIn(yaml: string): Step[] {
  const found: Step[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isStep(value)) found.push(value);
    else Object.values(value).forEach(visit);
  };
  visit(parse(yaml));
  return found;
}

function isStep(value: object): value is Step {
  return (
    ('uses' in value && typeof value.uses === 'string') ||
    ('run' in value && typeof value.run === 'string')
  );
}

/**
 * Reads the expectations and paths of a step of this action, unless they are those of an input.
 *
 * @throws what is wrong with them
 */
export function checkExpectations({ with: inputs = {} }: Step): void {
  const names: ConditionalName[] = [
    ...(inputs['wait-for-update'] === undefined ? [] : ['deployedCodeChecksum' as const]),
    ...(inputs['compare-with'] === undefined ? [] : ['baseline' as const]),
  ];
  if (inputs.expect !== `\${{ inputs.expect }}`) {
    parseExpectations(String(inputs.expect ?? ''), names, Number(inputs.repeat ?? 1));
  }
  parseIgnoredPaths(String(inputs['compare-ignore'] ?? ''));
}
