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
  // event
  {
    file: 'event/payload.ts',
    original: 'bytesRead !== 0',
    replacement: 'false',
    why: 'A file is read at once, unless the system gives less of it at a time.',
  },
  {
    file: 'event/template.ts',
    original: "typeof eventName === 'string'",
    replacement: 'true',
    why: 'No other value has a sample; only the compiler asks.',
  },
  // http
  {
    file: 'http/connect.ts',
    original: 'true',
    replacement: 'false',
    why: 'Without noDelay a request is the same, and only leaves up to 40 ms later.',
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
    file: 'inputs/reader.ts',
    original: '!(error instanceof InvalidLines)',
    replacement: 'false',
    why: 'Only a defect of the parser throws anything else, and it would fail the step either way.',
  },
  {
    file: 'inputs/reader.ts',
    original: '[]',
    replacement: '["Stryker was here"]',
    why: 'It stands in for a value that was refused, and no invalid input is used.',
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
    file: 'inputs/inputs.ts',
    original: 'first === undefined',
    replacement: 'false',
    why: 'A step without a case has a problem: a case file that has none, or cannot be read.',
  },
  {
    file: 'inputs/inputs.ts',
    original: 'false',
    replacement: 'true',
    why: 'It stands in for a value that was refused, and no invalid input is used.',
  },
  {
    file: 'inputs/inputs.ts',
    original: 'true',
    replacement: 'false',
    why: 'It stands in for a value that was refused, and no invalid input is used.',
  },
  {
    file: 'inputs/yaml/index.ts',
    original: '{\n    if (!(error instanceof Abandoned)) throw error;\n  }',
    replacement: '{}',
    why: 'Only a defect throws anything else, and a file without a value is refused either way.',
  },
  {
    file: 'inputs/yaml/index.ts',
    original: '!(error instanceof Abandoned)',
    replacement: 'false',
    why: 'Only a defect throws anything else, and a file without a value is refused either way.',
  },
  {
    file: 'inputs/yaml/tree.ts',
    original: 'value.anchor',
    replacement: 'true',
    why: 'Without an anchor it would be kept under undefined, which no alias names.',
  },
  {
    file: 'inputs/yaml/tree.ts',
    original: "keyNode.kind !== 'scalar'",
    replacement: 'false',
    why: 'Lists and objects have no type that could be that of a string; only the compiler asks.',
  },
  // gate
  {
    file: 'gate/baseline.ts',
    original: 'baseline?.metadata',
    replacement: 'baseline.metadata',
    why: 'what was compared has a baseline; only the compiler asks',
  },
  {
    file: 'gate/compared-value.ts',
    original: 'value === undefined',
    replacement: 'false',
    why: 'JavaScript calls that undefined, which is no other type either; only the compiler asks',
  },
  {
    file: 'gate/differences.ts',
    original: 'index < length',
    replacement: 'index <= length',
    why: 'behind the end no side has a value, which is no difference',
  },
  {
    file: 'gate/differences.ts',
    original: 'candidate === baseline && baseline === again',
    replacement: 'false',
    why: 'what is the same three times has no difference, and only takes longer to compare',
  },
  {
    file: 'gate/expectation-mistakes.ts',
    original: '[]',
    replacement: '["Stryker was here"]',
    why: 'of a list without a match, only what a match would hold is looked at',
  },
  {
    file: 'gate/expectation-mistakes.ts',
    original: '{\n    if (error instanceof SyntaxProblem) return false;\n    throw error;\n  }',
    replacement: '{}',
    why: 'undefined is no expression either',
  },
  {
    file: 'gate/expectation-mistakes.ts',
    original: 'error instanceof SyntaxProblem',
    replacement: 'true',
    why: 'nothing else is thrown there; another error would be a defect',
  },
  {
    file: 'gate/expectation-operands.ts',
    original: "node.left.type === 'Field'",
    replacement: 'true',
    why: 'nothing but a field has that name; only the compiler asks',
  },
  {
    file: 'gate/expectation-operands.ts',
    original: "right.type === 'Literal'",
    replacement: 'true',
    why: 'a side that is no literal has no value that could be compared; only the compiler asks',
  },
  {
    file: 'gate/expectation-operands.ts',
    original: "left.type === 'Literal'",
    replacement: 'true',
    why: 'a side that is no literal has no value that could be compared; only the compiler asks',
  },
  {
    file: 'gate/expectation-operands.ts',
    original: '{\n    return undefined;\n  }',
    replacement: '{}',
    why: 'a function that ends without a value returns undefined too',
  },
  {
    file: 'gate/expectation.ts',
    original: 'names.filter(isRootName)',
    replacement: 'names',
    why: 'every name that is used is one; the filter only tells the compiler so',
  },
  {
    file: 'gate/expectation.ts',
    original: '!(error instanceof SyntaxProblem)',
    replacement: 'false',
    why: 'nothing else is thrown there; another error would be a defect',
  },
  {
    file: 'gate/expectation.ts',
    original: '[]',
    replacement: '["Stryker was here"]',
    why: 'a line without syntax has a problem, and with one nothing is returned',
  },
  {
    file: 'gate/ignored-paths.ts',
    original: '!(error instanceof SyntaxProblem)',
    replacement: 'false',
    why: 'nothing else is thrown there; another error would be a defect',
  },
  {
    file: 'gate/ignored-paths.ts',
    original: 'first?.kind',
    replacement: 'first.kind',
    why: 'a path has a step; only the compiler asks',
  },
  {
    file: 'gate/ignored-paths.ts',
    original: "first?.kind === 'name'",
    replacement: 'true',
    why: 'no other step has a name; only the compiler asks',
  },
  {
    file: 'gate/input-lines.ts',
    original: 'value !== undefined',
    replacement: 'true',
    why: 'with a line that is wrong, what the others say is not used',
  },
  {
    file: 'gate/misleading-names.ts',
    original: "node.type === 'Field'",
    replacement: 'true',
    why: 'nothing but a field is quoted; only the compiler asks',
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
  {
    file: 'gate/result-content.ts',
    original: '!(error instanceof JsonLimitError)',
    replacement: 'false',
    why: 'nothing else is thrown there; another error would be a defect',
  },
  {
    file: 'gate/result-path.ts',
    original: 'text.length > MAX_PATH_LENGTH',
    replacement: 'false',
    why: 'what is added behind as much as may be shown is cut',
  },
  // jmespath
  {
    file: 'jmespath/evaluator.ts',
    original:
      "case 'ExpressionReference':\n      throw new Error('an expression such as &name is not a value');",
    replacement: "case 'ExpressionReference':",
    why: 'the parser makes &name only as an argument, which is not visited; only the compiler asks',
  },
  {
    file: 'jmespath/evaluator.ts',
    original: 'list.length - 1',
    replacement: 'list.length + 1',
    why: 'behind the end is null, which the projection of a slice leaves out',
  },
  {
    file: 'jmespath/evaluator.ts',
    original: 'by < 0',
    replacement: 'by <= 0',
    why: 'the parser refuses a step of 0',
  },
  {
    file: 'jmespath/functions.ts',
    original: 'compare(each.key, best.key) * direction',
    replacement: 'compare(each.key, best.key) / direction',
    why: 'the direction is 1 or -1',
  },
  {
    file: 'jmespath/numbers.ts',
    original: 'Number.isSafeInteger(small + item)',
    replacement: 'false',
    why: 'the sum is the same, and only takes longer',
  },
  {
    file: 'jmespath/numbers.ts',
    original: 'error instanceof JsonLimitError',
    replacement: 'true',
    why: 'nothing else is thrown there; another error would be a defect',
  },
  {
    file: 'jmespath/parser.ts',
    original: 'default:\n        throw this.tokens.unexpected(operator);',
    replacement: 'default:',
    why: 'every operator has a case; only the compiler asks',
  },
  {
    file: 'jmespath/parser.ts',
    original: 'default:\n        throw this.tokens.unexpected();',
    replacement: 'default:',
    why: 'a * behind a projection is refused by what goes on with it',
  },
  {
    file: 'jmespath/parser.ts',
    original: 'powerOf(this.tokens.peek()) < PROJECTION_END',
    replacement: 'powerOf(this.tokens.peek()) <= PROJECTION_END',
    why: 'no operator has that power',
  },
  {
    file: 'jmespath/strings.ts',
    original: 'index < text.length',
    replacement: 'index <= text.length',
    why: 'what is written beyond a typed array is ignored',
  },
  {
    file: 'jmespath/tokens.ts',
    original: 'token === undefined',
    replacement: 'false',
    why: 'nobody asks for a token behind the end; only the compiler asks',
  },
  {
    file: 'jmespath/tokens.ts',
    original: 'this.#tokens[this.#index - 1]?.end',
    replacement: 'this.#tokens[this.#index - 1].end',
    why: 'a token was read before a part ends; only the compiler asks',
  },
  {
    file: 'jmespath/values.ts',
    original: "typeof a !== 'string' || typeof b !== 'string'",
    replacement: "typeof a !== 'string' && typeof b !== 'string'",
    why: 'both are numbers or both strings; only the compiler asks for either',
  },
  {
    file: 'jmespath/values.ts',
    original: "typeof a !== 'string'",
    replacement: 'false',
    why: 'both are numbers or both strings; only the compiler asks for either',
  },
  {
    file: 'jmespath/values.ts',
    original: "typeof b !== 'string'",
    replacement: 'false',
    why: 'both are numbers or both strings; only the compiler asks for either',
  },
  {
    file: 'jmespath/values.ts',
    original: 'index < a.length',
    replacement: 'index <= a.length',
    why: 'strings that are equal to the end are so behind it',
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
    original: '64 * 1024',
    replacement: '64 / 1024',
    why: 'where a text is divided cannot be seen in it',
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
  {
    file: 'closest.ts',
    original: 'text.toLowerCase()',
    replacement: 'text.toUpperCase()',
    why: 'both sides are folded alike',
  },
  {
    file: 'json-reader.ts',
    original:
      '{\n    if (error instanceof SyntaxError || error instanceof JsonLimitError) return undefined;\n    throw error;\n  }',
    replacement: '{}',
    why: 'a function that ends without a value returns undefined too',
  },
  {
    file: 'json-reader.ts',
    original: 'error instanceof SyntaxError || error instanceof JsonLimitError',
    replacement: 'true',
    why: 'nothing else is thrown there; another error would be a defect',
  },
  {
    file: 'json-reader.ts',
    original: '() => null',
    replacement: '() => undefined',
    why: 'the value is not looked at',
  },
  {
    file: 'json-reader.ts',
    original: '++this.#containers > MAX_CONTAINERS',
    replacement: 'false',
    why: 'noticed by __tests__/process/json-counts.test.ts, which takes too many steps for a mutation run',
  },
  {
    file: 'json-reader.ts',
    original: '++this.#containers > MAX_CONTAINERS',
    replacement: '++this.#containers >= MAX_CONTAINERS',
    why: 'noticed by __tests__/process/json-counts.test.ts, which takes too many steps for a mutation run',
  },
  {
    file: 'json-reader.ts',
    original: '++this.#containers',
    replacement: '--this.#containers',
    why: 'noticed by __tests__/process/json-counts.test.ts, which takes too many steps for a mutation run',
  },
  {
    file: 'json-reader.ts',
    original:
      "{\n      throw new JsonLimitError('it has more than 3 million lists and objects');\n    }",
    replacement: '{}',
    why: 'noticed by __tests__/process/json-counts.test.ts, which takes too many steps for a mutation run',
  },
  {
    file: 'json-reader.ts',
    original: '++this.#names > MAX_NAMES',
    replacement: 'false',
    why: 'noticed by __tests__/process/json-counts.test.ts, which takes too many steps for a mutation run',
  },
  {
    file: 'json-reader.ts',
    original: '++this.#names > MAX_NAMES',
    replacement: '++this.#names >= MAX_NAMES',
    why: 'noticed by __tests__/process/json-counts.test.ts, which takes too many steps for a mutation run',
  },
  {
    file: 'json-reader.ts',
    original: '++this.#names',
    replacement: '--this.#names',
    why: 'noticed by __tests__/process/json-counts.test.ts, which takes too many steps for a mutation run',
  },
  {
    file: 'json-reader.ts',
    original: "name !== '__proto__'",
    replacement: 'false',
    why: 'a member that is defined is the same as one that is assigned, and only takes longer',
  },
  {
    file: 'json-reader.ts',
    original: 'true',
    replacement: 'false',
    why: 'JSON.parse gives the same string, and only takes longer',
  },
  {
    file: 'json-reader.ts',
    original: 'code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09',
    replacement: 'true',
    why: 'where no space is, none is skipped',
  },
  {
    file: 'main.ts',
    original: 'failure === undefined',
    replacement: 'false',
    why: 'a defect shows again when the first case asks for the key',
  },
  {
    file: 'redaction.ts',
    original: 'text.slice(0, length + longest)',
    replacement: 'text',
    why: 'more is then searched than is shown, which only takes longer',
  },
  {
    file: 'redaction.ts',
    original: 'Math.min(left.length, right.length)',
    replacement: 'Math.max(left.length, right.length)',
    why: 'what is longer than either is no end of it',
  },
  // log-service
  {
    file: 'log-service/invocation-lines.ts',
    original: '{ instanceId: undefined, from: undefined, to: undefined }',
    replacement: '{}',
    why: 'what an object does not have is undefined too',
  },
  {
    file: 'log-service/get-logs.ts',
    original: '!Array.isArray(list)',
    replacement: 'false',
    why: 'what is not a list has no map, which is the same error; only the compiler asks',
  },
  {
    file: 'log-service/invocation-log.ts',
    original: 'spareMs <= 0',
    replacement: 'spareMs < 0',
    why: 'exactly 2 s before the end it is read once more, which is as good',
  },
  {
    file: 'log-service/log-record.ts',
    original: "typeof number === 'number'",
    replacement: 'true',
    why: 'only a number is a safe integer; only the compiler asks',
  },
  // report
  {
    file: 'report/case-report.ts',
    original: 'result.attempts.at(-1)?.invocation',
    replacement: 'result.attempts.at(-1).invocation',
    why: 'what passed was invoked; only the compiler asks',
  },
  {
    file: 'report/hints-network.ts',
    original: 'each !== undefined',
    replacement: 'true',
    why: 'a host that is not there comes last, and is found as undefined or not found, which is the same',
  },
  {
    file: 'report/junit-suite.ts',
    original: 'true',
    replacement: 'false',
    why: 'without inputs nothing was invoked, so that there is no result to show',
  },
  {
    file: 'report/junit.ts',
    original: 'plain === known',
    replacement: 'false',
    why: 'a text without secrets is searched for them again, which only takes longer',
  },
  {
    file: 'report/source-location-files.ts',
    original: '{\n      return undefined;\n    }',
    replacement: '{}',
    why: 'a function that ends without a value returns undefined too',
  },
  {
    file: 'report/source-location-files.ts',
    original: 'path === undefined',
    replacement: 'false',
    why: 'a path that is undefined is then returned as it is, or as no file; only the compiler asks',
  },
  {
    file: 'report/source-location-files.ts',
    original: '[]',
    replacement: '["Stryker was here"]',
    why: 'a path without a slash is that of the folder itself, which is no file',
  },
  {
    file: 'report/stack-frames.ts',
    original: 'match?.groups?.file',
    replacement: 'match?.groups.file',
    why: 'what matches has groups; only the compiler asks',
  },
  // run
  {
    file: 'run/conclusion.ts',
    original: 'true',
    replacement: 'false',
    why: 'without inputs nothing was invoked, so that there is no result to show',
  },
  {
    file: 'run/repeat-case.ts',
    original: 'ended.run?.failures',
    replacement: 'ended.run.failures',
    why: 'a run that was not interrupted has been judged; only the compiler asks',
  },
  {
    file: 'run/whole-logs.ts',
    original: 'failure?.kind',
    replacement: 'failure.kind',
    why: 'what did not fail has run; only the compiler asks',
  },
  // runner
  {
    file: 'runner/github-context.ts',
    original: '[]',
    replacement: '["Stryker was here"]',
    why: 'the constructor takes no argument',
  },
  {
    file: 'runner/log-file.ts',
    original: 'from < lines.length',
    replacement: 'from <= lines.length',
    why: 'behind the last line nothing is written',
  },
  {
    file: 'runner/log-file.ts',
    original: 'end.length < END_BYTES',
    replacement: 'true',
    why: 'what is longer is cut below, and only takes longer',
  },
  {
    file: 'runner/log-file.ts',
    original: 'end.length < END_BYTES',
    replacement: 'end.length <= END_BYTES',
    why: 'what is longer is cut below, and only takes longer',
  },
  {
    file: 'runner/report-file.ts',
    original: "{ flag: 'wx', mode: 0o644 }",
    replacement: '{}',
    why: 'noticed by report-file.test.ts, but not in a thread, which cannot change the umask',
  },
  {
    file: 'runner/result.ts',
    original: 'this.#file?.path',
    replacement: 'this.#file.path',
    why: 'reading a file that does not exist fails either way',
  },
  {
    file: 'runner/result.ts',
    original: '{\n      return undefined;\n    }',
    replacement: '{}',
    why: 'a function that ends without a value returns undefined too',
  },
  {
    file: 'runner/result.ts',
    original: '{\n    return undefined;\n  }',
    replacement: '{}',
    why: 'a function that ends without a value returns undefined too',
  },
  {
    file: 'runner/result.ts',
    original: 'this.#decoder?.decode',
    replacement: 'this.#decoder.decode',
    why: 'without a decoder it was no text before; that it still is none is all that follows',
  },
];
