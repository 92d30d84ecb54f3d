import { randomUUID } from 'node:crypto';
import {
  checkPayloadSize,
  type EventPayload,
  type InvocationType,
  payloadOf,
  readEventFile,
  STANDARD_ASYNC_PAYLOAD_LIMIT,
} from '../event/payload';
import { eventFromTemplate, TEMPLATE_NAMES } from '../event/template';
import { readGitHubContext } from '../event/template-github';
import type { InputName } from '../runner/action-metadata';
import { byteSize, messageOf } from '../text';
import { type InputReader, InvalidInputs, oneOf, problemWith } from './reader';

/** What the event depends on besides its own inputs. */
export interface EventSurroundings {
  /** Folder that `event-file` is relative to. */
  readonly workspace: string;
  readonly invocationType: InvocationType;
  readonly region: string;
  /** Empty when it was not given. */
  readonly accountId: string;
}

/** What to send, from `event`, `event-file` and `event-template`. */
export async function readEvent(
  reader: InputReader,
  surroundings: EventSurroundings,
  warnings: string[],
): Promise<EventPayload> {
  const input = eventInput(reader);
  const fromTemplate = await readTemplate(reader, surroundings);
  try {
    const given = readGiven(reader, surroundings);
    const payload = fromTemplate
      ? payloadOf(await fromTemplate(input === 'event-template' ? undefined : await given.bytes))
      : given;
    checkPayloadSize(payload.size, surroundings.invocationType);
    if (surroundings.invocationType === 'async' && payload.size > STANDARD_ASYNC_PAYLOAD_LIMIT) {
      warnings.push(
        `\`${input}\` makes ${payload.size} bytes, over the ${byteSize(STANDARD_ASYNC_PAYLOAD_LIMIT)} that FC accepts asynchronously unless the account's limit was raised`,
      );
    }
    return payload;
  } catch (error) {
    reader.reject(input, messageOf(error));
    return payloadOf(new Uint8Array());
  }
}

/** The input that problems with the event are about. */
export function eventInput(reader: InputReader): InputName {
  if (reader.isGiven('event-file')) return 'event-file';
  const hasOnlyTemplate = reader.rawText('event') === '' && reader.isGiven('event-template');
  return hasOnlyTemplate ? 'event-template' : 'event';
}

function readGiven(reader: InputReader, surroundings: EventSurroundings): EventPayload {
  const event = reader.rawText('event');
  const path = reader.text('event-file');
  if (path === '') return payloadOf(Buffer.from(event, 'utf8'));
  if (event !== '') {
    reader.reject('event', 'and `event-file` were both given; give only one of them');
  }
  return readEventFile(path, surroundings.workspace, surroundings.invocationType);
}

/** The bytes to send; a file that breaks while it is read is an invalid input, however late. */
export function payloadBytes(
  reader: InputReader,
  { bytes }: EventPayload,
): Uint8Array | Promise<Uint8Array> {
  if (bytes instanceof Uint8Array) return bytes;
  const read = bytes.catch((error: unknown) => {
    throw new InvalidInputs([problemWith(eventInput(reader), messageOf(error))]);
  });
  // Whoever takes the bytes hears of it.
  read.catch(() => undefined);
  return read;
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
