import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, relative, sep } from 'node:path';
import { compileFunction, constants } from 'node:vm';

/**
 * The CommonJS modules of one instance in this process: each instance loads its code anew, with
 * globals of its own. Frames of their stacks lie in `/code`, as on FC.
 */
export class CommonJsModules {
  readonly #loaded = new Map<string, { exports: unknown }>();

  /**
   * @param folder of the code; what lies outside is loaded by Node.js, for all instances together
   * @param globals by name
   */
  constructor(
    private readonly folder: string,
    private readonly globals: Readonly<Record<string, unknown>>,
  ) {}

  /** The module as `import` would see it. */
  namespaceOf(path: string): { default: unknown } {
    return { default: this.#load(path) };
  }

  #load(path: string): unknown {
    const loaded = this.#loaded.get(path);
    if (loaded) return loaded.exports;
    const module = { exports: {} as unknown };
    this.#loaded.set(path, module);
    try {
      this.#evaluate(path, module);
    } catch (error) {
      this.#loaded.delete(path);
      throw error;
    }
    return module.exports;
  }

  #evaluate(path: string, module: { exports: unknown }): void {
    const source = readFileSync(path, 'utf8');
    if (extname(path) === '.json') {
      module.exports = JSON.parse(source);
      return;
    }
    if (extname(path) === '.mjs') {
      throw new Error(
        "ES modules need a process: deploy the function with { instances: 'processes' }.",
      );
    }
    const nodeRequire = createRequire(path);
    const require = Object.assign((name: string): unknown => {
      const resolved = nodeRequire.resolve(name);
      return resolved.startsWith(this.folder + sep) ? this.#load(resolved) : nodeRequire(name);
    }, nodeRequire);
    const own = { module, exports: module.exports, require, __filename: path };
    const scope = { ...own, __dirname: dirname(path), ...this.globals };
    const run = compileFunction(source, Object.keys(scope), {
      filename: `/code/${relative(this.folder, path).replaceAll(sep, '/')}`,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    Reflect.apply(run, module.exports, Object.values(scope));
  }
}
