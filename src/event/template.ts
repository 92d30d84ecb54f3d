import { isJsonObject, jsonText, type WrittenJson } from '../json';
import { readWrittenJson } from '../json-reader';
import type { GitHubContext } from '../runner/github-context';
import { messageOf, oneLine } from '../text';
import { mergePatch } from './merge-patch';
import { fill, placeholderValues, type TemplateContext } from './template-placeholders';
import { CDN_SAMPLES, SAMPLES, type TemplateName } from './template-samples';

export type { TemplateContext } from './template-placeholders';
export { TEMPLATE_NAMES, type TemplateName } from './template-samples';

/** Messages quote no more of a patch than is needed to recognise it. */
const MAX_QUOTE_LENGTH = 200;

/**
 * The event that a template makes: its sample, filled, with the patch merged into it as a JSON merge
 * patch (RFC 7396); into the first element of a sample that is an array. A patch that is not an
 * object replaces the whole, as the RFC says.
 *
 * @param patch UTF-8 JSON of `event` or `event-file`; undefined when neither was given
 * @param readGitHub asked only for the template `github`
 * @returns UTF-8 JSON
 * @throws Error with the end of a sentence that begins with the name of the patch's input
 */
export async function eventFromTemplate(
  name: TemplateName,
  patch: Uint8Array | undefined,
  context: TemplateContext,
  readGitHub: () => Promise<GitHubContext>,
): Promise<Uint8Array> {
  const github = name === 'github' ? await workflowRun(readGitHub) : undefined;
  const chosen = choose(name, patch === undefined ? {} : parsePatch(patch, name));
  const event = fill(chosen.sample, placeholderValues(context, github));
  return Buffer.from(jsonText(patched(event, chosen.patch)), 'utf8');
}

async function workflowRun(readGitHub: () => Promise<GitHubContext>): Promise<GitHubContext> {
  try {
    return await readGitHub();
  } catch (error) {
    throw new Error(
      `cannot be sent as the template github, which needs the context of a workflow run, but has none (${reasonOf(error)}); run this action in a workflow, or choose another template`,
    );
  }
}

function parsePatch(bytes: Uint8Array, name: TemplateName): WrittenJson {
  try {
    return readWrittenJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Error(
      `must be JSON when \`event-template\` is given, since it is merged into the template ${name}, but is not (${reasonOf(error)}); correct it, or leave out \`event-template\` to send it as it is`,
    );
  }
}

function reasonOf(error: unknown): string {
  return oneLine(messageOf(error), MAX_QUOTE_LENGTH);
}

/** A sample, and what is left of the patch when its choice was made. */
interface Choice {
  readonly sample: WrittenJson;
  readonly patch: WrittenJson;
}

/**
 * CDN has a sample for each of its events: an `eventName` at the top of the patch, where CDN itself
 * has none, names the one to take. It only chooses, and is not merged.
 */
function choose(name: TemplateName, patch: WrittenJson): Choice {
  if (name !== 'cdn' || !isJsonObject(patch)) return { sample: SAMPLES[name], patch };
  const { eventName, ...rest } = patch;
  if (eventName === undefined) return { sample: SAMPLES.cdn, patch };
  const sample = typeof eventName === 'string' ? CDN_SAMPLES.get(eventName) : undefined;
  if (sample === undefined) {
    throw new Error(
      `must have one of ${[...CDN_SAMPLES.keys()].join(', ')} as the \`eventName\` that chooses the CDN event, but has ${oneLine(jsonText(eventName), MAX_QUOTE_LENGTH)}; for another event give all of it in \`events\``,
    );
  }
  return { sample, patch: rest };
}

function patched(event: WrittenJson, patch: WrittenJson): WrittenJson {
  if (!Array.isArray(event) || !isJsonObject(patch)) return mergePatch(event, patch);
  // What delivers arrays delivers one message in the sample.
  return [mergePatch(event[0], patch)];
}
