import { systemClock } from './clock';
import { run } from './main';
import { StepLog } from './runner/step-log';
import { endProcess, listenForStop } from './runner/stop';

await run({
  variables: process.env,
  stop: listenForStop(process, systemClock),
  clock: systemClock,
  log: new StepLog(process.env.RUNNER_DEBUG === '1'),
  fail: () => {
    process.exitCode = 1;
  },
});
process.stdout.write('', () => endProcess(process, systemClock));
