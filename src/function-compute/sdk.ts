/**
 * The official SDK. This is the only file that imports it: its packages are CommonJS, whose
 * default export looks different to every loader.
 */
export {
  default as FC,
  GetAsyncTaskRequest,
  InvokeFunctionHeaders,
  InvokeFunctionRequest,
  ListTriggersRequest,
  StopAsyncTaskRequest,
} from '@alicloud/fc20230330';
export { $OpenApiUtil, OpenApiUtil } from '@alicloud/openapi-core';
export { Request, RuntimeOptions } from '@darabonba/typescript';
