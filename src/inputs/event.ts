import { randomUUID } from 'node:crypto';
import {
  checkPayloadSize,
  type InvocationType,
  readEventFile,
  STANDARD_ASYNC_PAYLOAD_LIMIT,
} from '../event/payload';
import { eventFromTemplate, TEMPLATE_NAMES } from '../event/template';
import type { InputName } from '../runner/action-metadata';
import { readGitHubContext } from '../runner/github-context';
import { byteSize, messageOf } from '../text';
import { eventThatNamesAFile } from './event-mistakes';
import { oneOf } from './parsers';
import type { InputReader } from './reader';
import { fileInWorkspace } from './workspace-path';

/** What the event depends on besides its own inputs. */
export interface EventSurroundings {
  /** Folder that `event-file` is relative to. */
  readonly workspace: string;
  readonly invocationType: InvocationType;
  readonly region: string;
  /** Empty if it is not set. */
  readonly accountId: string;
}

/** What to send, from `event`, `event-file` and `event-template`. */
export async function readEvent(
  reader: InputReader,
  surroundings: EventSurroundings,
  warnings: string[],
): Promise<Uint8Array> {
  const input = eventInput(reader);
  const fromTemplate = await readTemplate(reader, surroundings);
  try {
    const given = await readGiven(reader, surroundings, warnings);
    const payload = fromTemplate
      ? await fromTemplate(input === 'event-template' ? undefined : given)
      : given;
    checkPayloadSize(payload.length, surroundings.invocationType);
    if (surroundings.invocationType === 'async' && payload.length > STANDARD_ASYNC_PAYLOAD_LIMIT) {
      warnings.push(
        `\`${input}\` makes a payload of ${payload.length} bytes, over the ${byteSize(STANDARD_ASYNC_PAYLOAD_LIMIT)} that FC accepts for an asynchronous invocation unless the account's limit was raised`,
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
  { workspace, invocationType }: EventSurroundings,
  warnings: string[],
): Promise<Uint8Array> {
  const event = reader.rawText('event');
  const path = reader.text('event-file');
  if (path === '') {
    const advice = eventThatNamesAFile(event, workspace);
    if (advice !== undefined) warnings.push(advice);
    return Buffer.from(event, 'utf8');
  }
  if (event !== '') {
    reader.reject('event', 'cannot be used with `event-file`; set only one of them');
  }
  return readEventFile(fileInWorkspace(path, workspace), invocationType);
}

/** What makes the event out of the patch that was given, when a template is. */
async function readTemplate(
  reader: InputReader,
  { region, accountId }: EventSurroundings,
): Promise<((patch: Uint8Array | undefined) => Promise<Uint8Array>) | undefined> {
  if (!reader.isGiven('event-template')) return undefined;
  const name = reader.parsed('event-template', oneOf(...TEMPLATE_NAMES), undefined);
  if (name === undefined) return undefined;
  const context = { region, accountId, time: new Date(), id: randomUUID() };
  return (patch) => eventFromTemplate(name, patch, context, readGitHubContext);
}
