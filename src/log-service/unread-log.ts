import { CredentialsError } from '../credentials/credentials-error';
import { credentialsFailure, type Failure } from '../failure';
import { isTransportError, type TransportError } from '../http/errors';
import { reasonToResend } from '../http/resend';
import { ResponseTooLarge } from '../http/response-body';
import { ServiceError } from '../http/service-error';
import { messageOf, oneLine } from '../text';
import { IncompleteSearch } from './search';

/** Why there is no whole log. */
export type UnreadLog =
  /** There is none, or some of it may be missing; why is a part of a sentence, without a full stop. */
  | { readonly kind: 'incomplete'; readonly reason: string }
  /** FC, Log Service, or this action for them, refused to read it. */
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'cancelled'; readonly error: TransportError };

const MAX_QUOTE_LENGTH = 1_000;

/** Log Service's codes for too many requests, which come with the status of a refusal. */
const TURNED_AWAY = /Quota|Busy/;

/** Why reading may succeed later; `undefined` if it would fail in the same way. */
export function reasonToReadAgain(error: unknown): string | undefined {
  if (error instanceof IncompleteSearch) return error.isFinal ? undefined : error.message;
  const isTransient =
    isTransportError(error, 'timeout') ||
    (error instanceof CredentialsError && error.problem === 'sts-unavailable') ||
    (error instanceof ServiceError && TURNED_AWAY.test(error.answer.code ?? '')) ||
    reasonToResend('read', error) !== undefined;
  return isTransient ? reasonOf(error) : undefined;
}

/** What an error that ends the reading means. A defect is thrown again. */
export function unreadLog(error: unknown): UnreadLog {
  if (error instanceof IncompleteSearch) return { kind: 'incomplete', reason: error.message };
  if (isTransportError(error, 'cancelled')) return { kind: 'cancelled', error };
  if (error instanceof CredentialsError) {
    return { kind: 'refused', failure: credentialsFailure(error) };
  }
  if (error instanceof ServiceError) return { kind: 'refused', failure: refusalOf(error) };
  if (isTransportError(error) || error instanceof ResponseTooLarge) {
    return { kind: 'incomplete', reason: reasonOf(error) };
  }
  throw error;
}

function refusalOf(error: ServiceError): Failure {
  const { code: type = 'ServiceError', statusCode, operation } = error.answer;
  const refusal = { operation, statusCode, message: error.message };
  return { kind: 'service', type, summary: reasonOf(error), refusal };
}

function reasonOf(error: unknown): string {
  const message = oneLine(messageOf(error), MAX_QUOTE_LENGTH).replace(/\.$/, '');
  if (error instanceof ServiceError) {
    const { operation, statusCode } = error.answer;
    const service = operation?.startsWith('log:') ? 'Log Service' : 'FC';
    return `${service} responded with ${statusCode}: ${message}`;
  }
  return isTransportError(error, 'timeout') ? `no response ${message}` : message;
}
