import { joinFunctionName } from '../functions/function-name';
import type { Reply } from '../wire/reply';
import type { ServiceRequest } from '../wire/service-request';
import type { ApiVersion } from './api-version';
import { ServiceError } from './service-error';
import type { Operation, Subject } from './subject';

/** A request of an operation, authenticated and authorized. */
export interface Call {
  request: ServiceRequest;
  requestId: string;
  /** `service$function` on FC 2.0. */
  functionName: string;
  /** Version or alias as the caller gave it; may be empty. */
  qualifier: string;
  /** The parameter of the path behind the function, e.g. a task's ID; else empty. */
  resourceId: string;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
}

/** @throws ServiceError when FC would refuse the call */
export type Handler = (call: Call) => Reply | Promise<Reply>;

/** Where a request leads. */
export interface Route {
  api: ApiVersion;
  operation: Operation;
  functionName: string;
  /** Of 2.0's `services/{service}.{qualifier}`. */
  qualifier: string | undefined;
  resourceId: string;
  handler: Handler;
}

/** One of the operations, its path in segments. */
interface Entry {
  operation: Operation;
  method: string;
  segments: readonly string[];
}

/** Function names of FC 3.0 may hold a `$` (`service$function`). */
const FUNCTION_NAME = /^[A-Za-z_][A-Za-z0-9_$-]*$/;

/** The operations of one version of the API, and what performs those that are emulated. */
export class RouteTable<Name extends Operation = Operation> {
  readonly #entries: readonly Entry[];

  /**
   * @param operations name → method and path behind the version, with `{parameters}`
   * @param handlers of the operations that are emulated
   */
  constructor(
    readonly api: ApiVersion,
    operations: Readonly<Record<Name, string>>,
    private readonly handlers: Readonly<Partial<Record<Name, Handler>>>,
  ) {
    this.#entries = Object.entries<string>(operations).map(([operation, route]) => {
      const [method = '', path = ''] = route.split(' ');
      // Object.entries forgets that its keys are the record's.
      return { operation: operation as Name, method, segments: path.split('/') };
    });
  }

  /** Whether a path lies under this version. */
  has(path: string): boolean {
    return path.startsWith(`/${this.api}/`);
  }

  /** What a request is about; also one that is then refused. */
  subjectOf(method: string, path: string): Subject {
    const found = this.#find(method, path);
    if (!found) return { api: this.api };
    const { functionName } = nameIn(found.parameters);
    return { api: this.api, functionName, operation: found.operation };
  }

  /** @throws ServiceError PathNotSupported, InvalidArgument, or NotImplemented with the name */
  routeOf(method: string, path: string): Route {
    const found = this.#find(method, path);
    if (!found) {
      throw new ServiceError('PathNotSupported', `'${method}' against '${path}' is not supported`);
    }
    const { operation, parameters } = found;
    const handler = this.#handlerOf(operation);
    if (!handler) {
      throw new ServiceError(
        'NotImplemented',
        `the operation ${operation} of ${this.api} is not emulated`,
      );
    }
    const { functionName, qualifier } = nameIn(parameters);
    if (functionName === undefined || !FUNCTION_NAME.test(functionName)) {
      throw new ServiceError('InvalidArgument', `'${functionName}' is not a valid function name`);
    }
    const { functionName: _, serviceName: __, ...others } = parameters;
    const [resourceId = ''] = Object.values(others);
    return { api: this.api, operation, functionName, qualifier, resourceId, handler };
  }

  #handlerOf(operation: Operation): Handler | undefined {
    const handlers: Readonly<Partial<Record<Operation, Handler>>> = this.handlers;
    return handlers[operation];
  }

  #find(
    method: string,
    path: string,
  ): { operation: Operation; parameters: Record<string, string> } | undefined {
    if (!this.has(path)) return undefined;
    const segments = path.slice(this.api.length + 2).split('/');
    for (const entry of this.#entries) {
      const parameters = entry.method === method ? match(entry.segments, segments) : undefined;
      if (parameters) return { operation: entry.operation, parameters };
    }
    return undefined;
  }
}

/** @returns the parameters, percent-decoded; undefined when the path is another */
function match(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (!part.startsWith('{')) {
      if (part !== segment) return undefined;
      continue;
    }
    const value = percentDecode(segment);
    if (!value) return undefined;
    parameters[part.slice(1, -1)] = value;
  }
  return parameters;
}

function nameIn({ serviceName, functionName }: Readonly<Record<string, string>>): {
  functionName: string | undefined;
  qualifier: string | undefined;
} {
  if (functionName === undefined || serviceName === undefined) {
    return { functionName, qualifier: undefined };
  }
  const dot = serviceName.indexOf('.');
  if (dot < 0) {
    return { functionName: joinFunctionName(serviceName, functionName), qualifier: undefined };
  }
  return {
    functionName: joinFunctionName(serviceName.slice(0, dot), functionName),
    qualifier: serviceName.slice(dot + 1),
  };
}

function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
