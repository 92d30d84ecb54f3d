import { randomUUID } from 'node:crypto';
import type { InputName } from '../action-metadata';
import {
  checkPayloadSize,
  type InvocationType,
  readEventFile,
  STANDARD_ASYNC_PAYLOAD_LIMIT,
} from '../event/payload';
import { eventFromTemplate, TEMPLATE_NAMES, type TemplateName } from '../event/template';
import { readGitHubContext } from '../event/template-github';
import { byteSize } from '../text';
import { type InputReader, oneOf } from './reader';

/** What the event depends on besides its own inputs. */
export interface EventSurroundings {
  /** Folder that `event-file` is relative to. */
  readonly workspace: string;
  readonly invocationType: InvocationType;
  readonly region: string;
  /** Empty when it was not given. */
  readonly accountId: string;
}

/** The bytes to send, from `event`, `event-file` and `event-template`. */
export async function readEvent(
  reader: InputReader,
  surroundings: EventSurroundings,
  warnings: string[],
): Promise<Uint8Array> {
  const input = eventInput(reader);
  const template = reader.isGiven('event-template')
    ? reader.parsed('event-template', oneOf(...TEMPLATE_NAMES), undefined)
    : undefined;
  try {
    const given = readGiven(reader, surroundings);
    const patch = input === 'event-template' ? undefined : given;
    const payload = template ? await fromTemplate(template, patch, surroundings) : given;
    checkPayloadSize(payload.length, surroundings.invocationType);
    if (surroundings.invocationType === 'async' && payload.length > STANDARD_ASYNC_PAYLOAD_LIMIT) {
      warnings.push(
        `\`${input}\` makes ${payload.length} bytes, over the ${byteSize(STANDARD_ASYNC_PAYLOAD_LIMIT)} that FC accepts asynchronously unless the account's limit was raised`,
      );
    }
    return payload;
  } catch (error) {
    reader.reject(input, error instanceof Error ? error.message : String(error));
    return new Uint8Array();
  }
}

/** The input that problems with the event are about. */
export function eventInput(reader: InputReader): InputName {
  if (reader.isGiven('event-file')) return 'event-file';
  const hasOnlyTemplate = reader.rawText('event') === '' && reader.isGiven('event-template');
  return hasOnlyTemplate ? 'event-template' : 'event';
}

function readGiven(reader: InputReader, surroundings: EventSurroundings): Uint8Array {
  const event = reader.rawText('event');
  const path = reader.text('event-file');
  if (path === '') return Buffer.from(event, 'utf8');
  if (event !== '') {
    reader.reject('event', 'and `event-file` were both given; give only one of them');
  }
  return readEventFile(path, surroundings.workspace, surroundings.invocationType);
}

function fromTemplate(
  name: TemplateName,
  patch: Uint8Array | undefined,
  { region, accountId }: EventSurroundings,
): Promise<Uint8Array> {
  const context = { region, accountId, time: new Date(), id: randomUUID() };
  return eventFromTemplate(name, patch, context, readGitHubContext);
}
