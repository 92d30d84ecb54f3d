/** The comments of a pull request, as `gh api` reads and writes them. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

export interface Comment {
  readonly id: number;
  readonly user: { readonly login: string };
  body: string;
}

const REPOSITORY = 'octo-org/shop';
const NUMBER = 12;
const BOT = 'github-actions[bot]';

export class PullRequest {
  readonly repository = REPOSITORY;
  readonly number = NUMBER;
  /** `GITHUB_TOKEN` of a job that may write to it. */
  readonly token = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a';
  readonly comments: Comment[] = [];

  comment(body: string, login = BOT): void {
    this.comments.push({ id: 1001 + this.comments.length, user: { login }, body });
  }

  /** The event of a workflow that runs for it. */
  event(action = 'synchronize', from = REPOSITORY, login = 'octocat'): object {
    const head = { sha: '6dcb09b5b57875f334f61aebed695e2e4193db5e', repo: { full_name: from } };
    return { action, number: NUMBER, pull_request: { head, user: { login } } };
  }

  /**
   * `gh api [--paginate] [--silent] [--method METHOD] PATH [--jq FILTER] [--input FILE]`.
   *
   * @returns what it prints
   * @throws Error for other arguments, other paths, and a token that may not write
   */
  gh(argv: readonly string[], cwd: string, token: string): string {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        paginate: { type: 'boolean', default: false },
        silent: { type: 'boolean', default: false },
        method: { type: 'string', default: 'GET' },
        jq: { type: 'string', default: '.' },
        input: { type: 'string' },
      },
    });
    const [command, path = ''] = positionals;
    if (command !== 'api' || token !== this.token) throw new Error('gh: 403');
    const { pathname, searchParams } = new URL(path, 'https://api.github.com');
    if (values.method === 'GET') {
      this.#expectPath(pathname, `/repos/${REPOSITORY}/issues/${NUMBER}/comments`);
      const pages = this.#pages(Number(searchParams.get('per_page') ?? 30));
      const read = values.paginate ? pages : pages.slice(0, 1);
      return jq(values.jq, read);
    }
    const { body }: { body: string } = JSON.parse(
      readFileSync(join(cwd, values.input ?? ''), 'utf8'),
    );
    if (values.method === 'POST') {
      this.#expectPath(pathname, `/repos/${REPOSITORY}/issues/${NUMBER}/comments`);
      this.comment(body);
      return values.silent ? '' : '{}\n';
    }
    const comment = this.comments.find(({ id }) => pathname.endsWith(`/${id}`));
    if (values.method !== 'PATCH' || comment === undefined) throw new Error('gh: 404');
    this.#expectPath(pathname, `/repos/${REPOSITORY}/issues/comments/${comment.id}`);
    comment.body = body;
    return values.silent ? '' : '{}\n';
  }

  /** At most 100 comments each, the oldest first. */
  #pages(perPage: number): Comment[][] {
    const size = Math.min(perPage, 100);
    const count = Math.max(1, Math.ceil(this.comments.length / size));
    return Array.from({ length: count }, (_, page) =>
      this.comments.slice(page * size, (page + 1) * size),
    );
  }

  #expectPath(path: string, expected: string): void {
    if (path !== expected) throw new Error(`gh: 404 ${path}`);
  }
}

/** gh has a jq of its own, which prints strings raw, and filters each page for itself. */
function jq(filter: string, pages: readonly unknown[]): string {
  const { status, stdout, stderr } = spawnSync('jq', ['-r', filter], {
    input: pages.map((page) => JSON.stringify(page)).join('\n'),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.replaceAll('\r', '');
}
