import type { Json } from '../json';

/** Offsets into the text of an expression; `end` is the one after the last character. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is wrong with the text of an expression, and where it begins. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';

  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}

/** A parsed expression or a part of one. */
export type Node = { readonly span: Span } & NodeShape;

export type Field = Extract<Node, { type: 'Field' }>;
export type FunctionCall = Extract<Node, { type: 'Function' }>;

export type BinaryType =
  | 'AndExpression'
  | 'IndexExpression'
  | 'OrExpression'
  | 'Pipe'
  | 'Projection'
  | 'Subexpression'
  | 'ValueProjection';

export type ComparatorName = 'EQ' | 'NE' | 'LT' | 'LTE' | 'GT' | 'GTE';

type NodeShape =
  /** The value that the part is applied to: `@`, or implied as in `[0]`. */
  | { readonly type: 'Current' | 'Identity' }
  | { readonly type: 'Field'; readonly name: string; readonly isQuoted: boolean }
  | { readonly type: 'Literal'; readonly value: Json }
  | { readonly type: 'Index'; readonly value: number }
  | ({ readonly type: 'Slice' } & Slice)
  | { readonly type: 'ExpressionReference' | 'Flatten' | 'NotExpression'; readonly child: Node }
  | { readonly type: BinaryType; readonly left: Node; readonly right: Node }
  | {
      readonly type: 'Comparator';
      readonly name: ComparatorName;
      readonly left: Node;
      readonly right: Node;
    }
  | {
      readonly type: 'FilterProjection';
      readonly left: Node;
      readonly condition: Node;
      readonly right: Node;
    }
  | { readonly type: 'Function'; readonly name: string; readonly children: readonly Node[] }
  | { readonly type: 'MultiSelectList'; readonly children: readonly Node[] }
  | { readonly type: 'MultiSelectHash'; readonly entries: readonly HashEntry[] };

export interface HashEntry {
  readonly name: string;
  readonly value: Node;
}

export interface Slice {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number | null;
}

/** The text of a part of an expression. */
export function sourceOf({ span }: Node, text: string): string {
  return text.slice(span.start, span.end);
}

/** The parts that a part is made of, in the order of the text. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.type) {
    case 'Current':
    case 'Identity':
    case 'Field':
    case 'Literal':
    case 'Index':
    case 'Slice':
      return [];
    case 'ExpressionReference':
    case 'Flatten':
    case 'NotExpression':
      return [node.child];
    case 'Function':
    case 'MultiSelectList':
      return node.children;
    case 'MultiSelectHash':
      return node.entries.map(({ value }) => value);
    case 'FilterProjection':
      return [node.left, node.condition, node.right];
    default:
      return [node.left, node.right];
  }
}
