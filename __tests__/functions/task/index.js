/** Works for a moment. Its asynchronous invocations are tasks, which can be awaited and stopped. */
exports.handler = async () => {
  console.log('working');
  await new Promise((resolve) => setTimeout(resolve, 500));
  return { done: true };
};
