// internal/url/inspect - how util.inspect shows URL, URLSearchParams and its iterators.
'use strict';

const { inspect } = internalBinding('util');
const { error } = internalBinding('errors');
const { iteratorItems, paramsList } = internalBinding('url');

exports.url = function(url, depth, options) {
  if (typeof depth === 'number' && depth < 0) return url;
  let proto = url;
  while (proto && !Object.hasOwn(proto, 'constructor')) proto = Object.getPrototypeOf(proto);
  const constructor = (proto && proto.constructor) || URL;
  const shown = { __proto__: { constructor } };
  for (const name of ['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname',
    'search', 'searchParams', 'hash']) {
    shown[name] = url[name];
  }
  return `${constructor.name} ${inspect(shown, options)}`;
};

function innerOptions(depth, options) {
  const inner = { ...options };
  if (depth !== null) inner.depth = depth - 1;
  return inner;
}

exports.params = function(params, depth, options) {
  const list = paramsList(params);
  if (list === undefined) throw error('ERR_INVALID_THIS', 'URLSearchParams');
  if (typeof depth === 'number' && depth < 0) return options.stylize('[Object]', 'special');
  const inner = innerOptions(depth, options);
  const output = [];
  let length = -2;
  for (let i = 0; i < list.length; i += 2) {
    const text = `${inspect(list[i], inner)} => ${inspect(list[i + 1], inner)}`;
    output.push(text);
    length += text.replace(/\u001b\[\d\d?m/g, '').length + 2;
  }
  const { name } = params.constructor;
  if (length > options.breakLength) return `${name} {\n  ${output.join(',\n  ')} }`;
  return output.length ? `${name} { ${output.join(', ')} }` : `${name} {}`;
};

exports.iterator = function(iterator, depth, options) {
  const items = iteratorItems(iterator);
  if (items === undefined) throw error('ERR_INVALID_THIS', 'URLSearchParamsIterator');
  if (typeof depth === 'number' && depth < 0) return options.stylize('[Object]', 'special');
  const inner = innerOptions(depth, options);
  const texts = items.map((item) => inspect(item, inner));
  const text = inspect(items, inner).includes('\n') ? `\n  ${texts.join(',\n  ')}` : ` ${texts.join(', ')}`;
  return `${iterator[Symbol.toStringTag]} {${text} }`;
};
