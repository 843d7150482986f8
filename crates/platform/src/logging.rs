//! Structured logs to standard output. Personal data has no place in them: no query string, no token, no mail
//! address, nothing that was typed; who did what stands in the audit log.

use std::panic::PanicHookInfo;

use serde::{Deserialize, Serialize};
use tracing::{Span, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::TryInitError;

use crate::entropy::{Entropy, random_bytes};

/// How a line looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object per line, for machines.
    Json,
}

/// Logging could not start.
#[derive(Debug, thiserror::Error)]
pub enum LoggingError {
    /// The filter does not read.
    #[error("the log filter {filter:?} does not read ({source}); write it as info or info,platform=debug")]
    Filter {
        /// As configured.
        filter: String,
        /// Why.
        #[source]
        source: ParseError,
    },
    /// It was started before.
    #[error("logging was started twice: {0}")]
    Twice(#[from] TryInitError),
}

/// Starts logging for the whole process. `filter` as `info` or `info,platform=debug`. A panic becomes a log line
/// with its place, without its message: that may hold somebody's data.
pub fn init(format: Format, filter: &str) -> Result<(), LoggingError> {
    use tracing_subscriber::util::SubscriberInitExt as _;
    subscriber(format, filter, std::io::stdout)?.try_init()?;
    std::panic::set_hook(Box::new(note_panic));
    Ok(())
}

fn note_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, "the program has a defect here; the request was given up");
}

type Boxed = Box<dyn Subscriber + Send + Sync>;

/// What [`init`] installs, writing to `writer`.
pub fn subscriber<W>(format: Format, filter: &str, writer: W) -> Result<Boxed, LoggingError>
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let parsed = parse(filter)?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(parsed)
        .with_writer(writer)
        .with_ansi(false);
    Ok(match format {
        Format::Text => Box::new(builder.finish()),
        Format::Json => Box::new(builder.json().flatten_event(true).with_span_list(false).finish()),
    })
}

/// Whether a filter reads.
pub fn check_filter(filter: &str) -> Result<(), LoggingError> {
    parse(filter).map(|_filter| ())
}

fn parse(filter: &str) -> Result<EnvFilter, LoggingError> {
    EnvFilter::try_new(filter).map_err(|source| LoggingError::Filter {
        filter: filter.to_owned(),
        source,
    })
}

/// The span of a request: every line inside carries its id, so that a person can quote it to the secretariat.
pub fn request_span(method: &str, path: &str, request_id: &str) -> Span {
    tracing::info_span!("request", request_id, method, path = redact_path(path))
}

/// The id a proxy gave, if it is one (8 to 64 letters, digits and hyphens), else a new one.
pub fn request_id(given: Option<&str>, entropy: &dyn Entropy) -> String {
    given
        .filter(|id| (8..=64).contains(&id.len()))
        .filter(|id| {
            id.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
        .map_or_else(|| hex::encode(random_bytes::<8>(entropy)), str::to_owned)
}

/// What stands for a part that was left out.
const LEFT_OUT: &str = "…";
/// Longest run of letters and digits in a word or an id of ours; a token has longer ones.
const LONGEST_RUN: usize = 20;

/// A path fit for a log: without query and fragment, and without any part that may be a token, a mail address or
/// typed text. Ids (UUIDs), programme ids and plain words stay.
pub fn redact_path(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path
        .split('/')
        .map(|part| if is_plain(part) { part } else { LEFT_OUT })
        .collect();
    parts.join("/")
}

fn is_plain(part: &str) -> bool {
    let shouted = part.bytes().any(|byte| byte.is_ascii_uppercase());
    part.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        && part.split(['-', '_', '.']).all(|run| run.len() <= LONGEST_RUN)
        && !(shouted && part.len() > LONGEST_RUN)
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::entropy::{SeededEntropy, new_token};

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Lines {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn logged(format: Format, what: impl FnOnce()) -> String {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = subscriber(format, "info", move || writer.clone()).unwrap();
        tracing::subscriber::with_default(subscriber, what);
        lines.text()
    }

    #[test]
    fn what_tells_nothing_of_a_person_stays() {
        for path in [
            "/",
            "/en/programmes/jissenryoku-2025",
            "/desk/kojo-2023/applications/01890a5d-ac96-774b-bcce-b302099a8057/contact",
            "/api/openapi.json",
            "/assets/style.3f9a21c7.css",
            "/draws/J-0001",
        ] {
            assert_eq!(redact_path(path), path);
        }
    }

    #[test]
    fn tokens_addresses_and_typed_text_go() {
        let entropy = SeededEntropy::new(3);
        for _ in 0..200 {
            let token = new_token(&entropy);
            assert_eq!(redact_path(&format!("/link/{token}/open")), "/link/…/open");
        }
        let hash = "a".repeat(64);
        assert_eq!(redact_path(&format!("/x/{hash}")), "/x/…");
        assert_eq!(redact_path("/x/hanako@example.jp"), "/x/…");
        assert_eq!(redact_path("/x/hanako%40example.jp/y"), "/x/…/y");
        assert_eq!(redact_path("/search/%E5%B1%B1%E7%94%B0"), "/search/…");
        assert_eq!(redact_path("/search/山田"), "/search/…");
        assert_eq!(redact_path("/desk?q=yamada&token=abc#top"), "/desk");
    }

    #[test]
    fn a_line_inside_a_request_carries_its_id_and_no_token() {
        for format in [Format::Json, Format::Text] {
            let text = logged(format, || {
                let span = request_span(
                    "GET",
                    "/link/Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4?mail=a@example.jp",
                    "req-12345678",
                );
                span.in_scope(|| tracing::info!(status = 200, "answered"));
            });
            assert!(
                text.contains("req-12345678") && text.contains("answered"),
                "{text}"
            );
            assert!(!text.contains("Zm9v") && !text.contains("example.jp"), "{text}");
        }
    }

    #[test]
    fn json_lines_are_json() {
        let text = logged(Format::Json, || tracing::warn!(jobs = 3, "jobs \"dead\"\n"));
        let line: serde_json::Value = serde_json::from_str(text.trim_end()).unwrap();
        assert_eq!((&line["level"], &line["jobs"]), (&"WARN".into(), &3.into()));
    }

    #[test]
    fn a_panic_is_logged_without_its_message() {
        let text = logged(Format::Text, || {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(note_panic));
            let caught = std::panic::catch_unwind(|| panic!("hanako@example.jp"));
            std::panic::set_hook(before);
            assert!(caught.is_err());
        });
        assert!(text.contains("logging.rs") && !text.contains("hanako"), "{text}");
    }

    #[test]
    fn an_id_from_a_proxy_is_taken_only_if_it_is_one() {
        let entropy = SeededEntropy::new(1);
        assert_eq!(request_id(Some("abcdef-0123"), &entropy), "abcdef-0123");
        for bad in ["short", "with space in it", "line\nbreak-here", &"x".repeat(65)] {
            let id = request_id(Some(bad), &entropy);
            assert_eq!((id.len(), id == bad), (16, false));
        }
        assert_ne!(request_id(None, &entropy), request_id(None, &entropy));
    }

    #[test]
    fn a_wrong_filter_is_named() {
        let error = subscriber(Format::Text, "info,=", std::io::sink).err().unwrap();
        assert!(error.to_string().contains("info,="), "{error}");
    }
}
