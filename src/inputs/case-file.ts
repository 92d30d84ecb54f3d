import { closest } from '../closest';
import { INPUT_DEFAULTS } from '../runner/action-metadata';
import type { TextPosition } from '../text-position';
import { eventOf, MAX_EVENT_DEPTH } from './case-event';
import { decodeCaseFile } from './case-file-text';
import { CaseProblems } from './case-problems';
import {
  blockingOf,
  described,
  eventFileOf,
  expectOf,
  inputOf,
  isMissing,
  nameOf,
  skipOf,
} from './case-values';
import {
  CASE_INPUTS,
  type CaseInput,
  type CaseProblem,
  type CaseText,
  type WrittenCase,
} from './written-case';
import type { YamlMap, YamlNode } from './yaml/node';

export * from './written-case';

/** In bytes, and with its aliases expanded in characters. */
export const MAX_CASE_FILE_SIZE = 10 * 1024 * 1024;

const MAX_CASES = 1000;

/** A case is in a list, and its event in the case. */
const LEVELS_AROUND_EVENT = 2;

const KEYS = ['name', ...CASE_INPUTS, 'blocking', 'skip'] as const;
type Key = (typeof KEYS)[number];

/**
 * Reads a file of cases, YAML 1.2 or JSON. Whatever it holds, nothing is thrown, and the time is in
 * proportion to its size.
 *
 * @param bytes at most {@link MAX_CASE_FILE_SIZE}
 * @returns the cases in the order of the file, without what is wrong in them, and all problems in the
 * order of the file, of very many the first ones found: a case with a problem may be missing. A case
 * without a usable name has an empty one, so that its other problems are found too
 */
export async function readCaseFile(
  bytes: Uint8Array,
): Promise<{ readonly cases: readonly WrittenCase[]; readonly problems: readonly CaseProblem[] }> {
  const problems = new CaseProblems();
  const text = decodeCaseFile(bytes, problems);
  const cases = text === undefined ? [] : await casesIn(text, problems);
  return { cases, problems: problems.list() };
}

async function casesIn(text: string, problems: CaseProblems): Promise<WrittenCase[]> {
  const { readYaml } = await import(/* webpackIgnore: true */ './yaml/index.js');
  const { root, problems: found } = readYaml(text, {
    maxDepth: MAX_EVENT_DEPTH + LEVELS_AROUND_EVENT,
    maxExpandedLength: MAX_CASE_FILE_SIZE,
  });
  for (const { position, message } of found) problems.add(position, message);
  if (root !== undefined) return new CaseReader(problems).cases(root);
  if (found.length === 0) problems.add({ line: 1, column: 1 }, NO_CASES);
  return [];
}

const NO_CASES = 'the file has no cases, and a step that tests nothing must not pass; add one';

class CaseReader {
  /** The line of each name. */
  readonly #names = new Map<string, number>();

  constructor(private readonly problems: CaseProblems) {}

  cases(root: YamlNode): WrittenCase[] {
    if (root.kind === 'fault') return [];
    if (root.kind !== 'list') {
      this.problems.add(
        root.position,
        isMissing(root)
          ? NO_CASES
          : `the file must be a list of cases, but is ${described(root)}${listAdvice(root)}`,
      );
      return [];
    }
    const { items, position } = root;
    if (items.length === 0) this.problems.add(position, NO_CASES);
    const excess = items[MAX_CASES];
    if (excess !== undefined) {
      this.problems.add(
        excess.position,
        `the file must have at most ${MAX_CASES} cases, but has ${items.length}; split it`,
      );
    }
    return items.slice(0, MAX_CASES).flatMap((item) => {
      if (item.kind === 'map') return [this.#case(item)];
      if (item.kind === 'fault') return [];
      this.problems.add(
        item.position,
        `a case must be an object with keys such as \`name\`, but is ${described(item)}`,
      );
      return [];
    });
  }

  #case(map: YamlMap): WrittenCase {
    const position = map.entries[0]?.position ?? map.position;
    let name: string | undefined;
    let blocking: boolean | undefined;
    let skip: string | boolean | undefined;
    const inputs = new Map<CaseInput, CaseText>();
    for (const { key: written, position: place, value } of map.entries) {
      const key = this.#known(written, place);
      if (key === undefined) continue;
      if (key !== 'event' && isMissing(value)) {
        this.problems.add(place, `\`${key}\` has no value; set one, or leave the key out`);
      } else if (key === 'name') name = this.#name(value);
      else if (key === 'blocking') blocking = blockingOf(value, this.problems);
      else if (key === 'skip') skip = skipOf(value, this.problems);
      else {
        const text = textOfInput(key, value, this.problems);
        if (text !== undefined) inputs.set(key, text);
      }
    }
    if (!map.entries.some(({ key }) => key === 'name')) {
      this.problems.add(position, '`name` is missing; every case needs one');
    }
    return {
      name: name ?? '',
      position,
      inputs,
      blocking: blocking ?? true,
      skip: skip ?? false,
    };
  }

  #known(written: string, position: TextPosition): Key | undefined {
    const key = KEYS.find((known) => known === written);
    if (key === undefined) {
      this.problems.add(
        position,
        () => `\`${written}\` is not a key of a case; ${keyAdvice(written)}`,
      );
    }
    return key;
  }

  #name(node: YamlNode): string | undefined {
    const name = nameOf(node, this.problems);
    if (name === undefined) return undefined;
    const line = this.#names.get(name);
    if (line === undefined) this.#names.set(name, node.position.line);
    else {
      this.problems.add(
        node.position,
        `\`name\` must be unique, but ${described(node)} is also the name of the case in line ${line}`,
      );
    }
    return name;
  }
}

function textOfInput(
  key: CaseInput,
  value: YamlNode,
  problems: CaseProblems,
): CaseText | undefined {
  switch (key) {
    case 'event':
      return eventOf(value, problems);
    case 'event-file':
      return eventFileOf(value, problems);
    case 'expect':
      return expectOf(value, problems);
    default:
      return inputOf(key, value, problems);
  }
}

function keyAdvice(written: string): string {
  if (Object.hasOwn(INPUT_DEFAULTS, written)) return 'set it as an input of the step';
  const meant = closest(written, KEYS);
  return meant === undefined ? `its keys are ${KEYS.join(', ')}` : `did you mean \`${meant}\`?`;
}

/** What those need who put the list under a key. */
function listAdvice(root: YamlNode): string {
  return root.kind === 'map' ? '; begin each case with `- name: …`, at the start of the line' : '';
}
