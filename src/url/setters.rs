//! The setters of the `URL` class. Each ignores what does not fit, as the standard demands.

use super::{
    Path, Url,
    parser::{State, set},
    percent::{self, Set},
};

impl Url {
    /// The domain as a URL would have it; `None` if it is none.
    pub(crate) fn domain(text: &str) -> Option<String> {
        let mut url = Self::parse("ws://x", None)?;
        set(text, &mut url, State::Hostname).then(|| url.hostname())
    }

    pub(crate) fn set_protocol(&mut self, value: &str) {
        set(&format!("{value}:"), self, State::SchemeStart);
    }

    pub(crate) fn set_username(&mut self, value: &str) {
        if !self.cannot_have_credentials() {
            self.username = percent::encode(value, Set::UserInfo);
        }
    }

    pub(crate) fn set_password(&mut self, value: &str) {
        if !self.cannot_have_credentials() {
            self.password = percent::encode(value, Set::UserInfo);
        }
    }

    pub(crate) fn set_host(&mut self, value: &str) {
        if !self.has_opaque_path() {
            set(value, self, State::Host);
        }
    }

    pub(crate) fn set_hostname(&mut self, value: &str) {
        if !self.has_opaque_path() {
            set(value, self, State::Hostname);
        }
    }

    pub(crate) fn set_port(&mut self, value: &str) {
        if self.cannot_have_credentials() {
            return;
        }
        if value.is_empty() {
            self.port = None;
        } else {
            set(value, self, State::Port);
        }
    }

    pub(crate) fn set_pathname(&mut self, value: &str) {
        if !self.has_opaque_path() {
            self.path = Path::default();
            set(value, self, State::PathStart);
        }
    }

    pub(crate) fn set_search(&mut self, value: &str) {
        if value.is_empty() {
            self.query = None;
            return;
        }
        self.query = Some(String::new());
        set(value.strip_prefix('?').unwrap_or(value), self, State::Query);
    }

    pub(crate) fn set_hash(&mut self, value: &str) {
        if value.is_empty() {
            self.fragment = None;
            return;
        }
        self.fragment = Some(String::new());
        set(value.strip_prefix('#').unwrap_or(value), self, State::Fragment);
    }
}
