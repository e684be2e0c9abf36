// node:diagnostics_channel - named channels that libraries publish to; tracing channels load on use.
'use strict';

const { error } = internalBinding('errors');
const { validateFunction } = internalBinding('validators');

// By name, weakly: a channel that nobody holds or subscribes to can be made again at any time.
const channels = new Map();
// Those with subscribers or stores must not be lost.
const active = new Set();
let sweepAt = 64;

function throwLater(err) {
  process.nextTick(() => {
    throw err;
  });
}

class Channel {
  constructor(name) {
    this._subscribers = undefined;
    this._stores = undefined;
    this.name = name;
    if (channels.size >= sweepAt) {
      for (const [key, ref] of channels) {
        if (ref.deref() === undefined) channels.delete(key);
      }
      sweepAt = 2 * channels.size + 64;
    }
    channels.set(name, new WeakRef(this));
  }

  get hasSubscribers() {
    return this._subscribers !== undefined || this._stores !== undefined;
  }

  subscribe(subscription) {
    validateFunction(subscription, 'subscription');
    // A new array, since a publish may be walking the old one.
    this._subscribers = this._subscribers === undefined ? [subscription] : [...this._subscribers, subscription];
    active.add(this);
  }

  unsubscribe(subscription) {
    const index = this._subscribers?.indexOf(subscription) ?? -1;
    if (index === -1) return false;
    const rest = this._subscribers.toSpliced(index, 1);
    this._subscribers = rest.length > 0 ? rest : undefined;
    if (!this.hasSubscribers) active.delete(this);
    return true;
  }

  bindStore(store, transform) {
    this._stores ??= new Map();
    this._stores.set(store, transform);
    active.add(this);
  }

  unbindStore(store) {
    if (!this._stores?.delete(store)) return false;
    if (this._stores.size === 0) this._stores = undefined;
    if (!this.hasSubscribers) active.delete(this);
    return true;
  }

  publish(data) {
    const subscribers = this._subscribers;
    if (subscribers === undefined) return;
    for (let i = 0; i < subscribers.length; i++) {
      try {
        const subscriber = subscribers[i];
        subscriber(data, this.name);
      } catch (err) {
        throwLater(err);
      }
    }
  }

  runStores(data, fn, thisArg, ...args) {
    let run = () => {
      this.publish(data);
      return fn.apply(thisArg, args);
    };
    if (this._stores !== undefined) {
      for (const [store, transform] of this._stores) run = runInStore(store, transform, data, run);
    }
    return run();
  }
}

function runInStore(store, transform, data, next) {
  return () => {
    let context = data;
    if (transform !== undefined) {
      try {
        context = transform(data);
      } catch (err) {
        throwLater(err);
        return next();
      }
    }
    return store.run(context, next);
  };
}

function channel(name) {
  const known = channels.get(name)?.deref();
  if (known !== undefined) return known;
  if (typeof name !== 'string' && typeof name !== 'symbol') {
    throw error('ERR_INVALID_ARG_TYPE', 'channel', ['string', 'symbol'], name);
  }
  return new Channel(name);
}

module.exports = {
  channel,
  hasSubscribers(name) {
    return channels.get(name)?.deref()?.hasSubscribers ?? false;
  },
  subscribe(name, subscription) {
    return channel(name).subscribe(subscription);
  },
  tracingChannel(nameOrChannels) {
    const { TracingChannel } = require('internal/diagnostics_channel/tracing');
    return new TracingChannel(nameOrChannels);
  },
  unsubscribe(name, subscription) {
    return channel(name).unsubscribe(subscription);
  },
  Channel,
};
