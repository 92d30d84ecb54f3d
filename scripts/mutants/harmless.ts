/**
 * Mutants that no test can notice, because the program does the same with them: each with one line
 * of argument. A mutant is named by its file, the code it replaces and what stands there instead, so
 * that the list survives a change of lines.
 */
export interface Harmless {
  /** Relative to `src`. */
  readonly file: string;
  readonly original: string;
  readonly replacement: string;
  readonly why: string;
}

export const HARMLESS: readonly Harmless[] = [
  // credentials
  {
    file: 'credentials/id-token.ts',
    original: '{\n    return undefined;\n  }',
    replacement: '{}',
    why: 'A function that ends without a value returns undefined too.',
  },
  {
    file: 'credentials/id-token-claims.ts',
    original: '{\n    return undefined;\n  }',
    replacement: '{}',
    why: 'A function that ends without a value returns undefined too.',
  },
  // inputs
  {
    file: 'inputs/credentials.ts',
    original: "{ protocol: 'https', host: '' }",
    replacement: '{}',
    why: 'It stands in for an endpoint that was refused, and no invalid input is used.',
  },
  {
    file: 'inputs/event-mistakes.ts',
    original: '{\n    return false;\n  }',
    replacement: '{}',
    why: 'The caller only asks whether it is true, and undefined is not.',
  },
  {
    file: 'inputs/gate.ts',
    original: '!(error instanceof InvalidExpectations)',
    replacement: 'false',
    why: 'Only a defect of the parser throws anything else, and it would fail the step either way.',
  },
  {
    file: 'inputs/unknown-inputs.ts',
    original: 'Object.keys(INPUT_DEFAULTS).filter(isInputName)',
    replacement: 'Object.keys(INPUT_DEFAULTS)',
    why: 'Every key is a name; the filter only tells the compiler so.',
  },
  {
    file: 'inputs/workspace-path.ts',
    original: 'existing === dirname(existing)',
    replacement: 'false',
    why: 'A root exists, unless it is a drive of Windows that is not there.',
  },
  {
    file: 'inputs/workspace-path.ts',
    original: "error instanceof Error && 'code' in error",
    replacement: 'true',
    why: 'The file system throws nothing but errors with a code.',
  },
  {
    file: 'inputs/workspace-path.ts',
    original: "error instanceof Error && 'code' in error",
    replacement: "error instanceof Error || 'code' in error",
    why: 'The file system throws nothing but errors with a code.',
  },
  // gate
  {
    file: 'gate/expectation-subject.ts',
    original: '!(error instanceof JsonLimitError)',
    replacement: 'false',
    why: 'readJson throws nothing else; another error would be a defect',
  },
  {
    file: 'gate/expectation.ts',
    original: '!(error instanceof SyntaxProblem)',
    replacement: 'false',
    why: 'parsing throws nothing else; another error would be a defect',
  },
  {
    file: 'gate/expectation.ts',
    original: 'checked === undefined',
    replacement: 'false',
    why: 'a line without syntax has a problem, and with one nothing is returned',
  },
  {
    file: 'gate/expectation.ts',
    original: '[]',
    replacement: '["Stryker was here"]',
    why: 'a line without syntax has a problem, and with one nothing is returned',
  },
  {
    file: 'gate/misleading-names.ts',
    original: "field.type !== 'Field'",
    replacement: 'false',
    why: 'it is for the compiler: no other part has the name of one of the root',
  },
  {
    file: 'gate/misleading-names.ts',
    original: "node.type === 'Field'",
    replacement: 'true',
    why: 'it is for the compiler: nothing but a field is quoted',
  },
  {
    file: 'gate/operand-text.ts',
    original: 'text.length > room',
    replacement: 'text.length >= room',
    why: 'what is added behind as much as may be shown is cut',
  },
  {
    file: 'gate/operand-text.ts',
    original: 'true',
    replacement: 'false',
    why: 'the rest of the items is then passed over one by one, which only takes time',
  },
  // jmespath
  {
    file: 'jmespath/evaluator.ts',
    original: `case 'ExpressionReference':
      throw new Error('an expression such as &name is not a value');`,
    replacement: "case 'ExpressionReference':",
    why: 'the parser makes &name only as an argument, which is not visited; the compiler wants the case',
  },
  {
    file: 'jmespath/numbers.ts',
    original: 'error instanceof JsonLimitError',
    replacement: 'true',
    why: 'exactNumber throws nothing else; another error would be a defect',
  },
  {
    file: 'jmespath/evaluator.ts',
    original: 'by < 0',
    replacement: 'by <= 0',
    why: 'the parser refuses a step of 0',
  },
  // top
  {
    file: 'closest.ts',
    original: 'at >= 0',
    replacement: 'true',
    why: 'without a difference, what follows compares at most one letter with two',
  },
  {
    file: 'exact-number.ts',
    original: 'source.length <= ALWAYS_EXACT_LENGTH',
    replacement: 'source.length < ALWAYS_EXACT_LENGTH',
    why: 'the longer way reads the same value',
  },
  {
    file: 'json.ts',
    original: 'this.#pending.length < PART_LENGTH',
    replacement: 'this.#pending.length <= PART_LENGTH',
    why: 'where a text is divided cannot be seen in it',
  },
  {
    file: 'json.ts',
    original: 'this.#pending.length < PART_LENGTH',
    replacement: 'false',
    why: 'where a text is divided cannot be seen in it',
  },
  {
    file: 'json.ts',
    original: 'this.#length > MAX_TEXT_LENGTH',
    replacement: 'this.#length >= MAX_TEXT_LENGTH',
    why: 'a round number, far below what Node.js can hold; a test of it takes 600 MB',
  },
];
