/** What the pictures in documents show: pages of log and summary, as GitHub shows them. */

import { createHash } from 'node:crypto';
import { parseRunnerOutput } from '../../__tests__/runner/commands';
import { type PicturedStep, runPicturedSteps } from './steps';

/** What of GitHub's themes these pages show. */
const THEMES = {
  light: {
    text: '#1f2328',
    page: '#ffffff',
    border: '#d1d9e0',
    row: '#f6f8fa',
    code: '#818b981f',
    link: '#0969da',
    faint: '#59636e',
    error: '#d1242f',
    errorRow: '#ffebe9',
    warning: '#9a6700',
    warningRow: '#fff8c5',
  },
  dark: {
    text: '#f0f6fc',
    page: '#0d1117',
    border: '#3d444d',
    row: '#151b23',
    code: '#656c7633',
    link: '#4493f8',
    faint: '#9198a1',
    error: '#f85149',
    errorRow: '#f851491a',
    warning: '#d29922',
    warningRow: '#bb800926',
  },
} as const;

type Theme = Readonly<Record<keyof (typeof THEMES)['light'], string>>;

function summaryStyle({ text, page, border, row, code, link }: Theme): string {
  return `
body { margin: 0; padding: 20px 24px; font: 14px/1.5 "DejaVu Sans", sans-serif; color: ${text}; background: ${page}; }
h3 { margin: 0 0 12px; font-size: 1.25em; }
p { margin: 0 0 12px; }
a { color: ${link}; }
code { font: 85% "DejaVu Sans Mono", monospace; padding: .2em .4em; background: ${code}; border-radius: 6px; }
pre { padding: 12px; background: ${row}; border-radius: 6px; }
pre code { padding: 0; background: none; }
table { border-collapse: collapse; margin: 0 0 14px; }
th, td { padding: 5px 12px; border: 1px solid ${border}; }
tr:nth-child(2n) { background: ${row}; }
details { margin: 0 0 8px; }`;
}

function logStyle({ text, page, faint, error, errorRow, warning, warningRow }: Theme): string {
  return `
body { margin: 0; padding: 12px 0; font: 12px/1.6 "DejaVu Sans Mono", monospace; color: ${text}; background: ${page}; }
p { margin: 0; padding: 0 16px 0 64px; white-space: pre-wrap; overflow-wrap: anywhere; min-height: 1.6em; }
p::before { content: attr(data-line); float: left; width: 32px; margin-left: -48px; text-align: right; color: ${faint}; }
.inside { padding-left: 88px; }
.inside::before { margin-left: -72px; }
.error { background: ${errorRow}; }
.error b { color: ${error}; }
.warning { background: ${warningRow}; }
.warning b { color: ${warning}; }`;
}

/** Groups that are open; GitHub shows them closed until somebody clicks. */
const OPEN_GROUPS = /^Function log$/;

/** The lines of a log, numbered, with the first group open. */
function logBody(output: string, opensGroups: boolean): string {
  let group: 'open' | 'closed' | undefined;
  const lines = parseRunnerOutput(output).log.flatMap(({ text }, index) => {
    const [, command, content = ''] = /^##\[(\w+)\](.*)$/s.exec(text) ?? [];
    const line = (kind: string, markup: string) => [
      `<p class="${kind}" data-line="${index + 1}">${markup}</p>`,
    ];
    switch (command) {
      case 'group':
        group = opensGroups && OPEN_GROUPS.test(content) ? 'open' : 'closed';
        return line('', `${group === 'open' ? '▼' : '▶'} ${escaped(content)}`);
      case 'endgroup':
        group = undefined;
        return [];
      case 'error':
        return line('error', `<b>Error:</b> ${escaped(content)}`);
      case 'warning':
        return line('warning', `<b>Warning:</b> ${escaped(content)}`);
      default:
        if (group === 'closed') return [];
        return line(group === 'open' ? 'inside' : '', escaped(text));
    }
  });
  return lines.join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export interface PicturePage {
  readonly name: string;
  readonly page: string;
  readonly sha256: string;
}

/** A page of each picture: log and summary of each step, light and dark. */
export async function picturePages(): Promise<PicturePage[]> {
  const steps = Object.entries(await runPicturedSteps());
  return steps.flatMap(([name, step]) =>
    (['light', 'dark'] as const).flatMap((theme) => [
      pageOf(
        `log-${name}-${theme}`,
        logStyle(THEMES[theme]),
        logBody(step.output, name === 'success'),
      ),
      pageOf(`summary-${name}-${theme}`, summaryStyle(THEMES[theme]), summaryBody(step)),
    ]),
  );
}

/** With the result opened, so that the picture shows one, unless there is an error to look at. */
function summaryBody({ summary }: PicturedStep): string {
  return summary.includes('<details open>')
    ? summary
    : summary.replace('<details><summary>Result', '<details open><summary>Result');
}

function pageOf(name: string, style: string, body: string): PicturePage {
  const page = `<!doctype html><meta charset="utf-8"><style>${style}</style>${body}`;
  return { name, page, sha256: createHash('sha256').update(page).digest('hex') };
}
