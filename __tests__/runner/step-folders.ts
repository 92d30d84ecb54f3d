import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { atProcessEnd } from './process-end';

/** Contents by path, relative to the workspace. */
export type WorkspaceFiles = Readonly<Record<string, string | Uint8Array>>;

/** The folders and files that the runner prepares for one step. */
export interface StepFolders {
  /** RUNNER_TEMP, empty at first. */
  readonly temp: string;
  readonly workspace: string;
  /** An empty folder: on GitHub the workspace is a step's current directory, but not for what is tested. */
  readonly elsewhere: string;
  readonly files: Readonly<Record<FileCommand | 'event', string>>;
  /** Removes everything. May be called twice. */
  remove(): void;
}

type FileCommand = 'env' | 'output' | 'path' | 'state' | 'summary';

const FILE_COMMANDS: readonly FileCommand[] = ['env', 'output', 'path', 'state', 'summary'];

/** Creates fresh folders with empty command files, an event, and the given workspace. */
export function createStepFolders(workspaceFiles: WorkspaceFiles): StepFolders {
  const root = mkdtempSync(join(tmpdir(), 'runner-'));
  const removeRoot = () => rmSync(root, { recursive: true, force: true });
  // Whatever a failing test leaves behind goes with its process.
  const takeBack = atProcessEnd(removeRoot);
  const temp = join(root, 'temp');
  const workspace = join(root, 'workspace');
  const elsewhere = join(root, 'elsewhere');
  const commands = join(root, 'file-commands');
  for (const folder of [temp, workspace, elsewhere, commands]) {
    mkdirSync(folder);
  }
  for (const name of FILE_COMMANDS) {
    writeFileSync(join(commands, name), '');
  }
  const event = join(root, 'event.json');
  writeFileSync(event, JSON.stringify({ ref: 'refs/heads/main' }));
  for (const [path, content] of Object.entries(workspaceFiles)) {
    const file = join(workspace, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return {
    temp,
    workspace,
    elsewhere,
    files: {
      env: join(commands, 'env'),
      output: join(commands, 'output'),
      path: join(commands, 'path'),
      state: join(commands, 'state'),
      summary: join(commands, 'summary'),
      event,
    },
    remove() {
      takeBack();
      removeRoot();
    },
  };
}
