// internal/encoding - TextEncoder and TextDecoder; native but for how they are printed.
'use strict';

const { getEncodingFromLabel, TextDecoder, TextEncoder } = internalBinding('encoding_binding');

// A TextEncoder is shown without its name, as in Node.
function show(Class, names) {
  const value = function(depth, options) {
    if (typeof depth === 'number' && depth < 0) return this;
    const shown = {};
    for (let i = 0; i < names.length; i++) shown[names[i]] = this[names[i]];
    const prefix = Class === TextDecoder ? `${(this.constructor || Class).name} ` : '';
    return prefix + internalBinding('util').inspect(shown, options);
  };
  Object.defineProperty(Class.prototype, Symbol.for('nodejs.util.inspect.custom'), { value, writable: true, configurable: true });
}

show(TextEncoder, ['encoding']);
show(TextDecoder, ['encoding', 'fatal', 'ignoreBOM']);

module.exports = { getEncodingFromLabel, TextDecoder, TextEncoder };
