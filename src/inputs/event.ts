import { randomUUID } from 'node:crypto';
import { checkPayloadSize, readWholeFile, STANDARD_ASYNC_PAYLOAD_LIMIT } from '../event/payload';
import { eventFromTemplate, TEMPLATE_NAMES } from '../event/template';
import type { FunctionTarget } from '../function-compute/target';
import type { InputName } from '../runner/action-metadata';
import { readGitHubContext } from '../runner/github-context';
import { byteSize, messageOf } from '../text';
import { eventThatNamesAFile } from './event-mistakes';
import { oneOf } from './parsers';
import type { InputReader } from './reader';
import type { TaskInputs } from './task';
import { fileInWorkspace } from './workspace-path';

/** What the event depends on besides its own inputs. */
export interface EventSurroundings {
  readonly workspace: string;
  /**
   * The file that `event-file` names; by default as any input of the step names one.
   *
   * @throws Error with the end of a sentence that begins with the input's name
   */
  readonly eventFile?: (path: string) => string;
  readonly target: Pick<FunctionTarget, 'region' | 'accountId'>;
  readonly task: Pick<TaskInputs, 'invocationType'>;
}

/** What to send, from `event`, `event-file` and `event-template`. */
export async function readEvent(
  reader: InputReader,
  surroundings: EventSurroundings,
): Promise<Uint8Array> {
  const { invocationType } = surroundings.task;
  const input = eventInput(reader);
  const fromTemplate = await readTemplate(reader, surroundings);
  try {
    const given = await readGiven(reader, surroundings);
    const payload = fromTemplate
      ? await fromTemplate(input === 'event-template' ? undefined : given)
      : given;
    checkPayloadSize(payload.length, invocationType);
    if (invocationType === 'async' && payload.length > STANDARD_ASYNC_PAYLOAD_LIMIT) {
      reader.warn(
        input,
        `makes a payload of ${payload.length} bytes, over the ${byteSize(STANDARD_ASYNC_PAYLOAD_LIMIT)} that FC accepts for an asynchronous invocation unless the account's limit was raised`,
      );
    }
    return payload;
  } catch (error) {
    reader.reject(input, messageOf(error));
    return new Uint8Array();
  }
}

/** The input that problems with the event are about. */
export function eventInput(reader: InputReader): InputName {
  if (reader.isGiven('event-file')) return 'event-file';
  const hasOnlyTemplate = reader.rawText('event') === '' && reader.isGiven('event-template');
  return hasOnlyTemplate ? 'event-template' : 'event';
}

async function readGiven(
  reader: InputReader,
  { workspace, eventFile, task }: EventSurroundings,
): Promise<Uint8Array> {
  const event = reader.rawText('event');
  const path = reader.text('event-file');
  if (path === '') {
    const advice = eventThatNamesAFile(event, workspace);
    if (advice !== undefined) reader.warn('event', advice);
    return Buffer.from(event, 'utf8');
  }
  if (event !== '') {
    reader.reject('event', 'cannot be used with `event-file`; set only one of them');
  }
  const file = eventFile?.(path) ?? fileInWorkspace(path, workspace);
  return readWholeFile(file, (bytes) => checkPayloadSize(bytes, task.invocationType));
}

/** What makes the event out of the patch that was given, when a template is. */
async function readTemplate(
  reader: InputReader,
  { target }: EventSurroundings,
): Promise<((patch: Uint8Array | undefined) => Promise<Uint8Array>) | undefined> {
  if (!reader.isGiven('event-template')) return undefined;
  const name = reader.parsed('event-template', oneOf(...TEMPLATE_NAMES), undefined);
  if (name === undefined) return undefined;
  const { region, accountId } = target;
  const context = { region, accountId, time: new Date(), id: randomUUID() };
  return (patch) => eventFromTemplate(name, patch, context, readGitHubContext);
}
