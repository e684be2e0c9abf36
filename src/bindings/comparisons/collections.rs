//! Sets and maps: unordered, with members that may only be deeply equal.

use std::collections::VecDeque;

use boa_engine::{
    JsObject, JsValue,
    object::builtins::{JsMap, JsSet},
};

use super::{Comparison, Mode, is_nan, plain_object};
use crate::engine::Result;

impl Comparison<'_> {
    pub(super) fn sets(&mut self, a: &JsObject, b: &JsObject) -> Result<bool> {
        let (Ok(a), Ok(b)) = (JsSet::from_object(a.clone()), JsSet::from_object(b.clone())) else { return Ok(false) };
        // The members of `b` that `a` does not have as they are; each needs a partner of its own.
        let mut unmatched = VecDeque::new();
        for value in set_members(&b)? {
            if a.has(value.clone()) {
                continue;
            }
            if plain_object(&value).is_none() && (self.mode != Mode::Loose || !self.may_equal_another(&value, &a, &b)) {
                return Ok(false);
            }
            unmatched.push_back(value);
        }
        for value in set_members(&a)? {
            if unmatched.is_empty() {
                return Ok(true);
            }
            if b.has(value.clone()) {
                continue;
            }
            let partner = self.find(&unmatched, |this, candidate| this.values(&value, candidate))?;
            match partner {
                Some(at) => drop(unmatched.remove(at)),
                None if self.mode == Mode::Partial => {}
                None => return Ok(false),
            }
        }
        Ok(unmatched.is_empty())
    }

    pub(super) fn maps(&mut self, a: &JsObject, b: &JsObject) -> Result<bool> {
        let (Ok(a), Ok(b)) = (JsMap::from_object(a.clone()), JsMap::from_object(b.clone())) else { return Ok(false) };
        let mut unmatched: VecDeque<(JsValue, JsValue)> = VecDeque::new();
        for (key, value) in map_entries(&b)? {
            if plain_object(&key).is_some() {
                unmatched.push_back((key, value));
                continue;
            }
            let found = a.get(key.clone(), self.cx)?;
            let present = !found.is_undefined() || a.has(key.clone(), self.cx)?.to_boolean();
            if present && self.values(&found, &value)? {
                continue;
            }
            if self.mode != Mode::Loose || !self.may_equal_another_key(&key, &value, &a, &b)? {
                return Ok(false);
            }
            unmatched.push_back((key, value));
        }
        if unmatched.is_empty() {
            return Ok(true);
        }
        for (key, value) in map_entries(&a)? {
            if unmatched.is_empty() {
                return Ok(true);
            }
            if plain_object(&key).is_none() {
                if self.mode == Mode::Partial {
                    continue;
                }
                if b.has(key.clone(), self.cx)?.to_boolean() {
                    let other = b.get(key.clone(), self.cx)?;
                    if self.mode != Mode::Loose || self.values(&value, &other)? {
                        continue;
                    }
                } else if self.mode != Mode::Loose {
                    return Ok(false);
                }
            }
            let partner = self.find(&unmatched, |this, (other_key, other_value)| {
                Ok(this.values(&key, other_key)? && this.values(&value, other_value)?)
            })?;
            match partner {
                Some(at) => drop(unmatched.remove(at)),
                None if self.mode == Mode::Partial => {}
                None => return Ok(false),
            }
        }
        Ok(unmatched.is_empty())
    }

    fn find<T>(
        &mut self,
        candidates: &VecDeque<T>,
        mut matches: impl FnMut(&mut Self, &T) -> Result<bool>,
    ) -> Result<Option<usize>> {
        for (at, candidate) in candidates.iter().enumerate() {
            if matches(self, candidate)? {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// Whether a primitive of `b` can be `==` to some other member of `a`. Only `null` and `undefined` have a single
    /// partner, which can be looked up.
    #[allow(clippy::unused_self, reason = "reads as one of the comparison's questions")]
    fn may_equal_another(&self, value: &JsValue, a: &JsSet, b: &JsSet) -> bool {
        match loose_partner(value) {
            LoosePartner::None => false,
            LoosePartner::Many => true,
            LoosePartner::One(other) => !b.has(other.clone()) && a.has(other),
        }
    }

    fn may_equal_another_key(&mut self, key: &JsValue, value: &JsValue, a: &JsMap, b: &JsMap) -> Result<bool> {
        let other = match loose_partner(key) {
            LoosePartner::None => return Ok(false),
            LoosePartner::Many => return Ok(true),
            LoosePartner::One(other) => other,
        };
        if b.has(other.clone(), self.cx)?.to_boolean() || !a.has(other.clone(), self.cx)?.to_boolean() {
            return Ok(false);
        }
        let found = a.get(other, self.cx)?;
        self.values(&found, value)
    }
}

/// Which other primitives are `==` to one.
enum LoosePartner {
    None,
    One(JsValue),
    Many,
}

fn loose_partner(value: &JsValue) -> LoosePartner {
    if value.is_undefined() {
        return LoosePartner::One(JsValue::null());
    }
    if value.is_null() {
        return LoosePartner::One(JsValue::undefined());
    }
    let not_a_number = match value.as_string() {
        Some(text) => text.to_number().is_nan(),
        None => is_nan(value),
    };
    if value.is_symbol() || value.is_callable() || not_a_number { LoosePartner::None } else { LoosePartner::Many }
}

fn set_members(set: &JsSet) -> Result<Vec<JsValue>> {
    let mut members = Vec::new();
    set.for_each_native(|member| {
        members.push(member);
        Ok(())
    })?;
    Ok(members)
}

fn map_entries(map: &JsMap) -> Result<Vec<(JsValue, JsValue)>> {
    let mut entries = Vec::new();
    map.for_each_native(|key, value| {
        entries.push((key, value));
        Ok(())
    })?;
    Ok(entries)
}
