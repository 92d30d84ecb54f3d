/** FC 3.0 is API version 2023-03-30, FC 2.0 is 2021-04-06. */
export type ApiVersion = '3.0' | '2.0';
