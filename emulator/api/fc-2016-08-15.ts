import { OPERATIONS_20160815 } from './operations-2016-08-15';
import { RouteTable } from './route-table';

/** The first API of FC 2.0, with a signature of its own. */
export function fc20160815() {
  return new RouteTable('2016-08-15', OPERATIONS_20160815, {});
}
