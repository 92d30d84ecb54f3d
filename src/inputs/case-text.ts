import type { TextPosition } from '../text-position';
import type { CaseText } from './written-case';
import type { YamlScalar } from './yaml/node';

/** As expectations count lines. */
const LINE_END = /\r\n|[\r\n]/;

/** The text of a value that is a single scalar. */
export function textOf(scalar: YamlScalar): CaseText {
  return joinedText([scalar], scalar.position);
}

/** Scalars as the lines of one text; `position` is that of the value which they are parts of. */
export function joinedText(scalars: readonly YamlScalar[], position: TextPosition): CaseText {
  const texts =
    scalars.length === 1 ? scalars.map(({ text }) => text) : scalars.map(withoutLastEnd);
  // There may be many problems in a long text, and most texts have none.
  let lineCounts: readonly number[] | undefined;
  return {
    text: texts.join('\n'),
    positionOf(place) {
      if (place === undefined) return position;
      lineCounts ??= texts.map((text) => text.split(LINE_END).length);
      let line = place.line;
      for (const [index, scalar] of scalars.entries()) {
        const lines = lineCounts[index] ?? 0;
        if (line <= lines) return placeIn(scalar, { line, column: place.column });
        line -= lines;
      }
      return position;
    },
  };
}

/** A scalar below `|` ends with a line end, which would make an empty line. */
function withoutLastEnd({ text }: YamlScalar): string {
  return text.trimEnd();
}

function placeIn({ origin, position }: YamlScalar, { line, column }: TextPosition): TextPosition {
  if (origin === undefined) return position;
  return { line: origin.line + line - 1, column: origin.column + column - 1 };
}
