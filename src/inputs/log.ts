import type { LogType } from '../function-compute/invocation';
import type { FunctionTarget } from '../function-compute/target';
import type { Endpoint } from '../http/endpoint';
import { encryptedEndpoint } from './encryption';
import type { Way } from './http-trigger';
import { oneOf } from './parsers';
import type { InputReader } from './reader';
import type { TaskInputs } from './task';

/** What is to be read of the log, and where. */
export interface LogInputs {
  readonly logType: LogType;
  /** Of Log Service, without the project; only needed for the whole log. */
  readonly logEndpoint: Endpoint;
}

/** `log-type` and `log-endpoint`. */
export function readLog(
  reader: InputReader,
  { region, serviceName }: FunctionTarget,
  { invocationType, wait, repeat = 1 }: TaskInputs & { readonly repeat: number | undefined },
  way: Way,
): LogInputs {
  const logType = reader.parsed('log-type', oneOf('tail', 'full', 'none'), 'none');
  if (logType === 'full') {
    const reject = (rest: string) => reader.reject('log-type', `full ${rest}`);
    if (serviceName !== '') {
      reject('cannot be used with `service-name`: FC 2.0 does not say where its logs go');
    }
    if (way.kind === 'trigger-url') {
      reject('cannot be used with the URL of an HTTP trigger, which does not name the function');
    }
    if (invocationType === 'async' && !wait) {
      reject('needs `wait: true` with `invocation-type: async`; otherwise the log has no end');
    }
    if (repeat > 1) reject('cannot be used with `repeat` above 1');
  }
  const fallback = { protocol: 'https', host: `${region}.log.aliyuncs.com` } as const;
  const logEndpoint = reader.isGiven('log-endpoint')
    ? reader.parsed(
        'log-endpoint',
        encryptedEndpoint('logs of a function may hold secrets'),
        fallback,
      )
    : fallback;
  return { logType, logEndpoint };
}
