import type { TextPosition } from '../../text-position';

/** A value in a YAML file, of whatever library read it. An alias is the value it stands for. */
export type YamlNode = YamlScalar | YamlList | YamlMap | YamlFault;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly type: ScalarType;
  /** What it says: a number as it is written, a string without quotes and escapes. */
  readonly text: string;
  readonly position: TextPosition;
  /**
   * Where the text begins in the file; its further lines begin in the same column of the lines below.
   * `undefined` if the file does not hold the text as it is (escapes, folded lines).
   */
  readonly origin: TextPosition | undefined;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly position: TextPosition;
}

export interface YamlMap {
  readonly kind: 'map';
  /** With different keys, in the order of the file. */
  readonly entries: readonly YamlEntry[];
  readonly position: TextPosition;
}

export interface YamlEntry {
  readonly key: string;
  /** Of the key. */
  readonly position: TextPosition;
  readonly value: YamlNode;
}

/** A value of which a problem tells. */
export interface YamlFault {
  readonly kind: 'fault';
  readonly position: TextPosition;
}

export type ScalarType = 'string' | 'number' | 'boolean' | 'null';

const NULL = /^(?:null|Null|NULL|~)?$/;
const BOOLEAN = /^(?:true|True|TRUE|false|False|FALSE)$/;
/** What YAML 1.2 or 1.1 reads as a number: some would, so nobody should have to guess. */
const NUMBER =
  /^(?:[-+]?(?:0[xX][\da-fA-F][\da-fA-F_]*|0[oO][0-7][0-7_]*|0[bB][01][01_]*|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][-+]?\d+)?|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN))$/;

/** The type of a scalar without quotes: YAML 1.2, chapter 10.3, and numbers of YAML 1.1. */
export function plainType(text: string): ScalarType {
  if (NULL.test(text)) return 'null';
  if (BOOLEAN.test(text)) return 'boolean';
  return NUMBER.test(text) ? 'number' : 'string';
}
