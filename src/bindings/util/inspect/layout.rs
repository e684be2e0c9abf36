//! Lines: whether entries share one, and how elements of long arrays form columns.

use boa_engine::{JsObject, introspect};

use super::{Inspector, options::Compact, text::Text, value::Layout};
use crate::bindings::util::width;

/// What stands around the entries.
pub(super) struct Braces {
    pub(super) open: Text,
    pub(super) close: Text,
}

impl Braces {
    pub(super) fn new(open: &str, close: &str) -> Self {
        Braces { open: open.into(), close: close.into() }
    }
}

#[allow(clippy::cast_precision_loss, reason = "lengths of lines are far below 2^53")]
impl Inspector<'_> {
    /// Puts the entries, the base and the braces together. `value` is the array whose elements the entries are.
    pub(super) fn reduce(
        &mut self,
        mut output: Vec<Text>,
        base: &Text,
        braces: &Braces,
        layout: Layout,
        level: f64,
        value: Option<&JsObject>,
    ) -> Text {
        if self.options.compact == Compact::All {
            return self.reduce_compact(&output, base, braces);
        }
        let before = if base.is_empty() { Text::new() } else { base.clone().with(" ") };
        if let Compact::Levels(levels) = self.options.compact
            && levels >= 1.0
        {
            let entries = output.len();
            if layout == Layout::ArrayExtras && entries > 6 {
                output = self.columns(output, value);
            }
            if self.current_depth - level < levels && entries == output.len() {
                // Entries share a line if they fit, with some room for what stands around them.
                let start = output.len() + self.indentation + braces.open.len() + base.len() + 10;
                if self.fits(&output, start, base) && !output.iter().any(Text::has_newline) {
                    let joined = Text::join(&output, &Text::from(", "));
                    return before
                        .with_text(&braces.open)
                        .with(" ")
                        .with_text(&joined)
                        .with(" ")
                        .with_text(&braces.close);
                }
            }
        }
        let mut line = Text::from("\n");
        line.push_spaces(self.indentation);
        let joined = Text::join(&output, &Text::from(",").with_text(&line).with("  "));
        before
            .with_text(&braces.open)
            .with_text(&line)
            .with("  ")
            .with_text(&joined)
            .with_text(&line)
            .with_text(&braces.close)
    }

    fn reduce_compact(&self, output: &[Text], base: &Text, braces: &Braces) -> Text {
        let mut text = braces.open.clone();
        if self.fits(output, 0, base) {
            if !base.is_empty() {
                text = text.with(" ").with_text(base);
            }
            return text.with(" ").with_text(&Text::join(output, &Text::from(", "))).with(" ").with_text(&braces.close);
        }
        let mut line = Text::from("\n");
        line.push_spaces(self.indentation);
        if base.is_empty() && braces.open.len() == 1 {
            text.push_str(" ");
        } else {
            if !base.is_empty() {
                text = text.with(" ").with_text(base);
            }
            text = text.with_text(&line).with("  ");
        }
        let joined = Text::join(output, &Text::from(",").with_text(&line).with("  "));
        text.with_text(&joined).with(" ").with_text(&braces.close)
    }

    /// Whether the entries fit one line that already holds `start` units.
    fn fits(&self, output: &[Text], start: usize, base: &Text) -> bool {
        let limit = self.options.break_length;
        if limit == f64::INFINITY {
            return !base.has_newline() && !output.iter().any(Text::has_newline);
        }
        let mut total = output.len() + start;
        if (total + output.len()) as f64 > limit {
            return false;
        }
        for text in output {
            total += if self.options.colors { without_colors(text) } else { text.len() };
            if total as f64 > limit {
                return false;
            }
        }
        !base.has_newline()
    }

    /// Groups the elements of a long array into columns.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numbers of columns are small and positive"
    )]
    fn columns(&mut self, output: Vec<Text>, value: Option<&JsObject>) -> Vec<Text> {
        const SEPARATOR: usize = 2;
        let trailing = self.options.max_array_length < output.len() as f64;
        let count = if trailing { output.len() - 1 } else { output.len() };
        let widths: Vec<usize> = output[..count].iter().map(|text| self.width(text)).collect();
        let total: usize = widths.iter().map(|width| width + SEPARATOR).sum();
        let longest = widths.iter().copied().max().unwrap_or(0);
        let cell = longest + SEPARATOR;
        let room = self.options.break_length;
        let (cell_f, total_f) = (cell as f64, total as f64);
        if cell_f.mul_add(3.0, self.indentation as f64) >= room || !(total_f / cell_f > 5.0 || longest <= 6) {
            return output;
        }
        // A square of cells looks best; a character is about two and a half times as high as wide.
        let bias = (cell_f - total_f / output.len() as f64).sqrt();
        let biased = (cell_f - 3.0 - bias).max(1.0);
        let square = js_round((2.5 * biased * count as f64).sqrt() / biased);
        let fitting = ((room - self.indentation as f64) / cell_f).floor();
        let Compact::Levels(levels) = self.options.compact else { return output };
        let columns = square.min(fitting).min(levels * 4.0).min(15.0);
        if columns.is_nan() || columns <= 1.0 {
            return output;
        }
        let columns = columns.ceil() as usize;
        let column_widths: Vec<usize> = (0..columns)
            .map(|first| widths.iter().skip(first).step_by(columns).copied().max().unwrap_or(0) + SEPARATOR)
            .collect();
        let left = value.is_some_and(|value| self.has_other_than_numbers(value, output.len()));
        let mut lines = Vec::with_capacity(count / columns + 2);
        for start in (0..count).step_by(columns) {
            let end = (start + columns).min(count);
            let mut line = Text::new();
            for index in start..end {
                let is_last = index + 1 == end;
                let width = column_widths[index - start];
                let cell = &output[index];
                let padding = (width - if is_last { SEPARATOR } else { 0 })
                    .saturating_sub(widths[index] + if is_last { 0 } else { SEPARATOR });
                if !left {
                    line.push_spaces(padding);
                }
                line.push(cell);
                if !is_last {
                    line.push_str(", ");
                    if left {
                        line.push_spaces(padding);
                    }
                }
            }
            lines.push(line);
        }
        if trailing {
            lines.push(output[count].clone());
        }
        lines
    }

    /// Whether the first `count` elements hold anything but numbers.
    fn has_other_than_numbers(&mut self, value: &JsObject, count: usize) -> bool {
        if introspect::kind(value) == introspect::Kind::TypedArray {
            return count > super::array::typed_array_length(value);
        }
        (0..count).any(|index| {
            let element = value.get(index as u64, self.cx).unwrap_or_default();
            !element.is_number() && !element.is_bigint()
        })
    }
}

/// `Math.round`
fn js_round(number: f64) -> f64 {
    (number + 0.5).floor()
}

/// The length without the sequences that switch colours.
fn without_colors(text: &Text) -> usize {
    let units = text.units();
    if !width::has_control(&units) {
        return units.len();
    }
    let mut length = units.len();
    let mut at = 0;
    while at < units.len() {
        if units[at] == 0x1b && units.get(at + 1) == Some(&u16::from(b'[')) {
            let digits = units[at + 2..].iter().take_while(|unit| (48..58).contains(*unit)).count();
            if (1..=2).contains(&digits) && units.get(at + 2 + digits) == Some(&u16::from(b'm')) {
                length -= digits + 3;
                at += digits + 3;
                continue;
            }
        }
        at += 1;
    }
    length
}
