import { fc3 } from './fc3-client.mjs';
import { accessKey, invocationSteps, step } from './steps.mjs';

const invoke = fc3({ ...accessKey, signatureAlgorithm: 'v2' });
await invocationSteps(invoke);
await step('unknown', () => invoke('nowhere', Buffer.alloc(0)));
