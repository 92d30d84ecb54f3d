import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  hashOf,
  inputGroups,
  readActionFile,
  readTranslation,
  TRANSLATION_FILE,
} from '../../scripts/action-file';
import { COUNTS, figuresNeeded, MEASURES, STATISTICS } from '../../src/gate/figures';
import { parseIgnoredPaths } from '../../src/gate/ignored-paths';
import { readStep, workspaceWith } from '../src/inputs/inputs-in-process';
import { ACTION, blocksOf, checkExpectations, filesOf, stepsIn } from './documents';

const READMES = ['README.md', 'README.zh-CN.md'] as const;
const DOCUMENTS = filesOf('*.md');

const action = readActionFile();
const read = (file: string) => readFileSync(file, 'utf8');

describe('the Chinese descriptions', () => {
  const translation = readTranslation();

  test.each(['inputs', 'outputs'] as const)('%s are those of action.yml', (kind) => {
    expect(Object.keys(translation[kind]).sort()).toEqual(Object.keys(action[kind]).sort());
  });

  test('groups are those of action.yml', () => {
    expect(Object.keys(translation.groups)).toEqual(inputGroups().map(({ title }) => title));
  });

  test.each(['inputs', 'outputs'] as const)('%s translate what action.yml says now', (kind) => {
    const outdated = Object.entries(action[kind])
      .filter(([name, { description }]) => translation[kind][name]?.of !== hashOf(description))
      .map(
        ([name, { description }]) =>
          `${TRANSLATION_FILE}: translate ${kind}.${name} ("${description}") and set its \`of\` to '${hashOf(description)}'`,
      );

    expect(outdated).toEqual([]);
  });
});

describe('both READMEs', () => {
  /** What must be the same in all languages, and where it is found. */
  const ALIKE: Record<string, (text: string, file: string) => unknown> = {
    'have sections of the same levels': (text) => text.match(/^#+(?= )/gm),
    'have tables of the same sizes': (text) =>
      text.split(/\n\n/).flatMap((part) => (part.startsWith('|') ? part.split('\n').length : [])),
    'show the same code': (_, file) =>
      ['yaml', 'json', 'bash'].flatMap((language) =>
        blocksOf(file, language).map((block) => block.replace(/#.*$/gm, '')),
      ),
    'lead to the same places': (text) =>
      [...text.matchAll(/\]\(((?!http|README)[^)]+)\)/g)].map(([, target]) => target),
    'name the same error types': (text) =>
      section(text, ' | `error-type` |')
        .match(/`[A-Z]\w+`/g)
        ?.sort(),
    'name the same codes in troubleshooting': (text) =>
      section(text, '| `AccessDenied` |')
        .split('\n')
        .map((row) => row.split(' | ')[0]?.match(/`[A-Z]\w+`/g)),
  };

  test.each(Object.entries(ALIKE))('%s', (_, part) => {
    const [english, chinese] = READMES.map((file) => part(read(file), file));

    expect(english).not.toHaveLength(0);
    expect(chinese).toEqual(english);
  });

  test.each(READMES)('%s lists all inputs with their defaults, and all outputs', (file) => {
    const rows = read(file)
      .split('\n')
      .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
    for (const [name, input] of Object.entries(action.inputs)) {
      const [, ifMissing] = rows.find(([first]) => first === `\`${name}\``) ?? [];
      if (input.default !== undefined) expect(ifMissing).toBe(`\`${input.default}\``);
      else expect(ifMissing).toMatch(input.required ? /required|必填/ : /^$/);
    }
    for (const name of Object.keys(action.outputs)) expect(read(file)).toContain(`| \`${name}\` |`);
  });

  test.each(READMES)('%s opens with a workflow of ten lines and the two commands', (file) => {
    const [first = ''] = blocksOf(file, 'yaml');
    const beginning = read(file).split('\n').slice(0, 30).join('\n');

    expect(first.trim().split('\n').length).toBeLessThanOrEqual(11);
    expect(first).toMatch(/^on:/);
    expect(beginning).toContain(first);
    expect(beginning).toContain('npm ci && npm start');
    expect(beginning).toContain('npm ci && npm test');
    expect(beginning).toContain('20.19');
  });
});

test('README names every error type that the code can report, and no other', () => {
  const sources = filesOf('src').map(read).join('\n');
  const named: readonly string[] =
    section(read('README.md'), ' | `error-type` |').match(/(?<=`)[A-Z]\w+(?=`)/g) ?? [];

  // This one comes from FC alone: nothing in the code depends on it.
  const unknown = named.filter((type) => type !== 'UnhandledInvocationError');
  expect(unknown.filter((type) => !sources.includes(type))).toEqual([]);
  // The gate's types are those of a syntax tree.
  const outsideExpectations = filesOf('src', ':!src/gate', ':!src/jmespath').map(read).join('\n');
  const own = [...outsideExpectations.matchAll(/\btype: '([A-Z]\w+)'/g)].map(([, type]) => type);
  expect(own.filter((type) => !named.includes(type ?? ''))).toEqual([]);
});

test.each(DOCUMENTS)('%s links only to what exists', (file) => {
  const links = read(file).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)|\bsrc(?:set)?="([^"]+)"/g);
  const targets = [...links]
    .map(([, link, image]) => link ?? image ?? '')
    .filter((target) => !/^https?:|^mailto:/.test(target));

  expect(targets.filter((target) => !existsSync(join(dirname(file), target)))).toEqual([]);
});

test.each(DOCUMENTS)('%s shows this action with inputs and expectations that it takes', (file) => {
  for (const step of blocksOf(file, 'yaml').flatMap(stepsIn)) {
    if (!step.uses?.includes('fc-invoke')) continue;
    expect(step.uses).toBe(ACTION);
    for (const name of Object.keys(step.with ?? {})) expect(action.inputs).toHaveProperty([name]);
    checkExpectations(step);
  }
});

describe('docs/comparison-and-repetition.md', () => {
  const rows = (after: string) =>
    section(read('docs/comparison-and-repetition.md'), after)
      .split('\n')
      .slice(2)
      .map((row) => row.split('|').map((cell) => cell.trim().replace(/^`|`$/g, '')));

  test('tells how many runs a percentile needs, and how many are above it', () => {
    const percentiles = rows('| Percentile |');
    expect(percentiles.map(([, name]) => name)).toEqual(STATISTICS.filter((s) => /^p\d/.test(s)));
    for (const [, name = '', needed, above, better] of percentiles) {
      expect([name, figuresNeeded(name)]).toEqual([name, Number(needed)]);
      const share = (count: number) => count - Math.ceil((Number(name.slice(1)) * count) / 100);
      expect(share(Number(needed))).toBe(Number(above));
      expect(share(Number(better))).toBe(10);
    }
  });

  test('shows paths that compare-ignore takes', () => {
    const paths = rows('| Path |').map(([, path = '']) => path);
    expect(paths).toHaveLength(7);
    expect(parseIgnoredPaths(paths.join('\n')).map(({ text }) => text)).toEqual(paths);
  });

  test('names every figure', () => {
    const text = section(read('docs/comparison-and-repetition.md'), '| Name | Value |');
    const named = [...text.matchAll(/runs\.(\w+)/g)].map(([, name]) => name);
    expect(named).toEqual([...COUNTS, ...MEASURES]);
    for (const statistic of STATISTICS) expect(text).toContain(`\`${statistic}\``);
  });
});

describe('case files', () => {
  const SCHEMA = 'cases.schema.json';
  const schema = JSON.parse(read(SCHEMA));
  const isValidInEditor = new Ajv({ allowUnionTypes: true }).compile(schema);

  /** What the action and editors find wrong. */
  async function mistakesIn(file: string): Promise<unknown[]> {
    isValidInEditor(parse(file));
    const named = [...file.matchAll(/\bevent-file: ([\w.-]+)/g)].map(([, path]) => path);
    const workspace = workspaceWith({
      'cases.yml': file,
      ...Object.fromEntries(named.map((path) => [path, '{}'])),
    });
    const { problems, warnings } = await readStep({ cases: 'cases.yml' }, { workspace });
    return [...problems, ...warnings, ...(isValidInEditor.errors ?? [])];
  }

  /** The lists in a document, but those of steps. */
  const shownIn = (document: string) =>
    ['yaml', 'json']
      .flatMap((language) => blocksOf(document, language))
      .filter((block) => Array.isArray(parse(block)) && stepsIn(block).length === 0);

  const PAGES = DOCUMENTS.filter((document) => shownIn(document).length > 0);

  test.each(PAGES)('%s shows some that the action and editors take', async (document) => {
    for (const file of shownIn(document)) expect(await mistakesIn(file)).toEqual([]);
  });

  test('are in both READMEs and on their page', () => {
    expect(PAGES).toEqual(expect.arrayContaining([...READMES]));
    expect(shownIn('docs/cases.md')).toHaveLength(3);
  });

  test.each(filesOf('examples/cases/*.yml'))('%s is one that both take', async (file) => {
    expect(await mistakesIn(read(file))).toEqual([]);
  });

  test('name the schema by its address', () => {
    const texts = [...DOCUMENTS, ...filesOf('examples')].map(read);
    const named = texts.flatMap((text) => text.match(/(?<=\$schema=)\S+/g) ?? []);

    expect(new Set(named)).toEqual(new Set([schema.$id]));
    const [repository, version] = ACTION.split('@');
    expect(schema.$id).toBe(`https://raw.githubusercontent.com/${repository}/${version}/${SCHEMA}`);
  });
});

test.each(DOCUMENTS)('%s shows no expression within a script', (file) => {
  const scripts = blocksOf(file, 'yaml')
    .flatMap(stepsIn)
    .map(({ run }) => run ?? '');

  expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
});

/** From a text to the next empty line. */
function section(text: string, start: string): string {
  const from = text.indexOf(start);
  return text.slice(from, text.indexOf('\n\n', from));
}
