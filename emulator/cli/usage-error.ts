/** Arguments that are not as they should be: the only mistake after which the usage is of help. */
export class UsageError extends Error {}
