/** Answers with a JSON document that says what came in. */
exports.handler = async (event, context) => ({
  status: 'ok',
  function: context.function.name,
  bytes: event.length,
});
