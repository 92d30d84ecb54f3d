import { headersInEvent } from '../event/http-request';
import { readWholeFile } from '../event/payload';
import type { Case } from '../run/plan';
import type { InputName } from '../runner/action-metadata';
import { byteSize, messageOf } from '../text';
import type { TextPosition } from '../text-position';
import { type CaseContent, type CommonInputs, readCase, readTimeout } from './case';
import { type CaseText, MAX_CASE_FILE_SIZE, readCaseFile, type WrittenCase } from './case-file';
import { eventInput, readEvent } from './event';
import { readExpectations, readOutcomeInputs, readStepExpectations } from './gate';
import { readChannel } from './http-trigger';
import type { InputReader, InputSource } from './reader';
import { checkInvocations } from './repetition';
import { fileBeside, fileInWorkspace, pathFromWorkspace } from './workspace-path';

/** The events of all cases are read before anything is sent, and held until they are. */
const MAX_PAYLOADS_BYTES = 256 * 1024 * 1024;

/** `cases`: the file's cases, each with the inputs of the step that it does not set itself. */
export async function readCases(step: InputReader, common: CommonInputs): Promise<Case[]> {
  const file = await readFileOfCases(step, common);
  const expectations = readStepExpectations(step, common);
  // Also what every case replaces may be wrong.
  readOutcomeInputs(step);
  readTimeout(step);
  checkInvocations(step, file.cases.length, common.repeat);
  const events = eventsOf(step, file, common);
  const payloads = new Set<Uint8Array>();
  let room = MAX_PAYLOADS_BYTES;
  const cases: Case[] = [];
  for (const written of file.cases) {
    const { name, position, blocking, skip, inputs } = written;
    const reader = step.readingFrom(inputsOfCase(written, file, step));
    const event = await events(reader, written);
    room -= payloads.has(event.payload) ? 0 : event.payload.length;
    if (room < 0) {
      step.reject(
        'cases',
        `must have events of at most ${byteSize(MAX_PAYLOADS_BYTES)} in all; divide the cases among several steps`,
      );
      break;
    }
    payloads.add(event.payload);
    const own = inputs.has('expect') ? readExpectations(reader, common) : [];
    cases.push({
      ...readCase(reader, common, { ...event, expectations: [...expectations, ...own] }),
      name,
      blocking,
      skip,
      source: sourceOf(file, position),
    });
  }
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
): Promise<FileOfCases> {
  const path = step.text('cases');
  const inWorkspace = pathFromWorkspace(path, workspace);
  return { path, inWorkspace, cases: await readWrittenCases(step, path, workspace) };
}

/** The cases of a file; none if it cannot be read. */
async function readWrittenCases(
  step: InputReader,
  path: string,
  workspace: string,
): Promise<readonly WrittenCase[]> {
  const rejectAt = ({ line, column }: TextPosition, message: string) =>
    step.rejectWith(`${path}:${line}:${column}: ${message}`);
  try {
    const bytes = await readWholeFile(fileInWorkspace(path, workspace), checkFileSize);
    const { cases, problems } = await readCaseFile(bytes);
    for (const { position, message } of problems) rejectAt(position, message);
    if (problems.length === 0 && !cases.some(canFail)) {
      rejectAt(
        START,
        'the file must have a case that can fail the step, but each has `skip` or `blocking: false`',
      );
    }
    return cases;
  } catch (error) {
    if (error instanceof TooLarge) rejectAt(START, error.message);
    else step.reject('cases', messageOf(error));
    return [];
  }
}

/** Of what is wrong with the whole file. */
const START: TextPosition = { line: 1, column: 1 };

/** A file that is too large is not even read; what is wrong is with it, and not with its name. */
class TooLarge extends Error {}

function checkFileSize(bytes: number): void {
  if (bytes <= MAX_CASE_FILE_SIZE) return;
  throw new TooLarge(
    `the file must have at most ${byteSize(MAX_CASE_FILE_SIZE)}, but has ${bytes} bytes; split it`,
  );
}

/** A step that no case can fail is not a gate. */
function canFail({ blocking, skip }: WrittenCase): boolean {
  return blocking && skip === false;
}

/** What makes the event of a case; that of the step is read once, if a case has none of its own. */
function eventsOf(
  step: InputReader,
  { path }: FileOfCases,
  common: CommonInputs,
): (
  reader: InputReader,
  written: WrittenCase,
) => Promise<Pick<CaseContent, 'payload' | 'channel'>> {
  const { workspace, way } = common;
  const stepEvent = onlyOnce(async () => {
    const payload = await readEvent(step, common);
    return { payload, channel: readChannel(step, way, payload) };
  });
  const inheritedHeaders = onlyOnce(async () =>
    way.kind === 'api' ? {} : headersOf(step, (await stepEvent()).payload),
  );
  return async (reader, { inputs }) => {
    if (!EVENT_INPUTS.some((input) => inputs.has(input))) return stepEvent();
    const payload = await readEvent(reader, {
      ...common,
      ...(inputs.has('event-file') && {
        eventFile: (file: string) => fileBeside(path, file, workspace),
      }),
    });
    return { payload, channel: readChannel(reader, way, payload, await inheritedHeaders()) };
  };
}

function sourceOf({ inWorkspace: file }: FileOfCases, { line }: TextPosition): Case['source'] {
  return file === undefined ? undefined : { file, line };
}

/** The inputs that make the event. */
const EVENT_INPUTS = ['event', 'event-file', 'event-template'] as const;

/** The inputs of a case: those of the step, with its own in their places. */
function inputsOfCase(
  { inputs }: WrittenCase,
  { path }: FileOfCases,
  step: InputReader,
): InputSource {
  const own: ReadonlyMap<string, CaseText> = inputs;
  const event = own.get('event')?.text;
  const isReplaced: Partial<Record<InputName, boolean>> = {
    event: own.has('event-file'),
    'event-file': event !== undefined,
    // An empty event is sent as it is.
    'event-template': event === '',
  };
  return {
    text: (name) => own.get(name)?.text ?? (isReplaced[name] ? '' : step.rawText(name)),
    sentence: (name, rest, place) => {
      const value = own.get(name);
      if (value === undefined) return step.sentence(name, rest, place);
      const { line, column } = value.positionOf(place);
      const said = place === undefined ? rest : `is wrong: ${rest}`;
      return `${path}:${line}:${column}: \`${name}\` ${said}`;
    },
  };
}

function headersOf(step: InputReader, payload: Uint8Array): Readonly<Record<string, string>> {
  try {
    return headersInEvent(payload);
  } catch (error) {
    step.reject(eventInput(step), messageOf(error));
    return {};
  }
}

function onlyOnce<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
