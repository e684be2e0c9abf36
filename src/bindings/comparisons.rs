//! `internalBinding('comparisons')`: deep equality for `assert` and `util.isDeepStrictEqual`. Counterpart of Node's
//! `lib/internal/util/comparisons.js`.
//!
//! Four modes, as in Node: strict, strict without prototypes, loose (`==` on leaves) and partial (the expected value may
//! have less than the actual one). Getters and proxies run user code, so nothing is borrowed across a property read.

mod collections;
mod keys;
mod leaves;

use boa_engine::{Context, JsArgs, JsNativeError, JsObject, JsSymbol, JsValue, js_string, property::PropertyKey};
use rustc_hash::FxHashSet;

use crate::engine::{Binding, Result, function};
use keys::Keys;

/// The table of `internalBinding('comparisons')`.
pub(super) static BINDING: Binding = Binding {
    name: "comparisons",
    exports: &[
        function!("isDeepEqual", 2, is_deep_equal),
        function!("isDeepStrictEqual", 2, is_deep_strict_equal),
        function!("isPartialStrictEqual", 2, is_partial_strict_equal),
    ],
};

/// `isDeepEqual(actual, expected)`
fn is_deep_equal(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    compare(args, Mode::Loose, cx)
}

/// `isDeepStrictEqual(actual, expected[, skipPrototype])`
fn is_deep_strict_equal(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    let skip_prototype = args.get_or_undefined(2).to_boolean();
    compare(args, if skip_prototype { Mode::StrictWithoutPrototypes } else { Mode::Strict }, cx)
}

/// `isPartialStrictEqual(actual, expected)`
fn is_partial_strict_equal(_this: &JsValue, args: &[JsValue], cx: &mut Context) -> Result<JsValue> {
    compare(args, Mode::Partial, cx)
}

fn compare(args: &[JsValue], mode: Mode, cx: &mut Context) -> Result<JsValue> {
    let mut comparison = Comparison { mode, path: FxHashSet::default(), depth: 0, cx };
    Ok(comparison.values(args.get_or_undefined(0), args.get_or_undefined(1))?.into())
}

/// How much two values must have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Loose,
    Partial,
    Strict,
    StrictWithoutPrototypes,
}

/// Nested deeper than this, a comparison ends in the RangeError of a stack overflow instead of one.
const MAX_DEPTH: u32 = 8_000;

/// One comparison: its mode, and the objects on the way from the roots to here, which finds cycles.
struct Comparison<'a> {
    mode: Mode,
    path: FxHashSet<JsObject>,
    depth: u32,
    cx: &'a mut Context,
}

/// What else than properties an object consists of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Nothing,
    Elements,
    SetEntries,
    MapEntries,
}

impl Comparison<'_> {
    fn values(&mut self, a: &JsValue, b: &JsValue) -> Result<bool> {
        if a.strict_equals(b) {
            // Of the values that are ===, only 0 and -0 are not the same.
            return Ok(self.mode == Mode::Loose || JsValue::same_value(a, b));
        }
        let objects = (plain_object(a), plain_object(b));
        if self.mode != Mode::Loose {
            return match objects {
                (Some(a), Some(b)) => self.objects(&a, &b),
                _ => Ok(is_nan(a) && is_nan(b)),
            };
        }
        match objects {
            (Some(a), Some(b)) => self.objects(&a, &b),
            (None, None) => Ok(is_nan(a) && is_nan(b) || a.equals(b, self.cx)?),
            _ => Ok(false),
        }
    }

    fn objects(&mut self, a: &JsObject, b: &JsObject) -> Result<bool> {
        if JsObject::equals(a, b) {
            return Ok(true);
        }
        if self.mode == Mode::Strict && !self.same_constructor(a, b)? {
            return Ok(false);
        }
        if keys::is_array(a, self.cx)? {
            let lengths = (length(a, self.cx)?, length(b, self.cx)?);
            if !keys::is_array(b, self.cx)?
                || (lengths.0 != lengths.1 && (self.mode != Mode::Partial || lengths.0 < lengths.1))
                || self.unequal_tags(a, b)?
            {
                return Ok(false);
            }
            return self.properties(a, b, Content::Elements);
        }
        match self.leaves(a, b)? {
            None => Ok(false),
            Some(content) => self.properties(a, b, content),
        }
    }

    /// Objects with different prototypes may still share a constructor; that is enough.
    fn same_constructor(&mut self, a: &JsObject, b: &JsObject) -> Result<bool> {
        let key = js_string!("constructor");
        let same_prototype = match (a.prototype(), b.prototype()) {
            (None, None) => true,
            (Some(a), Some(b)) => JsObject::equals(&a, &b),
            _ => false,
        };
        if same_prototype && a.is_ordinary() && b.is_ordinary() {
            return Ok(true);
        }
        let constructor = a.get(key.clone(), self.cx)?;
        if !constructor.is_undefined() && !a.has_own_property(key.clone(), self.cx)? {
            return Ok(constructor.strict_equals(&b.get(key, self.cx)?));
        }
        Ok(same_prototype)
    }

    fn unequal_tags(&mut self, a: &JsObject, b: &JsObject) -> Result<bool> {
        let tag = JsSymbol::to_string_tag();
        Ok(!a.get(tag.clone(), self.cx)?.strict_equals(&b.get(tag, self.cx)?))
    }

    /// Own enumerable properties, then the content. Typed arrays were compared by their bytes already.
    fn properties(&mut self, a: &JsObject, b: &JsObject, content: Content) -> Result<bool> {
        let by_index = content == Content::Elements || keys::is_typed_array(b);
        let wanted = Keys::new(!by_index, self.mode != Mode::Loose);
        let keys_b = wanted.of(b, self.cx)?;
        let keys_a = if self.mode == Mode::Partial { None } else { Some(wanted.of(a, self.cx)?) };
        if keys_a.as_ref().is_some_and(|keys_a| keys_a.len() != keys_b.len()) {
            return Ok(false);
        }
        if keys_b.is_empty() && content == Content::Nothing {
            return Ok(true);
        }
        if self.depth >= MAX_DEPTH {
            return Err(JsNativeError::range().with_message("Maximum call stack size exceeded").into());
        }
        // An object that is already being compared further up is equal only to its partner there.
        let new_a = self.path.insert(a.clone());
        let new_b = self.path.insert(b.clone());
        if !new_a || !new_b {
            if new_a {
                self.path.remove(a);
            }
            if new_b {
                self.path.remove(b);
            }
            return Ok(!new_a && !new_b);
        }
        self.depth += 1;
        let result = self.contents(a, b, keys_a.as_deref(), &keys_b, content);
        self.depth -= 1;
        self.path.remove(a);
        self.path.remove(b);
        result
    }

    fn contents(
        &mut self,
        a: &JsObject,
        b: &JsObject,
        keys_a: Option<&[PropertyKey]>,
        keys_b: &[PropertyKey],
        content: Content,
    ) -> Result<bool> {
        for (at, key) in keys_b.iter().enumerate() {
            let in_place = keys_a.is_some_and(|keys_a| keys_a.get(at) == Some(key));
            if !in_place && !keys::has_enumerable(a, key, self.cx)? {
                return Ok(false);
            }
            let pair = (a.get(key.clone(), self.cx)?, b.get(key.clone(), self.cx)?);
            if !self.values(&pair.0, &pair.1)? {
                return Ok(false);
            }
        }
        match content {
            Content::Nothing => Ok(true),
            Content::Elements if self.mode == Mode::Partial => self.partial_elements(a, b),
            Content::Elements => self.elements(a, b),
            Content::SetEntries => self.sets(a, b),
            Content::MapEntries => self.maps(a, b),
        }
    }

    /// Arrays of the same length. A hole is not an `undefined`, except in loose mode, where `null` is one too.
    fn elements(&mut self, a: &JsObject, b: &JsObject) -> Result<bool> {
        let loose = self.mode == Mode::Loose;
        for index in 0..length(a, self.cx)? {
            let (x, y) = (a.get(index, self.cx)?, b.get(index, self.cx)?);
            if y.is_undefined() {
                if !b.has_own_property(index, self.cx)? {
                    return self.sparse_elements(a, b, index);
                }
                if (!x.is_undefined() || !a.has_own_property(index, self.cx)?) && !(loose && x.is_null()) {
                    return Ok(false);
                }
            } else if (x.is_undefined() || !self.values(&x, &y)?) && !(loose && y.is_null() && x.is_null_or_undefined())
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The rest of two arrays from their first hole on, by the indices that exist.
    fn sparse_elements(&mut self, a: &JsObject, b: &JsObject, from: u64) -> Result<bool> {
        let wanted = Keys::new(true, false);
        let (keys_a, keys_b) = (wanted.of(a, self.cx)?, wanted.of(b, self.cx)?);
        if keys_a.len() != keys_b.len() {
            return Ok(false);
        }
        for key in keys_b.iter().skip(usize::try_from(from).unwrap_or(usize::MAX)) {
            let x = a.get(key.clone(), self.cx)?;
            if x.is_undefined() && !a.has_own_property(key.clone(), self.cx)? {
                return Ok(false);
            }
            let y = b.get(key.clone(), self.cx)?;
            if !self.values(&x, &y)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the elements of `b` occur in `a` in this order.
    fn partial_elements(&mut self, a: &JsObject, b: &JsObject) -> Result<bool> {
        let (length_a, length_b) = (length(a, self.cx)?, length(b, self.cx)?);
        let mut at = 0;
        for index in 0..length_b {
            let wanted = b.get(index, self.cx)?;
            if wanted.is_undefined() && !b.has_own_property(index, self.cx)? {
                return self.partial_sparse(a, b, at, index);
            }
            loop {
                let x = a.get(at, self.cx)?;
                if x.is_undefined() && !a.has_own_property(at, self.cx)? {
                    return self.partial_sparse(a, b, at, index);
                }
                if self.values(&x, &wanted)? {
                    break;
                }
                at += 1;
                if at + length_b > length_a + index {
                    return Ok(false);
                }
            }
            at += 1;
        }
        Ok(true)
    }

    fn partial_sparse(&mut self, a: &JsObject, b: &JsObject, start_a: u64, start_b: u64) -> Result<bool> {
        let wanted = Keys::new(true, false);
        let skip = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        let keys_a: Vec<_> = wanted.of(a, self.cx)?.into_iter().skip(skip(start_a)).collect();
        let keys_b: Vec<_> = wanted.of(b, self.cx)?.into_iter().skip(skip(start_b)).collect();
        let mut left = keys_a.into_iter();
        for (done, key) in keys_b.iter().enumerate() {
            let wanted = b.get(key.clone(), self.cx)?;
            loop {
                if left.len() < keys_b.len() - done {
                    return Ok(false);
                }
                let Some(candidate) = left.next() else { return Ok(false) };
                let x = a.get(candidate, self.cx)?;
                if self.values(&x, &wanted)? {
                    break;
                }
            }
        }
        Ok(true)
    }
}

/// What `typeof` calls an object and is not null.
fn plain_object(value: &JsValue) -> Option<JsObject> {
    value.as_object().filter(|object| !object.is_callable())
}

fn is_nan(value: &JsValue) -> bool {
    value.as_number().is_some_and(f64::is_nan)
}

fn length(object: &JsObject, cx: &mut Context) -> Result<u64> {
    Ok(object.get(js_string!("length"), cx)?.to_length(cx)?)
}
