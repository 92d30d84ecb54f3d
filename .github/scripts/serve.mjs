/**
 * Starts a server for the following steps of a job, or stops it:
 *
 *     node .github/scripts/serve.mjs NAME COMMAND…
 *     node .github/scripts/serve.mjs stop NAME
 *
 * The command says where it can be reached in its first line, a JSON object, whose members become
 * outputs of the step; those called …Secret, …Token or …_TOKEN are masked, lists are left out.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const START_SECONDS = 60;

const { RUNNER_TEMP, GITHUB_OUTPUT } = process.env;
const [name, ...rest] = process.argv.slice(2);
const file = (server, suffix) => join(RUNNER_TEMP, `${server}.${suffix}`);

if (name === 'stop') stop(rest[0]);
else await start(name, rest);

function stop(server) {
  const pid = Number(readFileSync(file(server, 'pid'), 'utf8'));
  // The whole group, where there are groups: npm does not pass every signal on.
  process.kill(process.platform === 'win32' ? pid : -pid, 'SIGTERM');
}

async function start(server, [command, ...args]) {
  const [out, err] = [file(server, 'json'), file(server, 'err')];
  const child = spawn(command, args, {
    // In a session of its own: act ends whatever belongs to a step's.
    detached: true,
    stdio: ['ignore', openSync(out, 'w'), openSync(err, 'w')],
    // npm is a batch file there.
    shell: process.platform === 'win32',
  });
  let hasEnded = false;
  child.once('exit', () => {
    hasEnded = true;
  });
  for (let waited = 0; waited < START_SECONDS && !hasEnded; waited += 0.2) {
    const [line, ...more] = readFileSync(out, 'utf8').split('\n');
    if (more.length > 0) {
      writeFileSync(file(server, 'pid'), String(child.pid));
      writeOutputs(JSON.parse(line));
      console.log(`${server} runs as process ${child.pid}.`);
      child.unref();
      return;
    }
    await sleep(200);
  }
  throw new Error(`${server} did not start: ${readFileSync(err, 'utf8')}`);
}

function writeOutputs(members) {
  for (const [member, value] of Object.entries(members)) {
    if (typeof value !== 'string') continue;
    if (/(Secret|Token|_TOKEN)$/.test(member)) console.log(`::add-mask::${value}`);
    appendFileSync(GITHUB_OUTPUT, `${member}=${value}\n`);
  }
}
