// internal/process/flags - process.allowedNodeEnvironmentFlags: a read-only Set that knows every spelling of an option.
'use strict';

const flags = new Set();

function spelled(flag) {
  let text = String(flag).replace(/_/g, '-');
  const equals = text.indexOf('=');
  if (equals !== -1) text = text.slice(0, equals);
  return text;
}

class NodeEnvironmentFlagsSet extends Set {
  // Adding, deleting and clearing do nothing, as in Node.
  add() { return this; }
  delete() { return false; }
  clear() {}
  has(flag) {
    if (typeof flag !== 'string') return false;
    const text = spelled(flag);
    if (text.startsWith('--no-')) return flags.has(text) || flags.has(`--${text.slice(5)}`);
    if (text.startsWith('-')) return flags.has(text);
    return flags.has(`--${text}`) || flags.has(`-${text}`);
  }
  entries() { return flags.entries(); }
  forEach(callback, self) { flags.forEach((flag) => callback.call(self, flag, flag, this)); }
  get size() { return flags.size; }
  values() { return flags.values(); }
}
Object.defineProperty(NodeEnvironmentFlagsSet.prototype, 'keys', { value: NodeEnvironmentFlagsSet.prototype.values, writable: true, configurable: true });
Object.defineProperty(NodeEnvironmentFlagsSet.prototype, Symbol.iterator, { value: NodeEnvironmentFlagsSet.prototype.values, writable: true, configurable: true });

module.exports = function make(list) {
  for (let i = 0; i < list.length; i++) flags.add(list[i]);
  return Object.freeze(new NodeEnvironmentFlagsSet());
};
