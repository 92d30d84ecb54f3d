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
/** How the name of a Chinese page ends. */
const CHINESE = /\.zh-CN\.md$/;

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

/** Pages and their Chinese translations. */
const PAIRS = DOCUMENTS.flatMap((chinese) => {
  const english = chinese.replace(CHINESE, '.md');
  return english === chinese ? [] : [{ english, chinese }];
});

describe.each(PAIRS)('$english and $chinese', ({ english, chinese }) => {
  /** What must be the same in all languages, and where it is found. */
  const ALIKE: Record<string, (file: string) => unknown> = {
    'have sections of the same levels': (file) => read(file).match(/^#+(?= )/gm),
    'have tables of the same sizes': (file) =>
      tablesOf(read(file)).map((rows) => [rows.length, cellsOf(rows[0] ?? '').length]),
    'name the same codes in the same rows': (file) =>
      tablesOf(read(file))
        .flat()
        .map((row) => (row.match(/`[A-Z][\w.]+`/g) ?? []).sort()),
    'show the same code': (file) =>
      ['yaml', 'json', 'bash'].flatMap((language) =>
        blocksOf(file, language).map((block) => block.replace(/#.*$/gm, '')),
      ),
    'lead to the same places': (file) =>
      linksIn(file).map(({ page }) => page.replace(CHINESE, '.md')),
  };

  test.each(Object.entries(ALIKE))('%s', (_, part) => {
    expect(part(chinese)).toEqual(part(english));
  });

  test('lead to each other', () => {
    expect(linksIn(english).map(({ page }) => page)).toContain(chinese);
    expect(linksIn(chinese).map(({ page }) => page)).toContain(english);
  });

  test('lead Chinese readers to Chinese pages', () => {
    const translated = PAIRS.map((pair) => pair.english).filter((page) => page !== english);

    expect(linksIn(chinese).filter(({ page }) => translated.includes(page))).toEqual([]);
  });
});

describe.each(READMES)('%s', (file) => {
  test('lists all inputs with their defaults, and all outputs', () => {
    const rows = read(file).split('\n').map(cellsOf);
    for (const [name, input] of Object.entries(action.inputs)) {
      const [, ifMissing] = rows.find(([first]) => first === `\`${name}\``) ?? [];
      if (input.default !== undefined) expect(ifMissing).toBe(`\`${input.default}\``);
      else expect(ifMissing).toMatch(input.required ? /required|必填/ : /^$/);
    }
    for (const name of Object.keys(action.outputs)) expect(read(file)).toContain(`| \`${name}\` |`);
  });

  test('opens with a workflow of ten lines and the two commands', () => {
    const [first = ''] = blocksOf(file, 'yaml');
    const beginning = read(file).split('\n').slice(0, 30).join('\n');

    expect(first.trim().split('\n').length).toBeLessThanOrEqual(11);
    expect(first).toMatch(/^on:/);
    expect(beginning).toContain(first);
    expect(beginning).toContain('npm ci && npm start');
    expect(beginning).toContain('npm ci && npm test');
    expect(beginning).toContain('20.19');
  });

  test('lists its sections at the beginning', () => {
    const [, ...sections] = [...read(file).matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    const listed = [...read(file).matchAll(/\[([^\]]+)\]\(#/g)].map(([, title]) => title);

    expect(listed).toEqual(sections);
  });
});

test('README has at most 1,500 words besides the generated tables', () => {
  const written = read('README.md').replace(
    /<!-- (\w+) from action.yml -->[\s\S]*?<!-- \/\1 -->/g,
    '',
  );

  expect(written.length).toBeLessThan(read('README.md').length);
  expect(written.split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(1500);
});

test('every page is at most two links away from README', () => {
  const near = linksIn('README.md').map(({ page }) => page);
  const further = near.filter((page) => page.endsWith('.md')).flatMap(linksIn);
  const reached = [...near, ...further.map(({ page }) => page)];
  const pages = filesOf('docs/*.md').filter((page) => !CHINESE.test(page));

  // A link to a folder leads to all pages in it.
  expect(
    pages.filter((page) => !reached.some((to) => to === page || to === dirname(page))),
  ).toEqual([]);
});

test('docs/failures-and-retries.md names every error type that the code can report, and no other', () => {
  const sources = filesOf('src').map(read).join('\n');
  const named: readonly string[] =
    section(read('docs/failures-and-retries.md'), ' | `error-type` |').match(
      /(?<=`)[A-Z]\w+(?=`)/g,
    ) ?? [];

  // This one comes from FC alone: nothing in the code depends on it.
  const unknown = named.filter((type) => type !== 'UnhandledInvocationError');
  expect(unknown.filter((type) => !sources.includes(type))).toEqual([]);
  // The gate's types are those of a syntax tree.
  const outsideExpectations = filesOf('src', ':!src/gate', ':!src/jmespath').map(read).join('\n');
  const own = [...outsideExpectations.matchAll(/\btype: '([A-Z]\w+)'/g)].map(([, type]) => type);
  expect(own.filter((type) => !named.includes(type ?? ''))).toEqual([]);
});

test('docs/troubleshooting.md names every code for which there is advice', () => {
  const advised = [
    ...read('src/report/hints-service.ts').matchAll(/^ {2}'?([A-Z][\w.]+)'?: /gm),
  ].map(([, code]) => code);

  expect(advised).toContain('AccessDenied');
  const page = read('docs/troubleshooting.md');
  expect(advised.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
});

test('docs/troubleshooting.zh-CN.md quotes messages as they are printed', () => {
  // What FC says is in lower case there.
  const sources = filesOf('src').map(read).join('\n').toLowerCase();
  const quoted = [...read('docs/troubleshooting.zh-CN.md').matchAll(/“([^”]+)”/g)].map(
    ([, message = '']) => message,
  );
  /** `…` stands for what is different each time. */
  const isPrinted = (message: string) =>
    message.split('…').every((part) => sources.includes(part.trim().toLowerCase()));

  expect(quoted.length).toBeGreaterThan(50);
  expect(quoted.filter((message) => !isPrinted(message))).toEqual([]);
});

describe('docs/expectations.md', () => {
  const rows = (head: string) =>
    section(read('docs/expectations.md'), head).split('\n').slice(2).map(cellsOf);
  /** The first expression of a cell, which stands between one or two backticks. */
  const expressionIn = (cell = '') =>
    /^(`+) ?(.+?) ?\1(?!`)/.exec(cell)?.[2]?.replaceAll('\\|', '|') ?? cell;
  const check = (expression: string) => checkExpectations({ with: { expect: expression } });

  test('advises expressions that are taken', () => {
    for (const [, useful] of rows('| To check that')) check(expressionIn(useful));
    for (const [, , better] of rows('| Written |')) {
      if (!better?.includes('expect:')) check(expressionIn(better));
    }
  });

  test('lists mistakes that are refused', () => {
    const mistakes = rows('| Written |').filter(([written]) => !/expect:|list/.test(written ?? ''));

    expect(mistakes.length).toBeGreaterThan(10);
    for (const [written] of mistakes) {
      expect(() => check(expressionIn(written)), written).toThrow();
    }
  });
});

test.each(DOCUMENTS)('%s links only to what exists', (file) => {
  const targets = [...linksIn(file), ...imagesIn(file)];

  const isBroken = ({ page, anchor }: Link) =>
    !existsSync(page) || (anchor !== '' && !anchorsOf(page).includes(anchor));
  expect(targets.filter(isBroken)).toEqual([]);
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

  test('are on their page', () => {
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

/** The rows of each table, with head and rule. */
function tablesOf(text: string): string[][] {
  return text
    .split(/\n\n/)
    .flatMap((part) => (part.startsWith('|') ? [part.trim().split('\n')] : []));
}

function cellsOf(row: string): string[] {
  return row.split(/(?<!\\) \| /).map((cell) => cell.replace(/^\| | \|$/g, ''));
}

/** A place in this repository. */
interface Link {
  /** A file or folder, from the root. */
  readonly page: string;
  /** A heading in it; empty for its beginning. */
  readonly anchor: string;
}

/** A page without what it quotes as code, which can look like a link. */
function proseOf(file: string): string {
  return read(file).replace(/(?<!`)(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
}

function linksIn(file: string): Link[] {
  return [...proseOf(file).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)]*))?\)/g)].map(
    ([, page, anchor = '']) => ({ page: page ? join(dirname(file), page) : file, anchor }),
  );
}

function imagesIn(file: string): Link[] {
  return [...read(file).matchAll(/\bsrc(?:set)?="(?!https?:)([^"]+)"/g)].map(([, image = '']) => ({
    page: join(dirname(file), image),
    anchor: '',
  }));
}

/** The headings of a page, as GitHub names them in links. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}
