/** What FC's operations take, from the models of the official SDKs. */

/** What CreateFunction takes, on FC 3.0 or 2.0. What the emulator does not know has no effect. */
export const CREATE_FUNCTION_KEYS = [
  'caPort',
  'code',
  'cpu',
  'customContainerConfig',
  'customDNS',
  'customHealthCheckConfig',
  'customRuntimeConfig',
  'description',
  'disableInjectCredentials',
  'disableOndemand',
  'diskSize',
  'enableLongLiving',
  'environmentVariables',
  'functionName',
  'gpuConfig',
  'gpuMemorySize',
  'handler',
  'idleTimeout',
  'initializationTimeout',
  'initializer',
  'instanceConcurrency',
  'instanceIsolationMode',
  'instanceLifecycleConfig',
  'instanceSoftConcurrency',
  'instanceType',
  'internetAccess',
  'juiceFsConfig',
  'layers',
  'logConfig',
  'memorySize',
  'nasConfig',
  'ossMountConfig',
  'polarFsConfig',
  'resourceGroupId',
  'role',
  'runtime',
  'sessionAffinity',
  'sessionAffinityConfig',
  'tags',
  'timeout',
  'tracingConfig',
  'vpcConfig',
] as const;

/** What CreateService takes; only `logConfig` has an effect here. */
export const CREATE_SERVICE_KEYS = [
  'description',
  'internetAccess',
  'logConfig',
  'nasConfig',
  'ossMountConfig',
  'role',
  'serviceName',
  'tracingConfig',
  'vpcConfig',
] as const;

export const CREATE_ALIAS_KEYS = [
  'additionalVersionWeight',
  'aliasName',
  'description',
  'versionId',
] as const;

export const CREATE_TRIGGER_KEYS = [
  'description',
  'invocationRole',
  'qualifier',
  'sourceArn',
  'triggerConfig',
  'triggerName',
  'triggerType',
] as const;

export const HTTP_TRIGGER_CONFIG_KEYS = [
  'authConfig',
  'authType',
  'corsConfig',
  'disableURLInternet',
  'methods',
] as const;
