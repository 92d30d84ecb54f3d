/** Builds `dist`: `npm run build`, or only some bundles: `npm run build -- action`. */
import { BUNDLE_NAMES, buildBundle } from './bundles';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !BUNDLE_NAMES.some((known) => known === name));
if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: not one of ${BUNDLE_NAMES}`);

for (const name of BUNDLE_NAMES) {
  if (wanted.length === 0 || wanted.includes(name)) buildBundle(name, 'dist');
}
