import { isJsonObject, type WrittenJson } from '../json';

/**
 * Applies a JSON merge patch (RFC 7396, section 2): objects are merged key by key, `null` removes a
 * key, everything else replaces what was there, arrays as a whole. Neither argument is changed.
 */
export function mergePatch(target: WrittenJson | undefined, patch: WrittenJson): WrittenJson {
  if (!isJsonObject(patch)) return patch;
  const merged = new Map(isJsonObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  }
  // Defines own properties: a `__proto__` from outside stays a key like any other.
  return Object.fromEntries(merged);
}
