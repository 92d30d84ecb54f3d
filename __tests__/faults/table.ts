/** All rows of the fault matrix, in groups. A new row goes to the group that it belongs to. */
import type { FaultRow } from './fault-row';
import { HTTP, REDIRECTS } from './http-faults';
import { DEFECTS, FILES, INPUTS } from './machine-faults';
import { CONNECTING, TLS } from './network-faults';
import { PROXIES } from './proxy-faults';
import { BODIES, HEADERS } from './result-faults';
import { SECRETS } from './secret-faults';
import { ASYNCHRONOUS, CLOCKS, SERVICE_CODES } from './service-faults';
import { TRIGGERS } from './trigger-faults';

export const FAULTS: Readonly<Record<string, readonly FaultRow[]>> = {
  Connecting: CONNECTING,
  TLS,
  Proxies: PROXIES,
  'Service errors': SERVICE_CODES,
  'HTTP and gateways': [...REDIRECTS, ...HTTP],
  'HTTP triggers': TRIGGERS,
  'Headers and logs': HEADERS,
  Results: BODIES,
  Clocks: CLOCKS,
  'Asynchronous invocations': ASYNCHRONOUS,
  Secrets: SECRETS,
  'Files of the runner': FILES,
  'Inputs and credentials': INPUTS,
  'Defects of this action': DEFECTS,
};

/** Groups about what is between the action and FC; the others are about what stands at both ends. */
export const ON_THE_WAY: readonly string[] = ['Connecting', 'TLS', 'Proxies', 'HTTP and gateways'];
