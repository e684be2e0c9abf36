// internal/console/table - console.table: which columns a value has, and how they are drawn.
'use strict';

const { getStringWidth, inspect, previewEntries } = internalBinding('util');
const types = internalBinding('types');

const kIndex = '(index)';
const kIterationIndex = '(iteration index)';
const kKey = 'Key';
const kValues = 'Values';

function cell(value, options) {
  const isList = Array.isArray(value) || types.isTypedArray(value);
  const depth = value !== null && typeof value === 'object' && !isList && Object.keys(value).length > 2 ? -1 : 0;
  return inspect(value, { depth, maxArrayLength: 3, breakLength: Infinity, ...options });
}

// Head and columns of a map, a set or an iterator of one; undefined for other values.
function collectionColumns(data, options) {
  let pairs = types.isMap(data);
  let items;
  if (pairs || types.isSet(data)) {
    items = previewEntries(data);
  } else if (types.isMapIterator(data)) {
    [items, pairs] = previewEntries(data, true);
  } else if (types.isSetIterator(data)) {
    // As in Node, an iterator over entries shows each value twice.
    items = previewEntries(data);
  } else {
    return undefined;
  }
  const index = [];
  const keys = [];
  const values = [];
  const step = pairs ? 2 : 1;
  for (let i = 0; i < items.length; i += step) {
    index.push(cell(i / step, options));
    if (pairs) keys.push(cell(items[i], options));
    values.push(cell(items[i + step - 1], options));
  }
  return pairs ?
    { head: [kIterationIndex, kKey, kValues], columns: [index, keys, values] } :
    { head: [kIterationIndex, kValues], columns: [index, values] };
}

function columnsOf(data, properties, options) {
  const collection = collectionColumns(data, options);
  if (collection !== undefined) return collection;
  const byKey = { __proto__: null };
  const primitives = [];
  let hasPrimitives = false;
  const rows = Object.keys(data);
  for (let row = 0; row < rows.length; row++) {
    const item = data[rows[row]];
    const isPrimitive = item === null || (typeof item !== 'object' && typeof item !== 'function');
    if (isPrimitive && properties === undefined) {
      hasPrimitives = true;
      primitives[row] = cell(item, options);
      continue;
    }
    for (const key of properties ?? Object.keys(item)) {
      byKey[key] ??= [];
      byKey[key][row] = isPrimitive || !Object.hasOwn(item, key) ? '' : cell(item[key], options);
    }
  }
  const head = [kIndex, ...Object.keys(byKey)];
  const columns = [rows, ...Object.values(byKey)];
  if (hasPrimitives) {
    head.push(kValues);
    columns.push(primitives);
  }
  return { head, columns };
}

function line(cells, widths) {
  const padded = cells.map((text, i) => text + ' '.repeat(widths[i] - getStringWidth(text)));
  return `│ ${padded.join(' │ ')} │\n`;
}

function render(head, columns) {
  const height = Math.max(...columns.map((column) => column.length));
  const rows = [];
  for (let row = 0; row < height; row++) rows.push(columns.map((column) => column[row] ?? ''));
  const widths = head.map((name, i) => {
    let width = getStringWidth(name);
    for (const row of rows) width = Math.max(width, getStringWidth(row[i]));
    return width;
  });
  const rules = widths.map((width) => '─'.repeat(width + 2));
  let text = `┌${rules.join('┬')}┐\n${line(head, widths)}├${rules.join('┼')}┤\n`;
  for (const row of rows) text += line(row, widths);
  return `${text}└${rules.join('┴')}┘`;
}

module.exports = { columnsOf, render };
