// internal/url/object_urls - URL.createObjectURL and what finds a Blob by its URL again.
'use strict';

const { error } = internalBinding('errors');

const kPrefix = 'blob:nodedata:';
const blobs = new Map();

function createObjectURL(obj) {
  const { Blob } = require('internal/blob');
  if (!(obj instanceof Blob)) throw error('ERR_INVALID_ARG_TYPE', 'obj', 'Blob', obj);
  const id = internalBinding('url').randomUUID();
  blobs.set(id, obj.slice(0, obj.size, obj.type));
  return `${kPrefix}${id}`;
}

// The id in a URL that createObjectURL may have made.
function idOf(url) {
  const href = URL.parse(url)?.href;
  return href?.startsWith(kPrefix) ? href.slice(kPrefix.length) : undefined;
}

function revokeObjectURL(url) {
  blobs.delete(idOf(`${url}`));
}

function resolveObjectURL(url) {
  return blobs.get(idOf(`${url}`));
}

module.exports = { createObjectURL, resolveObjectURL, revokeObjectURL };
