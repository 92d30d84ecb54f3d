/**
 * What is derived from action.yml, the single source of names, descriptions and defaults: the names
 * and defaults that the code reads, and the tables in the READMEs.
 */
import { existsSync, readFileSync } from 'node:fs';
import { inputGroups, readActionFile, readTranslation } from './action-file';

const action = readActionFile();
const groups = inputGroups();
const chinese = readTranslation();

/** What a README says in its language. */
interface Language {
  readonly file: string;
  /** Between the name and the ending of a page in this language. */
  readonly suffix: string;
  readonly inputHead: readonly [string, string, string];
  readonly outputHead: readonly [string, string];
  readonly required: string;
  readonly group: (title: string) => string;
  readonly input: (name: string) => string;
  readonly output: (name: string) => string;
}

/** A text that is not translated yet stays English here, and fails a test. */
const LANGUAGES: readonly Language[] = [
  {
    file: 'README.md',
    suffix: '',
    inputHead: ['Input', 'Default', 'Meaning'],
    outputHead: ['Output', 'Meaning'],
    required: '(required)',
    group: (title) => title,
    input: (name) => action.inputs[name]?.description ?? '',
    output: (name) => action.outputs[name]?.description ?? '',
  },
  {
    file: 'README.zh-CN.md',
    suffix: '.zh-CN',
    inputHead: ['输入参数', '默认值', '说明'],
    outputHead: ['输出参数', '说明'],
    required: '（必填）',
    group: (title) => chinese.groups[title] ?? title,
    input: (name) => chinese.inputs[name]?.text ?? action.inputs[name]?.description ?? '',
    output: (name) => chinese.outputs[name]?.text ?? action.outputs[name]?.description ?? '',
  },
];

/** Every generated file with the content that action.yml makes. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['src/runner/action-metadata.ts', metadata()],
    ...LANGUAGES.map((language) => [language.file, readme(language)] as const),
  ]);
}

function metadata(): string {
  const quote = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
  const key = (name: string) => (/^\w+$/.test(name) ? name : quote(name));
  return [
    '// Generated from action.yml by `npm run generate`; do not edit.',
    '',
    '/** Every input with its default; an empty string where there is none. */',
    'export const INPUT_DEFAULTS = {',
    ...Object.entries(action.inputs).map(
      ([name, input]) => `  ${key(name)}: ${quote(input.default ?? '')},`,
    ),
    '} as const;',
    '',
    'export type InputName = keyof typeof INPUT_DEFAULTS;',
    '',
    '/** Every output. */',
    'export const OUTPUT_NAMES = [',
    ...Object.keys(action.outputs).map((name) => `  ${quote(name)},`),
    '] as const;',
    '',
    'export type OutputName = (typeof OUTPUT_NAMES)[number];',
    '',
  ].join('\n');
}

function readme(language: Language): string {
  const { file } = language;
  const tables = { inputs: inputTables(language), outputs: outputTable(language) };
  let text = readFileSync(file, 'utf8');
  for (const [name, content] of Object.entries(tables)) {
    const pattern = new RegExp(`(<!-- ${name} from action.yml -->\n)[^]*?(<!-- /${name} -->)`);
    if (!pattern.test(text)) throw new Error(`${file} has no place for the table of ${name}.`);
    text = text.replace(pattern, (_, start: string, end: string) => `${start}\n${content}\n${end}`);
  }
  return text;
}

function inputTables({ suffix, inputHead, required, group, input }: Language): string {
  return groups
    .map(({ title, names }) => {
      const rows = names.map((name) => {
        const given = action.inputs[name];
        const ifMissing = given?.default === undefined ? '' : `\`${given.default}\``;
        const meaning = withLinks(input(name), suffix);
        return [`\`${name}\``, given?.required ? required : ifMissing, meaning];
      });
      return `**${group(title)}**\n\n${table(inputHead, rows)}`;
    })
    .join('\n');
}

function outputTable({ suffix, outputHead, output }: Language): string {
  return table(
    outputHead,
    Object.keys(action.outputs).map((name) => [`\`${name}\``, withLinks(output(name), suffix)]),
  );
}

/** Leads from the name of a page to the page, in the README's language where it has been translated. */
function withLinks(text: string, suffix: string): string {
  return text.replace(/\bdocs\/([\w-]+)\.md\b/g, (page, name: string) => {
    const translated = `docs/${name}${suffix}.md`;
    return `[${page}](${existsSync(translated) ? translated : page})`;
  });
}

function table(head: readonly string[], rows: readonly string[][]): string {
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row), ''].join('\n');
}
