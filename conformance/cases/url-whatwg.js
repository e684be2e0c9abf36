// URL and URLSearchParams: parts, setters, how they are printed, errors.
'use strict';
const { fileURLToPath, pathToFileURL, urlToHttpOptions, domainToASCII, domainToUnicode, format } = require('url');
const u = new URL('http://user:pw@EXAMPLE.com:80/a/../b?q=1&q=2#f');
console.log(u, [u], { deep: { deeper: { u } } });
console.log(u.searchParams, u.searchParams.keys(), [...u.searchParams]);
for (const [name, value] of [['protocol', 'https'], ['host', 'x.y:8080'], ['port', '99999'], ['pathname', 'a b'], ['search', ''],
  ['hash', 'h h'], ['username', 'u@'], ['hostname', 'bad host'], ['href', 'ftp://f/']]) {
  u[name] = value;
  console.log(name, u.href, u.origin);
}
u.searchParams.append('a b', '\u00e4&');
u.searchParams.sort();
console.log(u.href, u.searchParams.size, JSON.stringify(u));
for (const call of [() => new URL('x'), () => new URL('x', 'y'), () => new URL(), () => URL('x'), () => new URLSearchParams([[1]]),
  () => new URLSearchParams('').get(), () => URLSearchParams.prototype.get.call({}, 'a'), () => URL.parse('x'), () => URL.canParse('a:b'),
  () => fileURLToPath('http://x'), () => fileURLToPath('file:///a%2fb'), () => fileURLToPath(1), () => pathToFileURL('/a b%#?').href,
  () => domainToASCII('espa\u00f1ol.com'), () => domainToUnicode('xn--espaol-zwa.com'), () => urlToHttpOptions(new URL('http://a:b@[::1]:1/p?q')),
  () => format(new URL('http://u@x/p?q#h'), { auth: false, fragment: false, search: false }),
  () => Object.keys(new URLPattern({ pathname: '/:a/*' }).exec('http://x/1/2').pathname.groups)]) {
  try {
    console.log(call());
  } catch (error) {
    console.log(error.name, error.code, error.message, Object.keys(error));
  }
}
