import type { Job, Workflow } from './workflow';

/**
 * A called workflow gets no more than the job that calls it has.
 *
 * @throws Error in one sentence when a job asks for more, as GitHub refuses it
 */
export function checkPermissions(caller: Job, callersWorkflow: Workflow, called: Workflow): void {
  const granted = caller.permissions ?? callersWorkflow.permissions;
  for (const job of Object.values(called.jobs)) {
    const asked = job.permissions ?? called.permissions;
    if (typeof asked !== 'object') continue;
    for (const [scope, access] of Object.entries(asked)) {
      if (access !== 'none' && !isGranted(granted, scope, access)) {
        throw new Error(`The caller must grant ${scope}: ${access}.`);
      }
    }
  }
}

function isGranted(granted: Job['permissions'], scope: string, access: string): boolean {
  // Nobody gets an ID token without asking for it.
  if (granted === undefined) return scope !== 'id-token';
  if (typeof granted === 'string') return granted === 'write-all' || access === 'read';
  return granted[scope] === access || granted[scope] === 'write';
}
