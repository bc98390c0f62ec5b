import type { Library } from '../../library/types.js';

/** The same library for somebody who closes what he was given. */
export function withoutClose(library: Library): Library {
  return new Proxy(library, {
    get(target, key) {
      if (key === 'close') return async () => {};
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
