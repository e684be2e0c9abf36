//! Maps, sets, their iterators, weak collections and promises.

use boa_engine::{
    Context, JsError, JsNativeError, JsObject, JsResult, JsValue, builtins::promise::PromiseState, introspect,
    object::builtins::JsPromise,
};

use super::{Inspector, array::remaining_items, layout::Braces, style::Style, text::Text, value::Layout};

#[allow(clippy::cast_precision_loss, reason = "lengths are below 2^53")]
impl Inspector<'_> {
    pub(super) fn set(&mut self, object: &JsObject, level: f64) -> JsResult<Vec<Text>> {
        let values = introspect::set_values(object).unwrap_or_default();
        self.values(&values, level)
    }

    /// Values one after the other, up to the limit.
    fn values(&mut self, values: &[JsValue], level: f64) -> JsResult<Vec<Text>> {
        let length = values.len() as f64;
        let shown = self.shown_entries(length);
        self.indentation += 2;
        let output: JsResult<Vec<Text>> = values
            .iter()
            .enumerate()
            .take_while(|(index, _)| (*index as f64) < shown)
            .map(|(_, value)| self.value(value, level, false))
            .collect();
        self.indentation -= 2;
        let mut output = output?;
        if length - shown > 0.0 {
            output.push(remaining_items(length - shown));
        }
        Ok(output)
    }

    pub(super) fn map(&mut self, object: &JsObject, level: f64) -> JsResult<Vec<Text>> {
        let entries = introspect::map_entries(object).unwrap_or_default();
        self.pairs(&entries, level)
    }

    /// `key => value`, up to the limit.
    fn pairs(&mut self, entries: &[(JsValue, JsValue)], level: f64) -> JsResult<Vec<Text>> {
        let length = entries.len() as f64;
        let shown = self.shown_entries(length);
        self.indentation += 2;
        let output: JsResult<Vec<Text>> = entries
            .iter()
            .enumerate()
            .take_while(|(index, _)| (*index as f64) < shown)
            .map(|(_, (key, value))| {
                let key = self.value(key, level, false)?;
                Ok(key.with(" => ").with_text(&self.value(value, level, false)?))
            })
            .collect();
        self.indentation -= 2;
        let mut output = output?;
        if length - shown > 0.0 {
            output.push(remaining_items(length - shown));
        }
        Ok(output)
    }

    /// What an iterator of a map or a set has left. Entries change the brace to `[Map Entries] {`.
    pub(super) fn iterator(&mut self, object: &JsObject, braces: &mut Braces, level: f64) -> JsResult<Vec<Text>> {
        let (values, pairs) = introspect::iterator_rest(object).unwrap_or_default();
        if !pairs {
            return self.values(&values, level);
        }
        let tail = Text::from(" Iterator] {");
        if braces.open.ends_with(&tail) {
            braces.open = braces.open.slice(0, braces.open.len() - tail.len()).with(" Entries] {");
        }
        let length = (values.len() / 2) as f64;
        let shown = self.shown_entries(length);
        self.indentation += 2;
        let output: JsResult<Vec<Text>> = values
            .chunks_exact(2)
            .enumerate()
            .take_while(|(index, _)| (*index as f64) < shown)
            .map(|(_, pair)| {
                let parts = vec![self.value(&pair[0], level, false)?, self.value(&pair[1], level, false)?];
                Ok(self.reduce(parts, &Text::new(), &Braces::new("[", "]"), Layout::ArrayExtras, level, None))
            })
            .collect();
        self.indentation -= 2;
        let mut output = output?;
        if length - shown > 0.0 {
            output.push(remaining_items(length - shown));
        }
        Ok(output)
    }

    pub(super) fn weak_set(&mut self, object: &JsObject, level: f64) -> JsResult<Vec<Text>> {
        let values: Vec<JsValue> =
            introspect::weak_set_values(object).unwrap_or_default().into_iter().map(JsValue::from).collect();
        let output = self.values(&values, level)?;
        Ok(self.steady(output, values.len()))
    }

    pub(super) fn weak_map(&mut self, object: &JsObject, level: f64) -> JsResult<Vec<Text>> {
        let entries: Vec<_> = introspect::weak_map_entries(object)
            .unwrap_or_default()
            .into_iter()
            .map(|(key, value)| (key.into(), value))
            .collect();
        let output = self.pairs(&entries, level)?;
        Ok(self.steady(output, entries.len()))
    }

    /// Weak collections have no order, so their entries are sorted by their text.
    fn steady(&self, mut output: Vec<Text>, length: usize) -> Vec<Text> {
        if self.options.sorted.is_none() {
            let entries = output.len().min(length);
            let shown = if !output.is_empty() && self.shown_entries(length as f64) < length as f64 {
                entries.min(output.len() - 1)
            } else {
                entries
            };
            output[..shown].sort();
        }
        output
    }

    pub(super) fn promise(&mut self, object: &JsObject, level: f64) -> JsResult<Vec<Text>> {
        let (value, rejected) = match JsPromise::from_object(object.clone())?.state() {
            PromiseState::Pending => return Ok(vec![self.stylize_str("<pending>", Style::Special)?]),
            PromiseState::Fulfilled(value) => (value, false),
            PromiseState::Rejected(value) => (value, true),
        };
        self.indentation += 2;
        let text = self.value(&value, level, false);
        self.indentation -= 2;
        let text = text?;
        if !rejected {
            return Ok(vec![text]);
        }
        let label = self.stylize_str("<rejected>", Style::Special)?;
        Ok(vec![label.with(" ").with_text(&text)])
    }
}

/// `Array.prototype.sort` on texts: by code units, or stably by a comparison function.
pub(super) fn sort(texts: &mut Vec<Text>, comparator: &JsValue, cx: &mut Context) -> JsResult<()> {
    if comparator.is_undefined() {
        texts.sort();
        return Ok(());
    }
    let Some(function) = comparator.as_callable() else {
        return Err(JsError::from(
            JsNativeError::typ().with_message("The comparison function must be either a function or undefined"),
        ));
    };
    let mut after = |a: &Text, b: &Text| -> JsResult<bool> {
        let args = [a.to_js().into(), b.to_js().into()];
        let order = function.call(&JsValue::undefined(), &args, cx)?.to_number(cx)?;
        Ok(order > 0.0)
    };
    // A merge sort of our own: the library's would panic on a comparison function that contradicts itself.
    let mut runs: Vec<Vec<Text>> = std::mem::take(texts).into_iter().map(|text| vec![text]).collect();
    while runs.len() > 1 {
        let mut merged = Vec::with_capacity(runs.len().div_ceil(2));
        let mut rest = runs.into_iter();
        while let Some(left) = rest.next() {
            let Some(right) = rest.next() else {
                merged.push(left);
                break;
            };
            let mut out = Vec::with_capacity(left.len() + right.len());
            let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
            while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
                let next = if after(a, b)? { right.next() } else { left.next() };
                out.extend(next);
            }
            out.extend(left);
            out.extend(right);
            merged.push(out);
        }
        runs = merged;
    }
    *texts = runs.pop().unwrap_or_default();
    Ok(())
}
