import type { Job, Workflow } from './workflow';

/**
 * A called workflow gets no more than the job that calls it has.
 *
 * @param granted to that job
 * @throws Error in one sentence when a job asks for more, as GitHub refuses it
 */
export function checkPermissions(granted: Job['permissions'], called: Workflow): void {
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

/** Whether what is granted allows a kind of access. */
export function isGranted(granted: Job['permissions'], scope: string, access: string): boolean {
  // Nobody gets an ID token without asking for it.
  if (granted === undefined) return scope !== 'id-token';
  if (typeof granted === 'string') return granted === 'write-all' || access === 'read';
  return granted[scope] === access || granted[scope] === 'write';
}
