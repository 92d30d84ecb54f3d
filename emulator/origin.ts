import { refusal } from './api/refusal';
import type { Service } from './api/service';
import type { ServiceError } from './api/service-error';
import type { Subject } from './api/subject';
import { newRequestId } from './identifiers';
import { isLogOperation, type LogService } from './logs/log-service';
import type { HttpTriggerEntrance } from './triggers/entrance';
import type { HttpTriggerUrls } from './triggers/urls';
import type { Responder } from './wire/http-front';
import type { Reply } from './wire/reply';
import type { ServiceRequest } from './wire/service-request';

/**
 * All that lies under the emulator's origin: HTTP triggers and Log Service at their paths, elsewhere
 * the API.
 */
export class Origin implements Responder {
  constructor(
    private readonly triggers: HttpTriggerUrls,
    private readonly api: Service,
    private readonly logs: LogService,
  ) {}

  readonly subjectOf = (method: string, path: string): Subject =>
    this.#at(path).subjectOf(method, path);

  readonly refuse = (error: ServiceError, now: Date, subject: Subject): Reply =>
    isLogOperation(subject.operation)
      ? this.logs.refuse(error)
      : refusal(error, newRequestId(now), subject);

  respond(request: ServiceRequest, now: Date, signal: AbortSignal): Promise<Reply> {
    return this.#at(request.path).respond(request, now, signal);
  }

  #at(path: string): HttpTriggerEntrance | LogService | Service {
    if (this.logs.has(path)) return this.logs;
    return this.triggers.find(path) ?? this.api;
  }
}
