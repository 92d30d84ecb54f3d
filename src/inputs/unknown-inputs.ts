import { closest } from '../closest';
import { INPUT_DEFAULTS, type InputName } from '../runner/action-metadata';
import type { Variables } from '../runner/runner';
import { oneLine } from '../text';
import { type InputReader, inputVariable } from './reader';

const PREFIX = 'INPUT_';
const KNOWN_NAMES = Object.keys(INPUT_DEFAULTS).filter(isInputName);
const KNOWN_VARIABLES = new Set<string>(KNOWN_NAMES.map(inputVariable));

/** Runners that pass the inputs of a composite action on to the steps in it, as `INPUT_*`. */
const PASSING_ON = ['ACT', 'GITEA_ACTIONS', 'FORGEJO_ACTIONS'] as const;

const MAX_NAME_LENGTH = 100;
const MAX_NAMES_IN_WARNING = 10;

/**
 * Looks for inputs that action.yml does not have: a misspelt `expect` must not open a gate. One whose
 * name is close to that of an input which is not set is a problem, any other a part of one warning.
 */
export function checkInputNames(reader: InputReader, variables: Variables): void {
  const isOnlyWarned = PASSING_ON.some((name) => variables[name]);
  const unusual: { name: string; sentence: string }[] = [];
  for (const variable of Object.keys(variables)) {
    if (!variable.startsWith(PREFIX) || KNOWN_VARIABLES.has(variable)) continue;
    const name = oneLine(variable.slice(PREFIX.length), MAX_NAME_LENGTH).toLowerCase();
    const known = closest(name, KNOWN_NAMES);
    const advice = known === undefined ? '' : `; did you mean \`${known}\`?`;
    const sentence = `is not an input of this action${advice}`;
    if (known === undefined || isOnlyWarned || isSet(reader, known)) {
      unusual.push({ name, sentence });
    } else {
      reader.reject(name, sentence);
    }
  }
  const [first, ...others] = unusual.slice(0, MAX_NAMES_IN_WARNING);
  if (first === undefined) return;
  const rest = others.map(({ name, sentence }) => `; \`${name}\` ${sentence}`).join('');
  reader.warn(first.name, first.sentence + rest);
}

function isSet(reader: InputReader, name: InputName): boolean {
  return reader.text(name) !== INPUT_DEFAULTS[name];
}

function isInputName(name: string): name is InputName {
  return Object.hasOwn(INPUT_DEFAULTS, name);
}
