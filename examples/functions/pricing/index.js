/** Quotes a price; ten pieces or more are 5 % cheaper. */
const CENTS = new Map([['A-1', 990]]);

exports.handler = async (event) => {
  const { action, sku, quantity } = JSON.parse(event);
  if (action === 'health') return { status: 'ok' };
  const each = CENTS.get(sku);
  if (each === undefined) throw new RangeError(`there is no ${sku}`);
  const cents = Math.round(each * quantity * (quantity < 10 ? 1 : 0.95));
  return { currency: 'CNY', total: cents / 100, items: [{ sku, quantity }], quotedAt: Date.now() };
};
