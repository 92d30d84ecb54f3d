import { posix, win32 } from 'node:path';
import { closest } from '../closest';
import { quoted } from '../text';
import type { CaseProblems } from './case-problems';
import { joinedText, textOf } from './case-text';
import { flag, InvalidValue } from './parsers';
import type { CaseText } from './written-case';
import type { ScalarType, YamlNode, YamlScalar } from './yaml/node';

/** In UTF-16 code units. */
const MAX_NAME_LENGTH = 200;

/** Functions like these return `undefined` when the value is not allowed, which becomes a problem. */
export function nameOf(node: YamlNode, problems: CaseProblems): string | undefined {
  if (node.kind === 'fault') return undefined;
  const reject = (sentence: string) => {
    problems.add(node.position, `\`name\` ${sentence}`);
    return undefined;
  };
  if (!isString(node)) {
    const advice = node.kind === 'scalar' ? '; put it in quotes' : '';
    return reject(`must be a string, but is ${described(node)}${advice}`);
  }
  const name = node.text.trim();
  if (name === '') return reject('must not be empty; say what the case shows');
  if (/[\n\v\f\r\u0085\u2028\u2029]/.test(name)) {
    return reject(`must be a single line, but is ${described(node)}`);
  }
  if (name.length > MAX_NAME_LENGTH) {
    return reject(
      `must have at most ${MAX_NAME_LENGTH} characters, but has ${name.length}; shorten it`,
    );
  }
  return name;
}

/** The text of `expect`: a string, or a list of strings that are joined. */
export function expectOf(node: YamlNode, problems: CaseProblems): CaseText | undefined {
  if (node.kind === 'fault') return undefined;
  if (isString(node)) return textOf(node);
  if (node.kind !== 'list') {
    problems.add(
      node.position,
      `\`expect\` must be a string or a list of strings, but is ${described(node)}; ${EXPECT_ADVICE}`,
    );
    return undefined;
  }
  if (node.items.length === 0) {
    problems.add(node.position, '`expect` must not be an empty list; leave it out, or add an item');
    return undefined;
  }
  const items = node.items.flatMap((item) => expectItem(item, problems) ?? []);
  return items.length < node.items.length ? undefined : joinedText(items, node.position);
}

const EXPECT_ADVICE = 'put an expression in quotes, or below `expect: |`';

function expectItem(item: YamlNode, problems: CaseProblems): YamlScalar | undefined {
  if (item.kind === 'fault') return undefined;
  if (isString(item) && item.text.trim() !== '') return item;
  const fact =
    isMissing(item) || isString(item)
      ? 'an item of `expect` must not be empty'
      : `an item of \`expect\` must be a string, but is ${described(item)}`;
  problems.add(item.position, `${fact}; ${EXPECT_ADVICE}`);
  return undefined;
}

/** The text of an input that is a single value, as it is written. */
export function inputOf(key: string, node: YamlNode, problems: CaseProblems): CaseText | undefined {
  if (node.kind === 'fault') return undefined;
  if (node.kind !== 'scalar') {
    problems.add(node.position, `\`${key}\` must be a single value, but is ${described(node)}`);
    return undefined;
  }
  if (node.text.trim() === '') {
    problems.add(node.position, `\`${key}\` must not be empty; set a value, or leave the key out`);
    return undefined;
  }
  return textOf(node);
}

export function eventFileOf(node: YamlNode, problems: CaseProblems): CaseText | undefined {
  const path = inputOf('event-file', node, problems);
  if (path === undefined || !isAbsolute(path.text.trim())) return path;
  problems.add(
    node.position,
    `\`event-file\` must be relative to the folder of the case file, but ${quoted(path.text)} is absolute`,
  );
  return undefined;
}

/** On any system: the same file is used on all of them. `C:x` depends on the drive's folder. */
function isAbsolute(path: string): boolean {
  return posix.isAbsolute(path) || win32.isAbsolute(path) || /^[a-z]:/i.test(path);
}

export function blockingOf(node: YamlNode, problems: CaseProblems): boolean | undefined {
  if (node.kind === 'fault') return undefined;
  if (isBoolean(node)) return isTrue(node);
  rejectBoolean('`blocking` must be true or false', node, problems);
  return undefined;
}

/** Whether a case is skipped, or why. */
export function skipOf(node: YamlNode, problems: CaseProblems): string | boolean | undefined {
  if (node.kind === 'fault') return undefined;
  if (isBoolean(node)) return isTrue(node);
  const fact = '`skip` must be true, false or a reason';
  if (!isString(node)) {
    rejectBoolean(fact, node, problems);
    return undefined;
  }
  const reason = node.text.trim();
  if (reason === '') {
    problems.add(node.position, '`skip` must not be empty; say why, or set it to true or false');
    return undefined;
  }
  if (!isAlmostBoolean(reason)) return reason;
  rejectBoolean(fact, node, problems);
  return undefined;
}

/** Whether a text is what YAML 1.1 or people write for true and false, or a slip of the pen for it. */
function isAlmostBoolean(text: string): boolean {
  if (/^(?:y|yes|n|no|on|off|t|f|[01])$/i.test(text)) return true;
  return closest(text, ['true', 'false'], Number.POSITIVE_INFINITY) !== undefined;
}

function booleanAdvice({ text }: YamlScalar): string | undefined {
  const word = text.trim();
  try {
    return `write \`${flag(word)}\` without quotes`;
  } catch (error) {
    return error instanceof InvalidValue ? error.advice : undefined;
  }
}

function rejectBoolean(fact: string, node: YamlNode, problems: CaseProblems): void {
  const advice = node.kind === 'scalar' ? booleanAdvice(node) : undefined;
  const suffix = advice === undefined ? '' : `; ${advice}`;
  problems.add(node.position, `${fact}, but is ${described(node)}${suffix}`);
}

/** Any node, to ask for the type that only a scalar has. */
interface Typed {
  readonly kind: YamlNode['kind'];
  readonly type?: ScalarType;
}

/** Whether a key is there but has no value. */
export function isMissing({ type }: Typed): boolean {
  return type === 'null';
}

export function described(node: YamlNode): string {
  if (node.kind === 'list') return 'a list';
  if (node.kind !== 'scalar') return 'an object';
  if (isString(node)) return quoted(node.text);
  return isMissing(node) ? 'empty' : `the ${node.type} ${quoted(node.text).slice(1, -1)}`;
}

export function isString(node: Typed): node is YamlScalar & { readonly type: 'string' } {
  return node.type === 'string';
}

function isBoolean(node: Typed): node is YamlScalar & { readonly type: 'boolean' } {
  return node.type === 'boolean';
}

function isTrue({ text }: YamlScalar): boolean {
  return text.toLowerCase() === 'true';
}
