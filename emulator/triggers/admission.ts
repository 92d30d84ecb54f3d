import type { ApiVersion } from '../api/api-version';
import { ServiceError } from '../api/service-error';
import type { AccessKeys } from '../identity/access-keys';
import { authorize } from '../identity/authorization';
import { verifyTriggerSignature } from '../identity/trigger-signature';
import type { Site } from '../site';
import type { ServiceRequest } from '../wire/service-request';

/** FC's limits of an HTTP trigger's requests, in bytes (documentation, "Limits"). */
const HEADERS_LIMIT_BYTES = 8 * 1024;
const TARGET_LIMIT_BYTES = 4 * 1024;

/** Whom one of the URLs of an HTTP trigger lets in. */
export interface AdmissionOptions {
  functionName: string;
  qualifier: string;
  authType: string | undefined;
  /** Of the types `jwt`, `basic` and `bearer`: values of the header Authorization. */
  authorizations: readonly string[];
  methods: readonly string[];
  /** Refuses every request. */
  isDisabled: boolean;
}

export interface AdmissionParts {
  site: Site;
  accessKeys: AccessKeys;
}

/**
 * Decides about a request to an HTTP trigger. Statuses are those of FC's documentation ("HTTP
 * trigger overview", troubleshooting): 400 over a limit and without date or authorization, 403 for
 * a wrong signature and for other methods than the trigger's.
 *
 * @throws ServiceError when the request may not come in
 */
export function admit(
  api: ApiVersion,
  { method, target, headers, rawHeaders }: ServiceRequest,
  options: AdmissionOptions,
  { site, accessKeys }: AdmissionParts,
  now: Date,
): void {
  checkSize('path and query', target.length, TARGET_LIMIT_BYTES);
  checkSize('headers', sizeOf(rawHeaders), HEADERS_LIMIT_BYTES);
  const { authType, authorizations, methods, isDisabled, functionName, qualifier } = options;
  if (isDisabled) throw new ServiceError('AccessDenied', 'the public URL is disabled');
  if (!methods.includes(method)) {
    throw new ServiceError('AccessDenied', `the trigger does not allow the method '${method}'`);
  }
  switch (authType) {
    case 'anonymous':
      return;
    // FC's documentation: a trigger without authType wants a signature.
    case undefined:
    case 'function': {
      const signed = { method, target, headers: rawHeaders };
      const accessKey = verifyTriggerSignature(signed, accessKeys, now);
      const operation = 'InvokeFunction';
      authorize(accessKey, { api, operation, functionName, qualifier, resourceId: '' }, site);
      return;
    }
    default:
      if (authorizations.includes(headers.authorization ?? '')) return;
      throw new ServiceError(
        'Unauthorized',
        `the trigger's authType '${authType}' wants another Authorization`,
      );
  }
}

/** Bytes of names and values. */
export function sizeOf(headers: ServiceRequest['rawHeaders']): number {
  return headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}

function checkSize(what: string, size: number, limit: number): void {
  if (size <= limit) return;
  throw new ServiceError(
    'InvalidArgument',
    `the ${what} of the request have ${size} bytes, ${limit} are allowed`,
  );
}
