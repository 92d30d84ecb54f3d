import { describe, expect, test } from 'vitest';
import { parseRunnerOutput } from '../commands';
import { assertNoForeignCommands, findForeignCommands } from '../foreign-commands';

const MARKER = 'from-outside';

describe('commands that are not the action’s own', () => {
  test.each([
    ['set-output', '::set-output name=a::b'],
    ['set-env', '::set-env name=a::b'],
    ['add-path', '::add-path::/bin'],
    ['save-state', '::save-state name=a::b'],
    ['add-matcher', '::add-matcher::x'],
    ['echo', '::echo::on'],
    ['a refused token', '::stop-commands::'],
    ['the legacy syntax', 'text ##[error]x'],
    ['a command after white space', ' ::error::x'],
    ['a command in capitals', '::ERROR::x'],
    ['an invisible separator', '::error:\u00AD:x'],
    ['a forged resume line', '::stop-commands::abc\ntext ##[abc]'],
    ['a mask from outside', `::add-mask::${MARKER}`],
    ['a group from outside', `::group::${MARKER}`],
    ['a title from outside', `::error title=${MARKER}::x`],
  ])('%s is found', (_, output) => {
    const { commands } = parseRunnerOutput(output);
    expect(findForeignCommands(commands, [MARKER])).toHaveLength(1);
    expect(() => assertNoForeignCommands(commands, [MARKER])).toThrow(/did not issue/);
  });

  test('what the action issues itself is not, also where it quotes', () => {
    const output = [
      '::add-mask::secret',
      '::debug::x',
      '::group::Log of hello',
      '::stop-commands::8d3ba2a5c1f04e6e',
      `::error::${MARKER}`,
      '::8d3ba2a5c1f04e6e::',
      '::endgroup::',
      `::error file=a.js,line=3,title=Failed::the function said ${MARKER}`,
      '::warning::x',
    ].join('\n');
    const { commands } = parseRunnerOutput(output);
    expect(commands).toHaveLength(8);
    expect(findForeignCommands(commands, [MARKER])).toEqual([]);
  });
});
