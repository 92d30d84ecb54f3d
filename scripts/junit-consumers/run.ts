/**
 * `npm run junit-consumers`: what readers of JUnit reports that know nothing of this action make of
 * ours. Installs them, unmodified and in their newest versions, into a temporary folder outside of
 * the project, gives them a report with every outcome and one with 1,000 hostile logs, and prints a
 * table. Needs npm, git, Python 3 with venv, and their sources.
 *
 * Each is called by a program of `clients/`. It gets the path of a report and prints, as its last
 * line, what it counted.
 */
import { type ExecFileSyncOptions, execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { hostileText } from '../../__tests__/hostile/texts';
import { SAMPLE, SAMPLE_COUNTS, testCase } from '../../__tests__/src/report/junit-sample';
import { type JUnitSuite, renderJUnit } from '../../src/report/junit';
import { installPython } from '../python';

const NPM_PACKAGES = [
  'junit2json',
  'junit-to-ctrf',
  'test-results-parser',
  // What the parsers of the two actions import.
  '@actions/core',
  'glob',
  'xml-js',
  'xml2js',
];
const PYTHON_PACKAGES = ['junitparser', 'lxml'];
const ACTIONS = ['dorny/test-reporter', 'mikepenz/action-junit-report'];

interface Consumer {
  readonly name: string;
  readonly program: string;
  readonly environment?: NodeJS.ProcessEnv;
}

const CONSUMERS: readonly Consumer[] = [
  { name: 'dorny/test-reporter, java-junit (xml2js)', program: 'test-reporter.mjs' },
  { name: 'mikepenz/action-junit-report (xml-js)', program: 'action-junit-report.mjs' },
  { name: 'npm junit2json (xml2js)', program: 'junit2json.mjs' },
  { name: 'npm junit-to-ctrf (xml2js)', program: 'junit-to-ctrf.mjs' },
  { name: 'npm test-results-parser (fast-xml-parser)', program: 'test-results-parser.mjs' },
  {
    name: 'Python junitparser (expat)',
    program: 'counts.py',
    environment: { XML_PARSER: 'expat' },
  },
  {
    name: 'Python junitparser (lxml: libxml2)',
    program: 'counts.py',
    environment: { XML_PARSER: 'lxml' },
  },
];

/** Most readers count failures and errors as one. */
interface Counts {
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const HOSTILE_LOGS = 1000;

const REPORTS: readonly (readonly [file: string, suite: JUnitSuite, counts: Counts])[] = [
  [
    'sample.xml',
    SAMPLE,
    {
      tests: SAMPLE_COUNTS.tests,
      passed: SAMPLE_COUNTS.passed,
      failed: SAMPLE_COUNTS.failures + SAMPLE_COUNTS.errors,
      skipped: SAMPLE_COUNTS.skipped,
    },
  ],
  [
    'hostile.xml',
    { name: 'hostile', testCases: hostileCases() },
    { tests: HOSTILE_LOGS, passed: 0, failed: HOSTILE_LOGS, skipped: 0 },
  ],
];

function hostileCases(): JUnitSuite['testCases'] {
  return fc.sample(hostileText, { numRuns: HOSTILE_LOGS, seed: 1 }).map((text, index) =>
    testCase({
      name: `${index} ${text}`,
      outcome: { kind: 'failure', type: 'UnhandledInvocationError', message: text, details: text },
      systemOut: text,
    }),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'junit-consumers-'));
try {
  install();
  for (const [file, suite] of REPORTS) writeFileSync(join(folder, file), renderJUnit(suite));
  process.exitCode = run() ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function install(): void {
  const options: ExecFileSyncOptions = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] };
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', ...NPM_PACKAGES], options);
  installPython(folder, PYTHON_PACKAGES);
  for (const action of ACTIONS) {
    execFileSync('git', ['clone', '--quiet', '--depth=1', `https://github.com/${action}`], options);
  }
  // A program finds packages and actions in the folder above it.
  cpSync(fileURLToPath(new URL('./clients', import.meta.url)), join(folder, 'clients'), {
    recursive: true,
  });
}

/** @returns whether every consumer counted what is there */
function run(): boolean {
  let allAsExpected = true;
  const heads = REPORTS.map(([file]) => file.replace('.xml', ''));
  console.log(`| consumer | ${heads.join(' | ')} |\n| --- | --- | --- |`);
  for (const consumer of CONSUMERS) {
    const cells = REPORTS.map(([file, , expected]) => {
      const seen = countedBy(consumer, join(folder, file));
      const isExpected = isDeepStrictEqual(seen, expected);
      allAsExpected &&= isExpected;
      return isExpected ? `✓ ${textOf(expected)}` : `✗ ${JSON.stringify(seen)}`;
    });
    console.log(`| ${consumer.name} | ${cells.join(' | ')} |`);
  }
  return allAsExpected;
}

function textOf({ tests, passed, failed, skipped }: Counts): string {
  return `${tests}: ${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** What a consumer says that it counted, or the end of what it says instead. */
function countedBy({ program, environment }: Consumer, report: string): unknown {
  const isPython = program.endsWith('.py');
  const interpreter = isPython ? join(folder, 'python/bin/python') : process.execPath;
  // The parsers of the actions are TypeScript.
  const loader = isPython ? [] : ['--import', import.meta.resolve('tsx')];
  const { stdout, stderr } = spawnSync(
    interpreter,
    [...loader, join(folder, 'clients', program), report],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, ...environment },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const lastLine = stdout.trim().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(lastLine);
  } catch {
    return stderr.slice(-500);
  }
}
