/**
 * Writes what is derived from action.yml, the single source of names, descriptions and defaults:
 * the names and defaults that the code reads, and the tables in the READMEs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

interface ActionFile {
  inputs: Record<string, { description: string; required?: boolean; default?: string }>;
  outputs: Record<string, { description: string }>;
}

const action: ActionFile = parse(readFileSync('action.yml', 'utf8'));

for (const [name, { description }] of Object.entries({ ...action.inputs, ...action.outputs })) {
  if (!description) throw new Error(`action.yml: ${name} has no description.`);
}

const quote = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
const key = (name: string) => (/^\w+$/.test(name) ? name : quote(name));

writeFileSync(
  'src/action-metadata.ts',
  [
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
  ].join('\n'),
);

const tables: Record<string, string> = {
  inputs: table(
    ['Input', 'Default', 'Meaning'],
    Object.entries(action.inputs).map(([name, input]) => [
      `\`${name}\``,
      input.required ? '(required)' : input.default === undefined ? '' : `\`${input.default}\``,
      input.description,
    ]),
  ),
  outputs: table(
    ['Output', 'Meaning'],
    Object.entries(action.outputs).map(([name, output]) => [`\`${name}\``, output.description]),
  ),
};

for (const file of ['README.md']) {
  let text = readFileSync(file, 'utf8');
  for (const [name, content] of Object.entries(tables)) {
    const pattern = new RegExp(`(<!-- ${name} from action.yml -->\n)[^]*?(<!-- /${name} -->)`);
    if (!pattern.test(text)) throw new Error(`${file} has no place for the table of ${name}.`);
    text = text.replace(pattern, (_, start: string, end: string) => `${start}\n${content}\n${end}`);
  }
  writeFileSync(file, text);
}

function table(head: string[], rows: string[][]): string {
  const row = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row), ''].join('\n');
}
