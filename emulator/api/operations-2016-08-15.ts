/**
 * The operations of the API version 2016-08-15, with their methods and paths, from its official SDK
 * `@alicloud/fc2` 2.6.6; their names are those of 2021-04-06, which took them over. None of them is
 * emulated; the URLs of HTTP triggers of FC 2.0 lie under this version too.
 */
export const OPERATIONS_20160815 = {
  CreateAlias: 'POST services/{serviceName}/aliases',
  CreateCustomDomain: 'POST custom-domains',
  CreateFunction: 'POST services/{serviceName}/functions',
  CreateLayerVersion: 'POST layers/{layerName}/versions',
  CreateService: 'POST services',
  CreateTrigger: 'POST services/{serviceName}/functions/{functionName}/triggers',
  DeleteAlias: 'DELETE services/{serviceName}/aliases/{aliasName}',
  DeleteCustomDomain: 'DELETE custom-domains/{domainName}',
  DeleteFunction: 'DELETE services/{serviceName}/functions/{functionName}',
  DeleteFunctionAsyncInvokeConfig:
    'DELETE services/{serviceName}/functions/{functionName}/async-invoke-config',
  DeleteFunctionOnDemandConfig:
    'DELETE services/{serviceName}/functions/{functionName}/on-demand-config',
  DeleteLayerVersion: 'DELETE layers/{layerName}/versions/{version}',
  DeleteService: 'DELETE services/{serviceName}',
  DeleteServiceVersion: 'DELETE services/{serviceName}/versions/{versionId}',
  DeleteTrigger: 'DELETE services/{serviceName}/functions/{functionName}/triggers/{triggerName}',
  GetAccountSettings: 'GET account-settings',
  GetAlias: 'GET services/{serviceName}/aliases/{aliasName}',
  GetCustomDomain: 'GET custom-domains/{domainName}',
  GetFunction: 'GET services/{serviceName}/functions/{functionName}',
  GetFunctionAsyncInvokeConfig:
    'GET services/{serviceName}/functions/{functionName}/async-invoke-config',
  GetFunctionCode: 'GET services/{serviceName}/functions/{functionName}/code',
  GetFunctionOnDemandConfig: 'GET services/{serviceName}/functions/{functionName}/on-demand-config',
  GetLayerVersion: 'GET layers/{layerName}/versions/{version}',
  GetProvisionConfig: 'GET services/{serviceName}/functions/{functionName}/provision-config',
  GetResourceTags: 'GET tag',
  GetService: 'GET services/{serviceName}',
  GetTrigger: 'GET services/{serviceName}/functions/{functionName}/triggers/{triggerName}',
  InvokeFunction: 'POST services/{serviceName}/functions/{functionName}/invocations',
  ListAliases: 'GET services/{serviceName}/aliases',
  ListCustomDomains: 'GET custom-domains',
  ListFunctionAsyncInvokeConfigs:
    'GET services/{serviceName}/functions/{functionName}/async-invoke-configs',
  ListFunctions: 'GET services/{serviceName}/functions',
  ListLayerVersions: 'GET layers/{layerName}/versions',
  ListLayers: 'GET layers',
  ListOnDemandConfigs: 'GET on-demand-configs',
  ListProvisionConfigs: 'GET provision-configs',
  ListReservedCapacities: 'GET reservedCapacities',
  ListServiceVersions: 'GET services/{serviceName}/versions',
  ListServices: 'GET services',
  ListTriggers: 'GET services/{serviceName}/functions/{functionName}/triggers',
  PublishServiceVersion: 'POST services/{serviceName}/versions',
  PutFunctionAsyncInvokeConfig:
    'PUT services/{serviceName}/functions/{functionName}/async-invoke-config',
  PutFunctionOnDemandConfig: 'PUT services/{serviceName}/functions/{functionName}/on-demand-config',
  PutLayerACL: 'PUT layers/{layerName}/acl',
  PutProvisionConfig: 'PUT services/{serviceName}/functions/{functionName}/provision-config',
  TagResource: 'POST tag',
  UntagResource: 'DELETE tag',
  UpdateAlias: 'PUT services/{serviceName}/aliases/{aliasName}',
  UpdateCustomDomain: 'PUT custom-domains/{domainName}',
  UpdateFunction: 'PUT services/{serviceName}/functions/{functionName}',
  UpdateService: 'PUT services/{serviceName}',
  UpdateTrigger: 'PUT services/{serviceName}/functions/{functionName}/triggers/{triggerName}',
} as const;
