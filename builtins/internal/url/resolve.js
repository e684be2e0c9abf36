// internal/url/resolve - Url.prototype.resolveObject: a reference against a base, by the rules of the legacy parser.
'use strict';

const slashed = /^(?:https?|ftp|gopher|file|wss?):?$/;
const isSlashed = (protocol) => typeof protocol === 'string' && slashed.test(protocol);
const isJavaScript = (protocol) => protocol === 'javascript' || protocol === 'javascript:';

function finish(result) {
  result.href = result.format();
  return result;
}

function joinPath(result) {
  result.path = (result.pathname || '') + (result.search || '');
}

// Credentials may hide in the host of something like mailto:a@b.
function splitAuth(result) {
  const parts = result.host && result.host.indexOf('@') > 0 ? result.host.split('@') : null;
  if (parts) {
    result.auth = parts.shift();
    result.host = result.hostname = parts.shift();
  }
}

// The reference has another protocol than the base.
function changeProtocol(result, relative) {
  if (!isSlashed(relative.protocol)) return finish(Object.assign(result, relative));
  result.protocol = relative.protocol;
  if (!relative.host && !/^file:?$/.test(relative.protocol) && !isJavaScript(relative.protocol)) {
    const parts = (relative.pathname || '').split('/');
    while (parts.length && !(relative.host = parts.shift()));
    relative.host ||= '';
    relative.hostname ||= '';
    if (parts[0] !== '') parts.unshift('');
    if (parts.length < 2) parts.unshift('');
    result.pathname = parts.join('/');
  } else {
    result.pathname = relative.pathname;
  }
  result.search = relative.search;
  result.query = relative.query;
  result.host = relative.host || '';
  result.auth = relative.auth;
  result.hostname = relative.hostname || relative.host;
  result.port = relative.port;
  if (result.pathname || result.search) joinPath(result);
  result.slashes ||= relative.slashes;
  return finish(result);
}

// The reference starts at a host or at the root.
function takeHost(result, relative) {
  if (relative.host || relative.host === '') {
    if (result.host !== relative.host) result.auth = null;
    result.host = relative.host;
    result.port = relative.port;
  }
  if (relative.hostname || relative.hostname === '') {
    if (result.hostname !== relative.hostname) result.auth = null;
    result.hostname = relative.hostname;
  }
}

// Takes dot segments out and says how many levels are left to go up.
function removeDots(path) {
  let up = 0;
  for (let i = path.length - 1; i >= 0; i--) {
    if (path[i] === '.') {
      path.splice(i, 1);
    } else if (path[i] === '..') {
      path.splice(i, 1);
      up++;
    } else if (up > 0) {
      path.splice(i, 1);
      up--;
    }
  }
  return up;
}

module.exports = function resolveObject(base, relative, Url) {
  if (typeof relative === 'string') relative = new Url().parse(relative, false, true);
  const result = Object.assign(new Url(), base);
  result.hash = relative.hash;
  if (relative.href === '') return finish(result);

  if (relative.slashes && !relative.protocol) {
    for (const key of Object.keys(relative)) {
      if (key !== 'protocol') result[key] = relative[key];
    }
    if (isSlashed(result.protocol) && result.hostname && !result.pathname) result.path = result.pathname = '/';
    return finish(result);
  }
  if (relative.protocol && relative.protocol !== result.protocol) return changeProtocol(result, relative);

  const isAbs = (url) => url.pathname && url.pathname.charAt(0) === '/';
  const relativeIsAbs = relative.host || isAbs(relative);
  let mustEndAbs = relativeIsAbs || isAbs(result) || (result.host && relative.pathname);
  const removeAllDots = mustEndAbs;
  let path = (result.pathname && result.pathname.split('/')) || [];
  const relativePath = (relative.pathname && relative.pathname.split('/')) || [];
  // Without slashes the host counts as the first part of the path.
  const noSlashes = result.protocol && !isSlashed(result.protocol);
  const prepend = (list, host) => {
    if (list[0] === '') list[0] = host;
    else list.unshift(host);
  };
  if (noSlashes) {
    result.hostname = '';
    result.port = null;
    if (result.host) prepend(path, result.host);
    result.host = '';
    if (relative.protocol) {
      relative.hostname = relative.port = null;
      result.auth = null;
      if (relative.host) prepend(relativePath, relative.host);
      relative.host = null;
    }
    mustEndAbs &&= relativePath[0] === '' || path[0] === '';
  }

  if (relativeIsAbs) {
    takeHost(result, relative);
    result.search = relative.search;
    result.query = relative.query;
    path = relativePath;
  } else if (relativePath.length) {
    path.pop();
    path = path.concat(relativePath);
    result.search = relative.search;
    result.query = relative.query;
  } else if (relative.search !== null && relative.search !== undefined) {
    if (noSlashes) {
      result.hostname = result.host = path.shift();
      splitAuth(result);
    }
    result.search = relative.search;
    result.query = relative.query;
    if (result.pathname !== null || result.search !== null) joinPath(result);
    return finish(result);
  }

  if (!path.length) {
    result.pathname = null;
    result.path = result.search ? `/${result.search}` : null;
    return finish(result);
  }

  const last = path[path.length - 1];
  const endsInDots = (result.host || relative.host || path.length > 1) && (last === '.' || last === '..');
  const trailingSlash = endsInDots || last === '';
  let up = removeDots(path);
  if (!mustEndAbs && !removeAllDots) {
    while (up--) path.unshift('..');
  }
  if (mustEndAbs && path[0] !== '' && (!path[0] || path[0].charAt(0) !== '/')) path.unshift('');
  if (trailingSlash && !path.join('/').endsWith('/')) path.push('');
  const absolute = path[0] === '' || (path[0] && path[0].charAt(0) === '/');
  if (noSlashes) {
    result.hostname = result.host = absolute || !path.length ? '' : path.shift();
    splitAuth(result);
  }
  mustEndAbs ||= result.host && path.length;
  if (mustEndAbs && !absolute) path.unshift('');
  if (path.length) {
    result.pathname = path.join('/');
  } else {
    result.pathname = null;
    result.path = null;
  }
  if (result.pathname !== null || result.search !== null) joinPath(result);
  result.auth = relative.auth || result.auth;
  result.slashes ||= relative.slashes;
  return finish(result);
};
