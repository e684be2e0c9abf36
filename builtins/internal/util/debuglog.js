// internal/util/debuglog - util.debuglog: messages of the sections that NODE_DEBUG names.
'use strict';

let isNamed;
const printers = new Map();

function readEnvironment() {
  const names = process.env.NODE_DEBUG;
  if (!names) return () => false;
  const pattern = names.replace(/[|\\{}()[\]^$+?.]/g, '\\$&').replaceAll('*', '.*').replaceAll(',', '$|^');
  const regexp = new RegExp(`^${pattern}$`, 'i');
  return (name) => regexp.test(name);
}

function printer(section) {
  let print = printers.get(section);
  if (print !== undefined) return print;
  if (section === 'HTTP' || section === 'HTTP2') {
    process.emitWarning(`Setting the NODE_DEBUG environment variable to '${section.toLowerCase()}' can expose sensitive ` +
      'data (such as passwords, tokens and authentication headers) in the resulting log.');
  }
  print = function debug(...args) {
    const { format, formatWithOptions, inspect } = internalBinding('util');
    const colors = require('internal/util/colors').shouldColorize(process.stderr);
    const message = formatWithOptions({ colors }, ...args);
    process.stderr.write(format('%s %s: %s\n', section, inspect(process.pid, { colors }), message));
  };
  printers.set(section, print);
  return print;
}

// `callback` gets the function that prints, once it is known.
function debuglog(section, callback) {
  let enabled;
  let print;
  const test = () => {
    if (enabled === undefined) {
      isNamed ??= readEnvironment();
      section = section.toUpperCase();
      enabled = isNamed(section);
    }
    return enabled;
  };
  const logger = (...args) => {
    if (!test() && typeof callback !== 'function') return;
    if (print === undefined) {
      print = enabled ? printer(section) : () => {};
      if (typeof callback === 'function') {
        Object.defineProperty(print, 'enabled', { get: test, configurable: true, enumerable: true });
        callback(print);
      }
    }
    print(...args);
  };
  Object.defineProperty(logger, 'enabled', { get: test, configurable: true, enumerable: true });
  return logger;
}

module.exports = {
  debug: debuglog,
  debuglog,
  // Node keeps the format of console.time here.
  formatTime: (ms) => require('internal/console/methods').formatTime(ms),
};
