import { posix, relative, resolve, win32 } from 'node:path';
import { headersInEvent } from '../event/http-request';
import { readWholeFile } from '../event/payload';
import type { Case } from '../plan';
import { byteSize, messageOf, quoted } from '../text';
import { type CommonInputs, readCase } from './case';
import { type CaseText, readCaseFile, type WrittenCase } from './case-file';
import { MAX_CASE_FILE_SIZE } from './case-file-text';
import { eventInput, readEvent } from './event';
import { readExpectations, readStepExpectations } from './gate';
import type { InputReader, InputSource } from './reader';
import { fileInWorkspace, leadsOutside } from './workspace-path';

/** The events of all cases are read before anything is sent, and held until they are. */
const MAX_PAYLOADS_BYTES = 256 * 1024 * 1024;

/** `cases`: the file's cases, each with the inputs of the step that it does not set itself. */
export async function readCases(step: InputReader, common: CommonInputs): Promise<Case[]> {
  const file = await readFileOfCases(step, common);
  if (file === undefined) return [];
  const expectations = readStepExpectations(step, common);
  const stepEvent = onlyOnce(() => readEvent(step, common));
  const inheritedHeaders = onlyOnce(async () => headersOf(step, common, await stepEvent()));
  const payloads = new Set<Uint8Array>();
  const cases: Case[] = [];
  for (const written of file.cases) {
    const { name, position, blocking, skip, inputs } = written;
    const reader = step.readingFrom(inputsOfCase(written, file, step));
    const hasEvent = EVENT_INPUTS.some((input) => inputs.has(input));
    const payload = hasEvent ? await readEvent(reader, common) : await stepEvent();
    const own = inputs.has('expect') ? readExpectations(reader, common) : [];
    cases.push({
      ...readCase(reader, common, {
        payload,
        expectations: [...expectations, ...own],
        inheritedHeaders: hasEvent ? await inheritedHeaders() : {},
      }),
      name,
      blocking,
      skip,
      source:
        file.inWorkspace === undefined
          ? undefined
          : { file: file.inWorkspace, line: position.line },
    });
    payloads.add(payload);
  }
  checkPayloads(step, payloads);
  checkIsGate(step, file.path, cases);
  return cases;
}

/** What a case file says, and where it is. */
interface FileOfCases {
  /** As the input names it. */
  readonly path: string;
  /** With forward slashes, relative to the workspace; `undefined` for a file outside of it. */
  readonly inWorkspace: string | undefined;
  readonly cases: readonly WrittenCase[];
}

async function readFileOfCases(
  step: InputReader,
  { workspace }: CommonInputs,
): Promise<FileOfCases | undefined> {
  const path = step.text('cases');
  try {
    const bytes = await readWholeFile(fileInWorkspace(path, workspace), (size) => {
      if (size <= MAX_CASE_FILE_SIZE) return;
      throw new Error(
        `must name a file of at most ${byteSize(MAX_CASE_FILE_SIZE)}, but it has ${size} bytes`,
      );
    });
    const { cases, problems } = await readCaseFile(bytes);
    for (const { position, message } of problems) {
      step.rejectWith(`${path}:${position.line}:${position.column}: ${message}`);
    }
    const inside = relative(workspace, resolve(workspace, path));
    return { path, inWorkspace: leadsOutside(inside) ? undefined : slashed(inside), cases };
  } catch (error) {
    step.reject('cases', messageOf(error));
    return undefined;
  }
}

/** The inputs that make the event. */
const EVENT_INPUTS = ['event', 'event-file', 'event-template'] as const;

/** The inputs of a case: those of the step, with its own in their places. */
function inputsOfCase(
  { inputs }: WrittenCase,
  { path, inWorkspace }: FileOfCases,
  step: InputReader,
): InputSource {
  const own: ReadonlyMap<string, CaseText> = inputs;
  const event = own.get('event');
  const isEmpty = event?.text === '' && !own.has('event-template');
  const replaced = new Set([
    ...(event === undefined ? [] : ['event-file']),
    ...(own.has('event-file') ? ['event'] : []),
    ...(isEmpty ? ['event-template'] : []),
  ]);
  return {
    text: (name) => {
      const text = own.get(name)?.text;
      if (text === undefined) return replaced.has(name) ? '' : step.rawText(name);
      return name === 'event-file' ? besideCases(text, inWorkspace ?? path) : text;
    },
    sentence: (name, rest, place) => {
      const value = own.get(name);
      if (value === undefined) return step.sentence(name, rest, place);
      const { line, column } = value.positionOf(place);
      const said = place === undefined ? rest : `is wrong: ${rest}`;
      return `${path}:${line}:${column}: \`${name}\` ${said}`;
    },
  };
}

/** A path that is relative to the folder of the case file, as the inputs of a step have it. */
function besideCases(path: string, caseFile: string): string {
  return posix.join(posix.dirname(slashed(caseFile)), slashed(path));
}

function slashed(path: string): string {
  return path.replaceAll(win32.sep, posix.sep);
}

function headersOf(
  step: InputReader,
  { way }: CommonInputs,
  payload: Uint8Array,
): Readonly<Record<string, string>> {
  if (way.kind === 'api') return {};
  try {
    return headersInEvent(payload);
  } catch (error) {
    step.reject(eventInput(step), messageOf(error));
    return {};
  }
}

function checkPayloads(step: InputReader, payloads: ReadonlySet<Uint8Array>): void {
  const bytes = [...payloads].reduce((sum, { length }) => sum + length, 0);
  if (bytes <= MAX_PAYLOADS_BYTES) return;
  step.reject(
    'cases',
    `must have events of at most ${byteSize(MAX_PAYLOADS_BYTES)} in all, but they have ${bytes} bytes; divide the cases among several steps`,
  );
}

/** A step that no case can fail is not a gate. */
function checkIsGate(step: InputReader, path: string, cases: readonly Case[]): void {
  if (cases.length === 0 || cases.some(({ blocking, skip }) => blocking && skip === false)) return;
  step.reject(
    'cases',
    `must name a file with a case that can fail the step, but each case of ${quoted(path)} has \`skip\` or \`blocking: false\``,
  );
}

function onlyOnce<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
