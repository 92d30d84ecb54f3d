const tasks = new Set<() => void>();

function runTasks(): void {
  for (const task of tasks) {
    tasks.delete(task);
    task();
  }
}

/**
 * Runs a synchronous task when this process ends: by itself, or by the SIGINT or SIGTERM with which
 * people and the test runner end it, and after which no `exit` event comes. A process that listens to
 * these signals decides by itself when it ends.
 *
 * @returns a function that takes the task back
 */
export function atProcessEnd(task: () => void): () => void {
  tasks.add(task);
  return () => {
    tasks.delete(task);
  };
}

process.once('exit', runTasks);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    if (process.listenerCount(signal) > 0) return;
    runTasks();
    // The listener is gone by now, so this has the signal's own effect.
    process.kill(process.pid, signal);
  });
}
