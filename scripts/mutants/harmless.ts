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
];
