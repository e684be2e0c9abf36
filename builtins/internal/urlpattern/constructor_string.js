// internal/urlpattern/constructor_string - `new URLPattern('https://…')`: cuts a pattern into components.
'use strict';

const { tokenize } = require('internal/urlpattern/parser');

const kOrder = ['protocol', 'authority', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash', 'done'];
const before = (state, limit) => state !== 'init' && kOrder.indexOf(state) < kOrder.indexOf(limit);

class Parser {
  constructor(input, isSpecialProtocol) {
    this.points = Array.from(input);
    this.tokens = tokenize(input, true);
    this.isSpecialProtocol = isSpecialProtocol;
    this.result = {};
    this.state = 'init';
    this.start = 0;
    this.index = 0;
    this.step = 1;
    this.special = false;
  }

  token(index) {
    return this.tokens[index < this.tokens.length ? index : this.tokens.length - 1];
  }

  // Whether the token stands for this very character and not for a part of the pattern language.
  is(value, index = this.index) {
    const token = this.token(index);
    return token.value === value && (token.type === 'char' || token.type === 'escaped-char' || token.type === 'invalid-char');
  }

  startsSearch() {
    if (this.is('?')) return true;
    if (this.token(this.index).value !== '?') return false;
    const previous = this.tokens[this.index - 1];
    // After something that can be repeated it is a modifier.
    return previous === undefined || !['name', 'regexp', 'close', 'asterisk'].includes(previous.type);
  }

  component() {
    return this.points.slice(this.token(this.start).index, this.token(this.index).index).join('');
  }

  rewind(state = this.state) {
    this.index = this.start;
    this.step = 0;
    this.state = state;
  }

  change(state, skip) {
    const { result } = this;
    const from = this.state;
    if (from !== 'init' && from !== 'authority') result[from] = this.component();
    if (from !== 'init' && state !== 'done') {
      if (before(from, 'hostname') && !before(state, 'port')) result.hostname ??= '';
      if (before(from, 'pathname') && !before(state, 'search')) result.pathname ??= this.special ? '/' : '';
      if (before(from, 'search') && state === 'hash') result.search ??= '';
    }
    this.state = state;
    this.index += skip;
    this.start = this.index;
    this.step = 0;
  }

  afterHost() {
    if (this.is('/')) this.change('pathname', 0);
    else if (this.startsSearch()) this.change('search', 1);
    else if (this.is('#')) this.change('hash', 1);
  }

  handle() {
    switch (this.state) {
      case 'init':
        if (this.is(':')) this.rewind('protocol');
        break;
      case 'protocol':
        if (this.is(':')) {
          this.special = this.isSpecialProtocol(this.component());
          if (this.is('/', this.index + 1) && this.is('/', this.index + 2)) this.change('authority', 3);
          else this.change(this.special ? 'authority' : 'pathname', 1);
        }
        break;
      case 'authority':
        if (this.is('@')) this.rewind('username');
        else if (this.is('/') || this.startsSearch() || this.is('#')) this.rewind('hostname');
        break;
      case 'username':
        if (this.is(':')) this.change('password', 1);
        else if (this.is('@')) this.change('hostname', 1);
        break;
      case 'password':
        if (this.is('@')) this.change('hostname', 1);
        break;
      case 'hostname':
        if (this.is('[')) this.brackets = (this.brackets ?? 0) + 1;
        else if (this.is(']')) this.brackets = (this.brackets ?? 0) - 1;
        else if (this.is(':') && !this.brackets) this.change('port', 1);
        else this.afterHost();
        break;
      case 'port':
        this.afterHost();
        break;
      case 'pathname':
        if (this.startsSearch()) this.change('search', 1);
        else if (this.is('#')) this.change('hash', 1);
        break;
      case 'search':
        if (this.is('#')) this.change('hash', 1);
        break;
    }
  }

  // At the end: false if an earlier part has to be read again in another state.
  end() {
    if (this.state === 'init') {
      this.rewind();
      if (this.is('#')) this.change('hash', 1);
      else if (this.startsSearch()) this.change('search', 1);
      else this.change('pathname', 0);
      return false;
    }
    if (this.state === 'authority') {
      this.rewind('hostname');
      return false;
    }
    this.change('done', 0);
    return true;
  }

  run() {
    let depth = 0;
    while (this.index < this.tokens.length) {
      this.step = 1;
      const { type } = this.token(this.index);
      if (type === 'end') {
        if (this.end()) break;
      } else if (type === 'open') {
        depth++;
      } else if (depth > 0) {
        if (type === 'close') depth--;
        if (depth === 0 && type === 'close') this.handle();
      } else {
        this.handle();
      }
      this.index += this.step;
    }
    if (this.result.hostname !== undefined) this.result.port ??= '';
    return this.result;
  }
}

module.exports = (input, isSpecialProtocol) => new Parser(input, isSpecialProtocol).run();
