import { describe, expect, test } from 'vitest';
import { defaultEndpoint, nearestKnownRegion } from '../../../src/function-compute/regions';

describe('the default endpoint', () => {
  test.for([
    ['cn-hangzhou', '', '', 'fcv3.cn-hangzhou.aliyuncs.com'],
    ['cn-hangzhou-finance', '', '', 'cn-hangzhou-finance.fc.aliyuncs.com'],
    ['me-central-1', '', '', 'me-central-1.fc.aliyuncs.com'],
    ['xx-new-1', '', '', 'fcv3.xx-new-1.aliyuncs.com'],
    ['cn-hangzhou', '1234567890', '', '1234567890.cn-hangzhou.fc.aliyuncs.com'],
    ['cn-hangzhou', '', 'shop', 'fc.cn-hangzhou.aliyuncs.com'],
    ['cn-hangzhou', '1234567890', 'shop', '1234567890.cn-hangzhou.fc.aliyuncs.com'],
  ] as const)('of %s, account %j, service %j is %s', ([region, accountId, serviceName, host]) => {
    expect(defaultEndpoint({ region, accountId, serviceName })).toEqual({
      protocol: 'https',
      host,
    });
  });
});

test('the nearest known region is named for a mistyped one only', () => {
  expect(nearestKnownRegion('cn-hangzhou')).toBeUndefined();
  expect(nearestKnownRegion('cn-hanghzou')).toBe('cn-hangzhou');
  expect(nearestKnownRegion('ap-southeast1')).toBe('ap-southeast-1');
});
