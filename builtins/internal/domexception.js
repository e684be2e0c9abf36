// internal/domexception - DOMException.
'use strict';

// An error of its own kind: Error.prototype is in the chain, but Error is not the constructor's prototype, and the
// instances are real errors. So the constructor returns an Error whose prototype it replaces.
const internals = new WeakMap();
const codes = new Map();

function state(self) {
  const found = internals.get(self);
  if (found !== undefined) return found;
  const err = new TypeError('Value of "this" must be of DOMException');
  err.code = 'ERR_INVALID_THIS';
  throw err;
}

class DOMException {
  constructor(message = '', options = 'Error') {
    const self = new Error();
    Object.setPrototypeOf(self, new.target.prototype);
    if (options && typeof options === 'object') {
      const { name } = options;
      internals.set(self, { message: `${message}`, name: `${name}` });
      if ('cause' in options) {
        Object.defineProperty(self, 'cause', {
          __proto__: null, value: options.cause, configurable: true, writable: true, enumerable: false,
        });
      }
    } else {
      internals.set(self, { message: `${message}`, name: `${options}` });
    }
    // Again, because the header of the stack names the error.
    Error.captureStackTrace(self, new.target);
    return self;
  }

  get name() {
    return state(this).name;
  }

  get message() {
    return state(this).message;
  }

  get code() {
    return codes.get(state(this).name) ?? 0;
  }
}

const proto = DOMException.prototype;
Object.setPrototypeOf(proto, Error.prototype);
Object.defineProperties(proto, {
  name: { __proto__: null, enumerable: true },
  message: { __proto__: null, enumerable: true },
  code: { __proto__: null, enumerable: true },
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'DOMException' },
});

// The index is the code. Three names keep their constant but no longer their code.
const names = [
  '', 'IndexSizeError', 'DOMStringSizeError', 'HierarchyRequestError', 'WrongDocumentError', 'InvalidCharacterError',
  'NoDataAllowedError', 'NoModificationAllowedError', 'NotFoundError', 'NotSupportedError', 'InUseAttributeError',
  'InvalidStateError', 'SyntaxError', 'InvalidModificationError', 'NamespaceError', 'InvalidAccessError',
  'ValidationError', 'TypeMismatchError', 'SecurityError', 'NetworkError', 'AbortError', 'URLMismatchError',
  'QuotaExceededError', 'TimeoutError', 'InvalidNodeTypeError', 'DataCloneError',
];
const irregular = { __proto__: null, DOMStringSizeError: 'DOMSTRING_SIZE_ERR', InUseAttributeError: 'INUSE_ATTRIBUTE_ERR' };
for (let value = 1; value < names.length; value++) {
  const name = names[value];
  const constant = irregular[name] ??
    name.slice(0, -5).replace(/([a-z])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3_$2$4').toUpperCase() + '_ERR';
  const descriptor = { __proto__: null, enumerable: true, value };
  Object.defineProperty(DOMException, constant, descriptor);
  Object.defineProperty(proto, constant, descriptor);
  if (value !== 2 && value !== 6 && value !== 16) codes.set(name, value);
}

exports.DOMException = DOMException;
