import {
  type Alias,
  isAlias,
  isScalar,
  isSeq,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { TextPosition } from '../../text-position';
import { plainType, type YamlEntry, type YamlNode, type YamlScalar } from './node';
import type { YamlProblems } from './problems';
import type { Source } from './source';

/** What an anchor stands for. */
interface Anchored {
  readonly node: YamlNode;
  /** UTF-16 code units that it would have without aliases. */
  readonly length: number;
}

/** Makes nodes of ours out of those of the library. Parts that aliases repeat are shared. */
export class Tree {
  /** `undefined` while the value is being read. */
  readonly #anchors = new Map<string, Anchored | undefined>();
  /** How much longer the file would be without the aliases that were met so far. */
  #added = 0;

  constructor(
    private readonly source: Source,
    private readonly maxExpandedLength: number,
    private readonly problems: YamlProblems,
  ) {}

  /** @throws Abandoned if there are too many problems, or if aliases expand to too much */
  node(value: ParsedNode): YamlNode {
    const [start, end] = value.range;
    if (isAlias(value)) return this.#aliased(value, start);
    const addedBefore = this.#added;
    if (value.anchor) this.#anchors.set(value.anchor, undefined);
    const node = this.#untagged(value, this.source.positionAt(start));
    if (value.anchor) {
      const length = end - start + this.#added - addedBefore;
      this.#anchors.set(value.anchor, { node, length });
    }
    return node;
  }

  #untagged(value: Exclude<ParsedNode, Alias.Parsed>, position: TextPosition): YamlNode {
    if (isScalar(value)) return value.tag ? fault(position) : this.#scalar(value, position);
    if (isSeq(value)) {
      const items = value.items.map((item) => this.node(item));
      return value.tag ? fault(position) : { kind: 'list', items, position };
    }
    const entries = this.#entries(value);
    return value.tag ? fault(position) : { kind: 'map', entries, position };
  }

  #scalar(scalar: Scalar.Parsed, position: TextPosition): YamlScalar {
    const text = scalar.source;
    const type = scalar.type === 'PLAIN' ? plainType(text) : 'string';
    return { kind: 'scalar', type, text, position, origin: this.#origin(scalar, text, position) };
  }

  #origin(
    { type, range: [start, end] }: Scalar.Parsed,
    text: string,
    position: TextPosition,
  ): TextPosition | undefined {
    const { line, column } = position;
    if (type === 'BLOCK_LITERAL') {
      const lines = text.split('\n');
      const index = lines.findIndex((each) => each !== '');
      if (index === -1) return undefined;
      const indent = this.source.line(line + 1 + index).length - (lines[index] ?? '').length;
      return { line: line + 1, column: indent + 1 };
    }
    const written = this.source.text.slice(start, end);
    if (type === 'PLAIN') return written === text ? position : undefined;
    return written.slice(1, -1) === text ? { line, column: column + 1 } : undefined;
  }

  #entries(map: YAMLMap.Parsed): YamlEntry[] {
    const lines = new Map<string, number>();
    return map.items.flatMap(({ key, value }) => {
      const [start] = key.range;
      const keyNode = this.node(key);
      const { position } = keyNode;
      const valueNode = value === null ? nothing(position) : this.node(value);
      if (keyNode.kind === 'fault') return [];
      if (isScalar(key) && key.type === 'PLAIN' && key.source === '<<') {
        this.problems.add(
          start,
          '`<<` is a merge key, which YAML 1.2 does not have; write the keys out, or use an alias for the whole value',
        );
        return [];
      }
      if (keyNode.kind !== 'scalar' || keyNode.type !== 'string') {
        this.problems.add(
          start,
          `a key must be a string, but is ${nameOf(keyNode)}; put it in quotes`,
        );
        return [];
      }
      const line = lines.get(keyNode.text);
      if (line !== undefined) {
        this.problems.add(start, `\`${keyNode.text}\` is set twice, first in line ${line}`);
        return [];
      }
      lines.set(keyNode.text, position.line);
      return [{ key: keyNode.text, position, value: valueNode }];
    });
  }

  #aliased(alias: Alias.Parsed, start: number): YamlNode {
    const position = this.source.positionAt(start);
    const anchored = this.#anchors.get(alias.source);
    if (anchored === undefined) {
      const fact = this.#anchors.has(alias.source)
        ? `is inside the value that \`&${alias.source}\` names, which would have no end`
        : `is an alias, but there is no \`&${alias.source}\` before it`;
      this.problems.add(
        start,
        `\`*${alias.source}\` ${fact}; put a string that begins with \`*\` in quotes`,
      );
      return fault(position);
    }
    this.#added += anchored.length;
    if (this.source.text.length + this.#added > this.maxExpandedLength) {
      this.problems.abandon(
        start,
        `with its aliases expanded up to \`*${alias.source}\`, the file has more than ${this.maxExpandedLength} characters; use fewer aliases`,
      );
    }
    return { ...anchored.node, position };
  }
}

function fault(position: TextPosition): YamlNode {
  return { kind: 'fault', position };
}

/** The value of a key behind which there is not even a colon. */
function nothing(position: TextPosition): YamlNode {
  return { kind: 'scalar', type: 'null', text: '', position, origin: undefined };
}

function nameOf(node: YamlNode): string {
  if (node.kind !== 'scalar') return node.kind === 'map' ? 'an object' : `a ${node.kind}`;
  return node.type === 'null' ? 'empty or null' : `the ${node.type} ${node.text}`;
}
