/**
 * The versions of FC's API: 2023-03-30 is FC 3.0; 2021-04-06 and the older 2016-08-15 are FC 2.0.
 */
export type ApiVersion = '2023-03-30' | '2021-04-06' | '2016-08-15';
