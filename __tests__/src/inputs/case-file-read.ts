import { type CaseInput, readCaseFile, type WrittenCase } from '../../../src/inputs/case-file';

/** What a case file says: its cases, and its problems as `line:column message`. */
export async function readCases(
  file: string | Uint8Array,
): Promise<{ cases: readonly WrittenCase[]; problems: readonly string[] }> {
  const { cases, problems } = await readCaseFile(
    typeof file === 'string' ? Buffer.from(file) : file,
  );
  return {
    cases,
    problems: problems.map(
      ({ position, message }) => `${position.line}:${position.column} ${message}`,
    ),
  };
}

/** The text of an input in the first case of a file without problems. */
export async function inputIn(file: string, input: CaseInput): Promise<string | undefined> {
  const { cases, problems } = await readCases(file);
  if (problems.length > 0) throw new Error(problems.join('; '));
  return cases[0]?.inputs.get(input)?.text;
}
