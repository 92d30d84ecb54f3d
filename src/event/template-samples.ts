import type { WrittenJson } from '../json';
import apiGateway from './templates/api-gateway.json' with { type: 'json' };
import cachedObjectsPushed from './templates/cdn/CachedObjectsPushed.json' with { type: 'json' };
import cachedObjectsRefreshed from './templates/cdn/CachedObjectsRefreshed.json' with {
  type: 'json',
};
import cdnDomainAdded from './templates/cdn/CdnDomainAdded.json' with { type: 'json' };
import cdnDomainDeleted from './templates/cdn/CdnDomainDeleted.json' with { type: 'json' };
import cdnDomainStarted from './templates/cdn/CdnDomainStarted.json' with { type: 'json' };
import cdnDomainStopped from './templates/cdn/CdnDomainStopped.json' with { type: 'json' };
import logFileCreated from './templates/cdn/LogFileCreated.json' with { type: 'json' };
import eventbridge from './templates/eventbridge.json' with { type: 'json' };
import github from './templates/github.json' with { type: 'json' };
import http from './templates/http.json' with { type: 'json' };
import kafka from './templates/kafka.json' with { type: 'json' };
import mnsQueue from './templates/mns-queue.json' with { type: 'json' };
import mnsTopic from './templates/mns-topic.json' with { type: 'json' };
import oss from './templates/oss.json' with { type: 'json' };
import rabbitmq from './templates/rabbitmq.json' with { type: 'json' };
import rocketmq from './templates/rocketmq.json' with { type: 'json' };
import sls from './templates/sls.json' with { type: 'json' };
import tablestore from './templates/tablestore.json' with { type: 'json' };
import timer from './templates/timer.json' with { type: 'json' };

/** Names of the templates, as the input `event-template` takes them. */
export const TEMPLATE_NAMES = [
  'http',
  'api-gateway',
  'oss',
  'sls',
  'cdn',
  'mns-topic',
  'mns-queue',
  'tablestore',
  'timer',
  'eventbridge',
  'kafka',
  'rocketmq',
  'rabbitmq',
  'github',
] as const;

export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/** CDN's events, by `eventName`: they differ in `eventParameter`. */
export const CDN_SAMPLES: ReadonlyMap<string, WrittenJson> = new Map<string, WrittenJson>([
  ['LogFileCreated', logFileCreated],
  ['CachedObjectsRefreshed', cachedObjectsRefreshed],
  ['CachedObjectsPushed', cachedObjectsPushed],
  ['CdnDomainStarted', cdnDomainStarted],
  ['CdnDomainStopped', cdnDomainStopped],
  ['CdnDomainAdded', cdnDomainAdded],
  ['CdnDomainDeleted', cdnDomainDeleted],
]);

/**
 * The samples, with placeholders. Shapes are those of Alibaba Cloud's documentation of FC's
 * triggers ("Event formats of triggers", and "Use an HTTP trigger to invoke a function" for `http`).
 */
export const SAMPLES: Readonly<Record<TemplateName, WrittenJson>> = {
  http,
  'api-gateway': apiGateway,
  oss,
  sls,
  cdn: logFileCreated,
  'mns-topic': mnsTopic,
  'mns-queue': mnsQueue,
  tablestore,
  timer,
  eventbridge,
  kafka,
  rocketmq,
  rabbitmq,
  github,
};
