import type { HeaderList, Reply } from '../wire/reply';
import type { ApiVersion } from './api-version';
import { jsonReply } from './json-reply';
import { type ServiceError, statusOf } from './service-error';
import type { Subject } from './subject';

/** As live FC spells it; an old page of the documentation has `FcCommonError`. */
const FC_ERROR_TYPE = 'FCCommonError';

/**
 * FC's response when it refuses a request, with the code's status. An HTTP trigger adds the error
 * type `FCCommonError`, which tells it from a response of the function (FC's documentation of HTTP
 * triggers, troubleshooting).
 */
export function refusal(error: ServiceError, requestId: string, subject: Subject): Reply {
  const { api = '2023-03-30', operation } = subject;
  const reply = jsonReply(BODY_OF[api](error, requestId), requestId, statusOf(error.code));
  const errorType: HeaderList =
    operation === 'HttpTrigger' ? [['X-Fc-Error-Type', FC_ERROR_TYPE]] : [];
  return { ...reply, headers: [...reply.headers, ...errorType] };
}

const BODY_OF: Readonly<Record<ApiVersion, (error: ServiceError, requestId: string) => object>> = {
  '2023-03-30': ({ code, message }, requestId) => ({
    Code: code,
    Message: message,
    RequestId: requestId,
  }),
  // The documentation has the first two, the SDKs of this version read the others.
  '2021-04-06': ({ code, message }, requestId) => ({
    errorCode: code,
    errorMessage: message,
    Code: code,
    Message: message,
    RequestId: requestId,
  }),
  // As its SDK `@alicloud/fc2` reads it.
  '2016-08-15': ({ code, message }) => ({ ErrorCode: code, ErrorMessage: message }),
};
